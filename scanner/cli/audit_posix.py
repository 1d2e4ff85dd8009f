"""Keys of a terminal on Linux, macOS and their kin."""

from __future__ import annotations

import os
import select
import termios
import tty


class TerminalInput:
    """A terminal without echo and without lines; signals such as that of Ctrl-C work."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._before = termios.tcgetattr(descriptor)

    def enter(self) -> None:
        """Have each key given at once and not shown."""
        self._before = termios.tcgetattr(self._descriptor)
        tty.setcbreak(self._descriptor, termios.TCSADRAIN)

    def leave(self) -> None:
        """Put the terminal back."""
        try:
            termios.tcsetattr(self._descriptor, termios.TCSADRAIN, self._before)
        except termios.error:
            return  # it is gone

    def read(self, seconds: float) -> bytes | None:
        """Return what was typed within that time; None if the terminal is gone."""
        ready, _, _ = select.select([self._descriptor], [], [], seconds)
        if not ready:
            return b""
        try:
            return os.read(self._descriptor, 1024) or None
        except OSError:  # as Linux says it
            return None
