"""Progress of long scans: one line on standard error, if that is a terminal."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

AFTER = 1.0
"""Seconds before the line appears: what is done by then needs none."""

EVERY = 0.1
"""Seconds between two updates."""

CLEAR = "\r\x1b[K"


@contextmanager
def progress_on_terminal(size: int) -> Iterator[Callable[[int, int, int], None] | None]:
    """Give the function that shows progress towards about `size` bytes; None where no one would see it."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    line = ProgressLine(size, monotonic())
    try:
        yield line.show
    finally:
        line.clear()


class ProgressLine:
    """A line that is written over."""

    def __init__(self, size: int, began: float) -> None:
        """`began`: when the work did, in seconds of a clock that never goes back."""
        self._size = size
        self._began = began
        self._shown = began + AFTER - EVERY
        self._visible = False

    def show(self, entries: int, scanned: int, findings: int) -> None:
        """Show how far the scan is, if it is time to."""
        now = monotonic()
        if now - self._shown >= EVERY:
            self._shown = now
            self._visible = True
            sys.stderr.write(CLEAR + progress_text(entries, scanned, findings, self._size, now - self._began))
            sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._visible:
            sys.stderr.write(CLEAR)
            sys.stderr.flush()


def progress_text(entries: int, scanned: int, findings: int, size: int, seconds: float) -> str:
    """Return the line: files, bytes, speed, findings so far (of every confidence), and about how long it will take."""
    speed = scanned / seconds if seconds else 0.0
    text = f"{entries:,} files, {scanned / 1e6:,.0f} MB, {speed / 1e6:,.0f} MB/s, {findings} candidates"
    left = (size - scanned) / speed if speed else 0.0
    return f"{text}, {clock(left)} left" if left > 0 else text


def clock(seconds: float) -> str:
    """Return a time as minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
