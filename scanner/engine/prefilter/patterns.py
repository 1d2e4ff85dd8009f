"""All patterns at once through Hyperscan: one pass tells which rules can match; only their keywords are looked for."""

from __future__ import annotations

import hyperscan

from scanner.engine.prefilter.expression import any_of, expression
from scanner.engine.prefilter.places import RulePlaces
from scanner.engine.prefilter.runs import RunsDatabase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.model import Announcement
    from scanner.ruleset.load import Ruleset

FLAGS = hyperscan.HS_FLAG_DOTALL | hyperscan.HS_FLAG_PREFILTER | hyperscan.HS_FLAG_SINGLEMATCH


class HyperscanPatterns:
    """Few rules are named for a text: those that match it, and those whose assertions alone keep them from it."""

    __slots__ = ("_database", "_encoded", "_places", "_ruleset", "_words")
    name = "hyperscan"

    def __init__(self, ruleset: Ruleset, database: bytes) -> None:
        """`database`: what `compile_patterns` returned for the same rules.

        Raises hyperscan.error if this library or processor cannot use it.
        """
        self._ruleset = ruleset
        self._database = hyperscan.loadb(database, hyperscan.HS_MODE_BLOCK)
        self._database.scratch = hyperscan.Scratch(self._database)
        self._encoded = RunsDatabase()
        self._words: dict[int, list[tuple[bytes, Announcement]]] = {}
        for keyword, announced in ruleset.keywords.items():
            spelt = keyword.encode("latin-1")
            for each in announced:
                self._words.setdefault(each.number, []).append((spelt, each))
        self._places: dict[int, RulePlaces] = {}

    def hits(self, content: bytes) -> dict[int, list[int]]:
        """Return, for each rule that may match, the byte offsets just behind its keywords, ascending."""
        numbers: list[int] = []
        self._database.scan(content, match_event_handler=lambda number, *_: numbers.append(number))
        if not numbers:
            return {}
        found: dict[int, list[int]] = {}
        for number in numbers:
            if number not in self._words:  # the rule is below the floor
                continue
            places = self._places.get(number)
            if places is None:
                places = self._places[number] = RulePlaces(self._ruleset.rule(number), self._words[number])
            hits = places.hits(content)
            if hits:
                found[number] = hits
        return found

    def may_hold_encoded(self, content: bytes) -> bool:
        """Whether a decoder is worth loading for the content."""
        return self._encoded.may_hold_encoded(content)

    def close(self, leave: bool) -> None:
        """Nothing goes on beside the scan."""


def compile_patterns(ruleset: Ruleset) -> bytes:
    """Return the compiled patterns of all rules. Takes a second for 700 rules."""
    expressions = [expression(rule.regex).text if rule.regex else any_of(rule.keywords) for rule in ruleset]
    try:
        return _compiled(expressions)
    except hyperscan.error:
        # One of them is too much for Hyperscan (a rule of the user's): its keywords stand in for it.
        pairs = zip(expressions, ruleset, strict=True)
        return _compiled([each if _is_compilable(each) else any_of(rule.keywords) for each, rule in pairs])


def is_usable(database: bytes) -> bool:
    """Whether this library on this processor can use compiled patterns."""
    try:
        hyperscan.loadb(database, hyperscan.HS_MODE_BLOCK)
    except hyperscan.error:
        return False
    return True


def _compiled(expressions: list[bytes]) -> bytes:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(expressions=expressions, ids=list(range(len(expressions))), flags=[FLAGS] * len(expressions))
    return hyperscan.dumpb(database)


def _is_compilable(candidate: bytes) -> bool:
    try:
        _compiled([candidate])
    except hyperscan.error:
        return False
    return True
