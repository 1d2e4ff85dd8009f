"""Which places in a file an entry of detect-secrets speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.audit.context import HIDDEN, Span
from scanner.audit.recognise import Spotted
from scanner.baseline.detect_secrets.captures import captures
from scanner.baseline.detect_secrets.locate import PARTLY, located, nearest
from scanner.baseline.detect_secrets.types import PLUGINS, SILENT, digest
from scanner.model import Location, Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from scanner.audit.look import FileLook
    from scanner.audit.model import Item


class ForeignRecogniser:
    """By the hashes of detect-secrets, or by the line where they say nothing."""

    def __init__(self, items: Callable[[], Iterable[Item]]) -> None:
        """`items`: gives the entries of the baseline as of its last reading."""
        self._items = items
        self._last: tuple[FileLook, dict[str, list[int]]] | None = None

    def spotted(self, item: Item, look: FileLook) -> Sequence[Spotted]:
        """Return the places where the hash is found; for one that says nothing, or that only its plugin knows, one."""
        found = self._lines(look)
        lines = found.get(item.hash, [])
        if not item.is_telling:
            told = sorted({finding.location.line for finding in look.findings} & set(lines))
            return [_on_line(nearest(told or lines, item.line), look)] if lines else []
        if lines:
            return [_capture(item.hash, line, look) for line in lines]
        certain = item.rule in PLUGINS and PARTLY not in found
        return [] if certain or not item.line else [_on_line(item.line, look)]

    def spans(self, look: FileLook) -> Sequence[Span]:
        """Return the places of all entries of the file."""
        own = {item.hash for item in self._items() if item.path == look.path} - SILENT
        return [
            Span(_capture(one, line, look).location, HIDDEN)
            for one, lines in self._lines(look).items()
            if one in own
            for line in lines
        ]

    def _lines(self, look: FileLook) -> dict[str, list[int]]:
        """Return in which lines the hashes of the file's entries are found; the last file's are kept."""
        last = self._last
        if last is not None and last[0] is look:
            return last[1]
        wanted = {item.hash for item in self._items() if item.path == look.path}
        found: dict[str, list[int]] = {}
        for fragment in look.fragments:
            text = fragment.content.decode("utf-8", "surrogateescape")
            for one, lines in located(text, wanted, fragment.line).items():
                found[one] = sorted({*found.get(one, ()), *lines})
        self._last = look, found
        return found


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
    begin = 0
    for _ in range(line - fragment.line):
        begin = fragment.content.find(b"\n", begin) + 1
    end = fragment.content.find(b"\n", begin)
    text = fragment.content[begin : len(fragment.content) if end < 0 else end]
    return text.removesuffix(b"\r").decode("utf-8", "surrogateescape")
