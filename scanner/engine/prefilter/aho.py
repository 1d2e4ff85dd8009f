"""Keywords through an Aho-Corasick automaton: nothing to compile, nothing to cache. For little input."""

from __future__ import annotations

import ahocorasick

from scanner.engine.decode.quick import may_hold_encoded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.model import Announcement


class AhoCorasickPrefilter:
    """All keywords at once; each hit is held against its guards."""

    __slots__ = ("_announced", "_automaton", "_keywords")
    name = "aho"

    def __init__(self, keywords: Mapping[str, tuple[Announcement, ...]]) -> None:
        """`keywords`: lower-case keyword to what it announces."""
        automaton = ahocorasick.Automaton()
        for keyword in keywords:
            automaton.add_word(keyword, keyword)
        automaton.make_automaton()
        self._automaton = automaton
        self._keywords = keywords
        self._announced: dict[str, tuple[Announcement, ...]] = {}

    def hits(self, content: bytes) -> dict[int, list[int]]:
        """Return, for each rule number, the byte offsets just behind its keywords, ascending."""
        found: dict[int, list[int]] = {}
        # The automaton takes text; Latin-1 gives one character a byte. Lowering is ASCII only, as in the patterns.
        for last, keyword in self._automaton.iter(content.lower().decode("latin-1")):
            behind = last + 1
            announcements = self._announced.get(keyword)
            if announcements is None:
                announcements = self._announced[keyword] = self._keywords[keyword]
            for number, follows, length, reach in announcements:
                if reach:
                    if b"A" * length not in content[behind : behind + reach + length].translate(follows):
                        continue
                elif length:
                    tail = content[behind : behind + length]
                    if len(tail) < length or tail.translate(None, follows):
                        continue
                if number in found:
                    found[number].append(behind)
                else:
                    found[number] = [behind]
        return found

    def may_hold_encoded(self, content: bytes) -> bool:
        """Whether a decoder is worth loading for the content."""
        return may_hold_encoded(content)

    def close(self, leave: bool) -> None:
        """Nothing goes on beside the scan."""
