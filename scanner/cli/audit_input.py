"""What reads keys."""

from __future__ import annotations

from typing import Protocol


class Input(Protocol):
    """The keys of a terminal, as bytes that it sends."""

    def enter(self) -> None:
        """Have each key given at once and not shown."""
        ...

    def leave(self) -> None:
        """Put the terminal back."""
        ...

    def read(self, seconds: float) -> bytes | None:
        """Return what was typed within that time, which may be nothing; None if the terminal is gone."""
        ...
