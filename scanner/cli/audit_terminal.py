"""The terminal of `keysieve audit`: the alternate screen, keys one by one, and everything put back at the end."""

from __future__ import annotations

import codecs
import os
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NoReturn

from scanner.audit.interface import AuditError
from scanner.audit.style import Look
from scanner.cli.audit_editor import edit_at
from scanner.cli.audit_keys import Keys
from scanner.cli.emit import wants_color

if TYPE_CHECKING:
    from types import FrameType

    from scanner.cli.audit_input import Input

ENTERED = "\033[?1049h\033[?25l\033[?7l\033[?2004h"
"""The alternate screen, so that nothing that was revealed stays; no cursor, no wrapping, pasted text marked as such."""

LEFT = "\033[?2004l\033[?7h\033[?25h\033[0m\033[?1049l"

FOLLOWS = 0.05
"""Seconds within which the rest of a sequence comes; a lone escape is the key."""

ENDING = ("SIGTERM", "SIGHUP", "SIGBREAK")
"""Signals that end the audit, the terminal put back, with 128 and their number."""


class StandardTerminal:
    """The standard streams as a screen."""

    def __init__(self) -> None:
        self._input = open_input()
        self._keys = Keys()
        self._decoder = codecs.getincrementaldecoder(sys.stdin.encoding or "utf-8")("replace")
        self._is_dumb = os.environ.get("TERM") == "dumb"
        self._has_color = wants_color()
        self._encoding = sys.stdout.encoding or "ascii"

    @contextmanager
    def open(self) -> Iterator[None]:
        """Keep the terminal in the mode that the audit needs; it is put back whatever happens."""
        handlers = {}
        for name in ENDING:
            if hasattr(signal, name):
                number = getattr(signal, name)
                handlers[number] = signal.signal(number, end)
        if hasattr(signal, "SIGTSTP"):
            handlers[signal.SIGTSTP] = signal.signal(signal.SIGTSTP, self._suspend)
        try:
            self._enter()
            yield
        finally:
            self._leave()
            for number, handler in handlers.items():
                signal.signal(number, handler)

    def look(self) -> Look:
        """Return how large the terminal is now, and what it can show."""
        size = shutil.get_terminal_size()
        rows = size.lines - 2 if self._is_dumb else size.lines  # there, line ends come before and behind
        return Look(size.columns, rows, self._has_color, self._encoding)

    def draw(self, lines: Sequence[str]) -> None:
        """Show the lines in the place of what was there."""
        if self._is_dumb:
            self._write("\n".join(["", *lines, ""]))
        else:
            self._write("\033[H" + "\n".join(f"{line}\033[K" for line in lines) + "\033[J")

    def key(self, seconds: float) -> str:
        """Return the next key; empty if none came within that time. Raises AuditError if the terminal is gone."""
        key = self._keys.next()
        if key:
            return key
        data = self._input.read(FOLLOWS if self._keys.is_waiting else seconds)
        if data is None:
            raise AuditError("the terminal was closed; every answer is saved")
        if not data:
            return self._keys.settle()
        self._keys.feed(self._decoder.decode(data))
        return self._keys.next()

    def edit(self, path: str, line: int) -> str:
        """Open the user's editor and wait for its end; return what went wrong, empty if nothing did."""
        # In the editor Ctrl-C and Ctrl-Z are the editor's; a handler, unlike to ignore them, is not handed down to it.
        handlers = {signal.SIGINT: signal.signal(signal.SIGINT, lambda number, frame: None)}
        if hasattr(signal, "SIGTSTP"):
            handlers[signal.SIGTSTP] = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        self._leave()
        try:
            return edit_at(path, line)
        finally:
            self._enter()
            for number, handler in handlers.items():
                signal.signal(number, handler)

    def _enter(self) -> None:
        self._input.enter()
        if not self._is_dumb:
            self._write_at_once(ENTERED)

    def _leave(self) -> None:
        """Put the terminal back, as far as there still is one."""
        with suppress(OSError):
            if not self._is_dumb:
                self._write_at_once(LEFT)
        with suppress(OSError):
            self._input.leave()

    def _suspend(self, number: int, frame: FrameType | None) -> None:
        """Put the terminal back for as long as the shell has it (Ctrl-Z)."""
        self._leave()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self._suspend)
        self._enter()

    def _write(self, text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()

    def _write_at_once(self, text: str) -> None:
        """Write past the stream, which refuses a signal's handler while it is written to."""
        os.write(sys.stdout.fileno(), text.encode("ascii"))


def end(number: int, frame: FrameType | None) -> NoReturn:
    """End as the signal asks, through every `finally`."""
    raise SystemExit(128 + number)


def open_input() -> Input:
    """Return what reads the keys of this system's terminals."""
    if sys.platform == "win32":
        from scanner.cli.audit_windows import ConsoleInput

        return ConsoleInput()
    from scanner.cli.audit_posix import TerminalInput

    return TerminalInput(sys.stdin.fileno())
