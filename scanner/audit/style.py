"""The looks of the audit's screen: colours, the room that there is, and text that fits into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.text.width import cell_width, cut

if TYPE_CHECKING:
    from collections.abc import Iterable

BOLD, DIM, REVERSE, RED, GREEN, YELLOW, CYAN, RESET = (
    "\033[1m",
    "\033[2m",
    "\033[7m",
    "\033[31m",
    "\033[32m",
    "\033[33m",
    "\033[36m",
    "\033[0m",
)
LEAST_COLUMNS = 20


@dataclass(frozen=True, slots=True)
class Span:
    """Text in one colour; empty: the usual one."""

    text: str
    color: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What the terminal offers."""

    columns: int
    rows: int
    has_color: bool
    encoding: str = "utf-8"

    @property
    def width(self) -> int:
        """Cells that a line may fill; the last one stays empty, where some terminals would wrap."""
        return max(LEAST_COLUMNS, self.columns) - 1

    def fitted(self, spans: Iterable[Span]) -> str:
        """Return the spans as one line, cut to the width, with what the terminal cannot write escaped."""
        parts: list[str] = []
        room = self.width
        for span in spans:
            text = self._writable(span.text)
            if not text:
                continue
            if room <= 0:
                break
            text = cut(text, room)
            room -= cell_width(text)
            parts.append(f"{span.color}{text}{RESET}" if span.color and self.has_color else text)
        return "".join(parts)

    def wrapped(self, words: str, indent: int) -> list[str]:
        """Return a text in lines of the width, all but the first one indented."""
        lines, line = [], ""
        for word in self._writable(words).split(" "):
            if line.strip() and cell_width(line) + 1 + cell_width(word) > self.width:
                lines.append(line)
                line = " " * indent + word
            else:
                line = f"{line} {word}" if line else word
        return [cut(each, self.width) for each in [*lines, line]]

    def _writable(self, text: str) -> str:
        if text.isascii():
            return text
        return text.encode(self.encoding, "backslashreplace").decode(self.encoding)
