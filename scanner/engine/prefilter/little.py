"""Keywords by how they begin, for as little as a commit: an automaton would take longer to build than it is used."""

from __future__ import annotations

from scanner.engine.decode.quick import may_hold_encoded
from scanner.engine.prefilter.announce import follows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.prefilter.aho import AhoCorasickPrefilter
    from scanner.ruleset.keywords import Keywords

LITTLE = 16 << 10
"""Bytes from which an automaton is built: about as many as are scanned meanwhile."""


class LittlePrefilter:
    """Looks for keywords whose first characters are in the content. Where there is more, an automaton takes over."""

    __slots__ = ("_automaton", "_keywords", "_left")
    name = "aho"

    def __init__(self, keywords: Keywords) -> None:
        self._keywords = keywords
        self._left = LITTLE
        self._automaton: AhoCorasickPrefilter | None = None

    def hits(self, content: bytes) -> dict[int, list[int]]:
        """Return, for each rule number, the byte offsets just behind its keywords, ascending."""
        if self._automaton is None:
            self._left -= len(content)
            if self._left >= 0:
                return self._few_hits(content)
            from scanner.engine.prefilter.aho import AhoCorasickPrefilter  # most commits are little

            self._automaton = AhoCorasickPrefilter(self._keywords)
        return self._automaton.hits(content)

    def may_hold_encoded(self, content: bytes) -> bool:
        """Whether a decoder is worth loading for the content."""
        return may_hold_encoded(content)

    def close(self, leave: bool) -> None:
        """Nothing goes on beside the scan."""

    def _few_hits(self, content: bytes) -> dict[int, list[int]]:
        text = content.lower().decode("latin-1")
        found: dict[int, list[int]] = {}
        for keyword, behind in self._keywords.places(text):
            for announced in self._keywords[keyword]:
                if follows(announced, content, behind):
                    found.setdefault(announced.number, []).append(behind)
        for places in found.values():
            places.sort()
        return found
