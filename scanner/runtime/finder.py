"""Finding any of many spellings in a text, in one pass."""

from __future__ import annotations

from itertools import chain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

MASK = "****"
SHORTEST = 6
"""Fewest characters of a spelling that is looked for, and fewest bytes of a value: less is in innocent words."""

PREFIX = 8
"""Characters of a spelling that the automaton looks for; the rest is compared where they stand."""


class Finder:
    """Finds any of many spellings in a text, in one pass."""

    def __init__(self, known: frozenset[str]) -> None:
        import ahocorasick

        self.size = len(known)

        self._behind: dict[str, list[str]] = {}
        for spelling in known:
            self._behind.setdefault(spelling[:PREFIX], []).append(spelling)
        automaton = ahocorasick.Automaton()
        for prefix in self._behind:
            automaton.add_word(prefix, prefix)
        automaton.make_automaton()
        self.candidates = automaton.iter
        """Yields end and prefix of each place that a spelling may begin at."""

    def masked(self, text: str) -> str:
        """Return the text with every spelling replaced; the same object if there is none."""
        spans = self.spans(text)
        return _replaced(text, spans) if spans else text

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where spellings begin and end."""
        found = []
        for end, prefix in self.candidates(text):
            begin = end + 1 - len(prefix)
            longest = max((len(one) for one in self._behind[prefix] if text.startswith(one, begin)), default=0)
            if longest:
                found.append((begin, begin + longest))
        return found


class Finders:
    """Two finders as one: a large one that is seldom made anew, and a small one that often is."""

    def __init__(self, large: Finder, small: Finder) -> None:
        self.large, self.small = large, small

    def candidates(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield end and prefix of each place that a spelling may begin at."""
        return chain(self.large.candidates(text), self.small.candidates(text))

    def masked(self, text: str) -> str:
        """Return the text with every spelling replaced; the same object if there is none."""
        spans = self.large.spans(text) + self.small.spans(text)
        return _replaced(text, spans) if spans else text


def _replaced(text: str, spans: list[tuple[int, int]]) -> str:
    pieces, covered = [], 0
    for begin, end in sorted(spans):
        if begin >= covered:
            pieces += [text[covered:begin], MASK]
        covered = max(covered, end)
    return "".join(pieces) + text[covered:]
