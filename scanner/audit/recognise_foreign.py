"""Which places in a file an entry of detect-secrets speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.audit.context import HIDDEN, Span, line_begin
from scanner.audit.recognise import Spotted
from scanner.baseline.detect_secrets.captures import captures
from scanner.baseline.detect_secrets.locate import PARTLY, located, nearest
from scanner.baseline.detect_secrets.types import PLUGINS, digest
from scanner.known.meant import meant_in
from scanner.model import Location, Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from scanner.audit.look import FileLook
    from scanner.audit.model import Item


Lines = dict[str, list[int]]
"""By hash: the lines in which it is found."""

Spot = tuple[int, str]
"""A line, and the hash of what in it is meant; empty: what a rule finds in it, or all of it."""


class ForeignRecogniser:
    """By the hashes of detect-secrets, or by the line where they say nothing."""

    def __init__(self, items: Callable[[], Iterable[Item]]) -> None:
        """`items`: gives the entries of the baseline as of its last reading."""
        self._items = items
        self._last: tuple[FileLook, Lines] | None = None
        self._last_spots: tuple[FileLook, frozenset[Spot]] | None = None

    def spotted(self, item: Item, look: FileLook) -> Sequence[Spotted]:
        """Return the places where the hash is found; for one that says nothing, or that only its plugin knows, one."""
        return [_spotted(spot, look) for spot in _spots(item, self._lines(look), look)]

    def spans(self, look: FileLook, first: int, last: int) -> Sequence[Span]:
        """Return the places in these lines of all entries of the file."""
        near = sorted(spot for spot in self._spots_of_all(look) if first <= spot[0] <= last)
        return [Span(_spotted(spot, look).location, HIDDEN) for spot in near]

    def _spots_of_all(self, look: FileLook) -> frozenset[Spot]:
        """Return where the entries of the file are; the last file's are kept."""
        last = self._last_spots
        if last is not None and last[0] is look:
            return last[1]
        lines = self._lines(look)
        spots = frozenset(spot for item in self._of(look) for spot in _spots(item, lines, look))
        self._last_spots = look, spots
        return spots

    def _of(self, look: FileLook) -> Iterable[Item]:
        return (item for item in self._items() if item.path == look.path)

    def _lines(self, look: FileLook) -> Lines:
        """Return in which lines the hashes of the file's entries are found; the last file's are kept."""
        last = self._last
        if last is not None and last[0] is look:
            return last[1]
        wanted = {item.hash for item in self._of(look)}
        found: dict[str, list[int]] = {}
        for fragment in look.fragments:
            text = fragment.content.decode("utf-8", "surrogateescape")
            for one, lines in located(text, wanted, fragment.line, meant_in).items():
                found[one] = sorted({*found.get(one, ()), *lines})
        self._last = look, found
        return found


def _spots(item: Item, found: Lines, look: FileLook) -> list[Spot]:
    """Return where the entry is, in a file in which its hash and others are found in these lines."""
    lines = found.get(item.hash, [])
    if not item.is_telling:
        told = sorted({finding.location.line for finding in look.findings} & set(lines))
        return [(nearest(told or lines, item.line), "")] if lines else []
    if lines:
        return [(line, item.hash) for line in lines]
    certain = item.rule in PLUGINS and PARTLY not in found
    return [] if certain or not item.line else [(item.line, "")]


def _spotted(spot: Spot, look: FileLook) -> Spotted:
    """Return the place itself."""
    line, wanted = spot
    return _capture(wanted, line, look) if wanted else _on_line(line, look)


def _capture(wanted: str, line: int, look: FileLook) -> Spotted:
    """Return the place of what has that hash in the line."""
    text = line_text(look, line)
    value = next((each for each in captures(text) if digest(each) == wanted), "")
    begin = text.find(value) + 1 if value else 0
    if not begin:
        return _on_line(line, look)
    place = Location(line, begin, line, begin + len(value))
    over = [
        finding for finding in look.findings if finding.location[:2] < place[2:] and place[:2] < finding.location[2:]
    ]
    finding = max(over, key=lambda each: len(each.secret), default=None)
    return Spotted(place, finding, Secret(value.encode("utf-8", "surrogateescape")))


def _on_line(line: int, look: FileLook) -> Spotted:
    """Return what a rule finds in the line; the whole line if none does."""
    finding = next((each for each in look.findings if each.location.line == line), None)
    if finding is not None:
        return Spotted(finding.location, finding, finding.secret)
    return Spotted(Location(line, 1, line, 1 + len(line_text(look, line))))


def line_text(look: FileLook, line: int) -> str:
    """Return the text of a line; empty if it is not there."""
    fragment = look.fragment_at(line)
    if fragment is None:
        return ""
    begin = max(0, line_begin(fragment, line))
    end = fragment.content.find(b"\n", begin)
    text = fragment.content[begin : len(fragment.content) if end < 0 else end]
    return text.removesuffix(b"\r").decode("utf-8", "surrogateescape")
