"""Opening files that must be files: a pipe is not waited for, and a device, which may never end, is not read."""

from __future__ import annotations

import errno
import os
import stat

WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0)
ANEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
"""Flags for a file of ours that is written from its beginning, and is never a link."""


def regular(path: str, flags: int, mode: int = 0o666, directory: int | None = None) -> int:
    """Open a file, as the `opener` of `open`. Raises OSError, also for what is no regular file.

    `mode`: of a file that is made; `directory`: the descriptor of the one in which a relative path begins.
    """
    descriptor = os.open(path, flags | WITHOUT_WAITING, mode, dir_fd=directory)
    kind = os.fstat(descriptor).st_mode
    if stat.S_ISREG(kind):
        return descriptor
    os.close(descriptor)
    if stat.S_ISDIR(kind):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    raise OSError(errno.EINVAL, "is no regular file", path)


def contents_if_there(path: str) -> bytes | None:
    """Return the bytes of a file; None if there is none. Raises OSError, also for what is no regular file."""
    try:
        return contents(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def contents(path: str | os.PathLike[str]) -> bytes:
    """Return the bytes of a file. Raises OSError, also for what is no regular file."""
    with open(path, "rb", opener=regular) as stream:
        return stream.read()
