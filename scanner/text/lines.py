"""From byte offsets to lines and columns. Lines end at line feeds only; columns count characters."""

from __future__ import annotations

from scanner.model import Location


class Locator:
    """Turns ascending byte offsets of one content into places, in time linear in the content however many they are."""

    __slots__ = ("_column", "_content", "_line", "_offset")

    def __init__(self, content: bytes, line: int = 1, column: int = 1) -> None:
        """`line` and `column` (1-based) are the place of the content's first byte."""
        self._content = content
        self._offset = 0
        self._line = line
        self._column = column

    def locate(self, begin: int, end: int) -> Location:
        """Return the place of `content[begin:end]`; `begin` must not be before that of an earlier call."""
        line, column = self._advance(begin)
        ahead = Locator(self._content, line, column)
        ahead._offset = begin
        return Location(line, column, *ahead._advance(end))

    def _advance(self, offset: int) -> tuple[int, int]:
        passed = self._content[self._offset : offset]
        newlines = passed.count(b"\n")
        if newlines:
            self._line += newlines
            self._column = 1
            passed = passed[passed.rfind(b"\n") + 1 :]
        self._column += character_count(passed)
        self._offset = offset
        return self._line, self._column


def character_count(text: bytes) -> int:
    """Return how many characters `text` has as UTF-8; a byte that is not UTF-8 counts as one."""
    return len(text) if text.isascii() else len(text.decode("utf-8", "surrogateescape"))
