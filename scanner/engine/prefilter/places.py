"""Where in a text one rule may match: its keywords, as far as they stand before an end of its expression."""

from __future__ import annotations

from bisect import bisect_left

import hyperscan

from scanner.engine.prefilter.announce import LONG, follows
from scanner.engine.prefilter.expression import coarse_expression

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.model import Announcement, Rule

MANY_WORDS = 8
"""Keywords from which looking for one after the other takes longer than two more passes of Hyperscan."""

WORTH_COMPILING = 16
"""Texts from which it is worth to compile what those passes need, in some milliseconds."""

MOST_ENDS = 4096
"""Ends in one text from which they tell nothing."""


class RulePlaces:
    """Looks for one rule's keywords in the texts for which it is named."""

    __slots__ = ("_calls", "_rule", "_search", "_words")

    def __init__(self, rule: Rule, words: Sequence[tuple[bytes, Announcement]]) -> None:
        """`words`: the rule's keywords with their guards."""
        self._rule = rule
        self._words = words
        self._calls = 0
        self._search: PlaceSearch | None = None

    def hits(self, content: bytes) -> list[int]:
        """Return the offsets just behind the keywords of every match, ascending; perhaps those of others, too."""
        if len(self._words) >= MANY_WORDS:
            self._calls += 1
            if self._calls == WORTH_COMPILING:
                self._search = PlaceSearch(self._rule, self._words)
            if self._search is not None:
                return self._search.hits(content)
        lowered = content.lower()
        hits: set[int] = set()
        for word, announced in self._words:
            start = lowered.find(word)
            while start >= 0:
                if follows(announced, content, start + len(word)):
                    hits.add(start + len(word))
                start = lowered.find(word, start + 1)
        return sorted(hits)


class PlaceSearch:
    """The same by Hyperscan: one pass for keywords, and one for the ends of matches where a keyword's guard is weak."""

    __slots__ = ("_ends", "_lead", "_width", "_words", "_words_found")

    def __init__(self, rule: Rule, words: Sequence[tuple[bytes, Announcement]]) -> None:
        """`words`: the rule's keywords with their guards."""
        guarded = all(announced.length >= LONG for _, announced in words)
        told = coarse_expression(rule.regex) if rule.regex and not guarded else None
        self._words = words
        self._lead = rule.lead or rule.width
        self._width = told.width if told else 0
        self._ends = _compiled_or_none(told.text) if told else None
        self._words_found = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._words_found.compile(
            expressions=[word for word, _ in words],
            ids=list(range(len(words))),
            flags=[hyperscan.HS_FLAG_CASELESS] * len(words),
            literal=True,
        )

    def hits(self, content: bytes) -> list[int]:
        """Return the offsets just behind the keywords of every match, ascending."""
        ends = self.ends(content)
        if ends is not None and not ends:
            return []
        hits: set[int] = set()

        def note(word: int, begin: int, behind: int, flags: int, context: object) -> None:
            if follows(self._words[word][1], content, behind):
                hits.add(behind)

        self._words_found.scan(content, note)
        ordered = sorted(hits)
        if ends is None:
            return ordered
        return [hit for hit in ordered if self._is_before_an_end(hit, ends)]

    def _is_before_an_end(self, hit: int, ends: list[int]) -> bool:
        # The expression lacks what may be missing at a match's end; if the keyword lies there, it lies within `lead`.
        at = bisect_left(ends, hit - self._lead)
        return at < len(ends) and ends[at] <= hit + self._width

    def ends(self, content: bytes) -> list[int] | None:
        """Return where matches are certain, ascending; None if there are too many such places to tell anything."""
        if self._ends is None:
            return None
        ends: list[int] = []

        def note(number: int, begin: int, end: int, flags: int, context: object) -> bool:
            ends.append(end)
            return len(ends) > MOST_ENDS

        try:
            self._ends.scan(content, note)
        except hyperscan.ScanTerminated:
            return None
        ends.sort()  # Hyperscan promises no order
        return ends


def _compiled_or_none(text: bytes) -> hyperscan.Database | None:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    try:
        flags = hyperscan.HS_FLAG_DOTALL | hyperscan.HS_FLAG_PREFILTER
        database.compile(expressions=[text], ids=[0], flags=[flags])
    except hyperscan.error:  # too much for it
        return None
    return database
