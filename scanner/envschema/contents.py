"""Reading an environment file or a schema from the disk, as text."""

from __future__ import annotations

import os
import stat

from scanner.envschema.complaint import EnvFileError
from scanner.record import NamedTuple

LARGEST = 4 * 1024 * 1024
"""Bytes; an environment has limits far below."""

BOM = "\ufeff"


class Contents(NamedTuple):
    """A file's text without its byte order mark."""

    path: str
    text: str
    has_bom: bool

    def __repr__(self) -> str:
        return f"Contents({self.path!r})"


def read_contents(path: str) -> Contents:
    """Return what stands in the file `path`.

    Raises EnvFileError if it is no regular file, unreadable, larger than `LARGEST` bytes, binary, or not UTF-8.
    """
    try:
        with open(path, "rb", buffering=0, opener=_without_waiting) as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise EnvFileError(f"{path}: is no regular file; name an environment file")
            data = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be used"
        raise EnvFileError(f"{path}: cannot be read: {reason}") from error
    return decode(path, data)


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; a pipe that nobody writes to does not keep us."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def decode(path: str, data: bytes) -> Contents:
    """Return `data`, which stands in the file `path`, as text. Raises EnvFileError as `read_contents` does."""
    if len(data) > LARGEST:
        raise EnvFileError(f"{path}: is larger than {LARGEST >> 20} MiB; an environment file is not")
    nul = data.find(b"\0")
    if nul >= 0:
        line = data.count(b"\n", 0, nul) + 1
        raise EnvFileError(f"{path}:{line}: holds a NUL byte; it is binary or UTF-16, save it as UTF-8")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise EnvFileError(f"{path}:{line}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    return Contents(path, text.removeprefix(BOM), text.startswith(BOM))
