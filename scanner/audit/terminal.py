"""What the audit asks of a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from scanner.audit.style import Look

ENTER, ESCAPE, BACKSPACE = "enter", "escape", "backspace"
LEFT, RIGHT, UP, DOWN = "left", "right", "up", "down"


class Terminal(Protocol):
    """Shows a screen and reads keys."""

    def look(self) -> Look:
        """Return how large it is now, and what it can show."""
        ...

    def draw(self, lines: Sequence[str]) -> None:
        """Show the lines in the place of what was there."""
        ...

    def key(self, seconds: float) -> str:
        """Return the next key, a character or a name as above; empty if none came within that time."""
        ...

    def edit(self, path: str, line: int) -> str:
        """Open the user's editor and wait for its end; return what went wrong, empty if nothing did."""
        ...
