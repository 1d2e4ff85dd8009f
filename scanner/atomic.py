"""Writing a file so that a reader sees the old contents or the new ones, and a crash leaves one of the two."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress


def write_atomically(path: str, data: bytes, mode: int | None = None) -> None:
    """Write `data` to `path`, through a temporary file beside it.

    `mode`: the permissions; None: those that the file has, or that a new file would get. A symbolic link stays, its
    target is written. Raises OSError.
    """
    target = os.path.realpath(path)
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".keysieve-")
    try:
        with open(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, usual_mode(target) if mode is None else mode)
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def usual_mode(path: str) -> int:
    """Return the permissions that a file has, or would have if it were made now."""
    try:
        return os.stat(path).st_mode & 0o7777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
