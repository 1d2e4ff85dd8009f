"""The audit in a real pseudo-terminal, its screen read by a terminal emulator."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from typing import TYPE_CHECKING

import pyte

from tests.conftest import CLEAN_ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Repo

PATIENCE = 30.0
BEGUN, DRAWN = b"\x1b[H", b"\x1b[J"
"""Between these is one drawing of the screen."""

SEQUENCE = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")


class Auditor:
    """Runs `keysieve audit` and types. What it shows are whole drawings, however they came through the terminal."""

    def __init__(
        self,
        repo: Repo,
        *arguments: str,
        columns: int = 80,
        rows: int = 24,
        cwd: Path | None = None,
        **environment: str,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self._part = b""
        self.code: int | None = None
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.chdir(cwd or repo.root)
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # it is ignored below a shell's `&`
            size = struct.pack("HHHH", rows, columns, 0, 0)
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            inherited = {
                name: value
                for name, value in CLEAN_ENVIRONMENT.items()
                if name not in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "VISUAL", "EDITOR")
            }
            every = {
                **inherited,
                "TERM": "xterm",
                "PYTHONUTF8": "1",
                "PYTHONPATH": os.pathsep.join(sys.path),
                **repo.keysieve.environment,
                **environment,
            }
            os.execve(sys.executable, [sys.executable, "-m", "scanner", "audit", *arguments], every)
        self._is_open = True

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def read(self, seconds: float) -> bool:
        """Take in what was written within that time; return False at the end."""
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.raw += data
        self._show(self._part + data)
        return bool(data)

    @property
    def drawn(self) -> list[str]:
        """The lines of the last whole drawing as they were sent, without what colours and clears them."""
        last = self.raw.rpartition(DRAWN)[0].rpartition(BEGUN)[2]
        return SEQUENCE.sub(b"", last).decode().replace("\r", "").split("\n")

    def wait(self, shown: str | Callable[[str], bool]) -> str:
        """Wait until the screen shows it."""
        until = time.monotonic() + PATIENCE
        holds = (lambda text: shown in text) if isinstance(shown, str) else shown
        while not holds(self.text):
            if time.monotonic() > until or not self.read(0.1):
                raise AssertionError(f"not shown: {shown}\n{self.text}")
        return self.text

    def type(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def press(self, keys: str, shown: str | Callable[[str], bool]) -> str:
        self.type(keys)
        return self.wait(shown)

    def resize(self, columns: int, rows: int) -> None:
        self.screen.resize(rows, columns)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def hang_up(self) -> int:
        """Close the terminal, wait for the end and return the exit code, negative for a signal."""
        os.close(self.master)
        self._is_open = False
        return self._ended()

    def end(self) -> int:
        """Wait for the end and return the exit code, negative for a signal."""
        code = self._ended(lambda: self.read(0.05))
        while select.select([self.master], [], [], 0)[0] and self.read(0):
            pass
        self._stream.feed(self._part)
        return code

    def quit(self) -> int:
        """Press q, wait for the end and return the exit code."""
        self.type("q")
        return self.end()

    def close(self) -> None:
        """End it, whatever it is at."""
        if self.code is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self._ended()
        if self._is_open:
            os.close(self.master)

    def _show(self, data: bytes) -> None:
        """Show the data, but for a drawing at its end of which more is to come."""
        whole = data.rfind(BEGUN)
        if whole <= data.rfind(DRAWN):
            whole = len(data) - next((size for size in (2, 1) if data.endswith(BEGUN[:size])), 0)
        self._part = data[whole:]
        self._stream.feed(data[:whole])

    def _ended(self, meanwhile: Callable[[], object] = lambda: None) -> int:
        """Wait for the end of the process, and note and return its exit code."""
        until = time.monotonic() + PATIENCE
        while True:
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self.code = os.waitstatus_to_exitcode(status)
                return self.code
            if time.monotonic() > until:
                raise AssertionError(f"still running after {PATIENCE} s\n{self.text}")
            meanwhile()
            time.sleep(0.01)
