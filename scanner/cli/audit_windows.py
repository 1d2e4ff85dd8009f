"""Keys of a console on Windows."""

from __future__ import annotations

import sys
import time

if sys.platform == "win32":
    import ctypes
    import msvcrt

    STEP = 0.01
    OUTPUT = -11
    UNDERSTANDS_SEQUENCES = 0x0004
    ARROWS = {"H": "\033[A", "P": "\033[B", "K": "\033[D", "M": "\033[C"}

    class ConsoleInput:
        """A console, whose output is told to understand escape sequences."""

        def __init__(self) -> None:
            self._mode = ctypes.c_ulong()
            self._output = ctypes.windll.kernel32.GetStdHandle(OUTPUT)

        def enter(self) -> None:
            """Have the console understand what is drawn."""
            ctypes.windll.kernel32.GetConsoleMode(self._output, ctypes.byref(self._mode))
            ctypes.windll.kernel32.SetConsoleMode(self._output, self._mode.value | UNDERSTANDS_SEQUENCES)

        def leave(self) -> None:
            """Put the console back."""
            ctypes.windll.kernel32.SetConsoleMode(self._output, self._mode)

        def read(self, seconds: float) -> bytes | None:
            """Return what was typed within that time. Raises KeyboardInterrupt for Ctrl-C."""
            until = time.monotonic() + seconds
            while not msvcrt.kbhit():
                if time.monotonic() >= until:
                    return b""
                time.sleep(STEP)
            key = msvcrt.getwch()
            if key == "\x03":
                raise KeyboardInterrupt
            if key in ("\0", "\xe0"):
                key = ARROWS.get(msvcrt.getwch(), "")
            return key.encode(sys.stdin.encoding or "utf-8", "replace")
