"""The user's cache directory, and files in it that nobody else may have written."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress

FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""For reading: no link is followed, and no pipe waited for."""


def cache_place() -> str:
    """Return the directory for files that can be made anew, by each system's convention.

    Raises RuntimeError if the user has no home, as in some containers.
    """
    home = os.path.expanduser("~")
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME", "")
        if not os.path.isabs(base):  # the XDG specification: ignore a relative one, it would land in the work tree
            base = os.path.join(home, ".cache")
    if not os.path.isabs(base):
        raise RuntimeError("the user has no home directory")
    return os.path.join(base, "keysieve")


def read_own(path: str) -> bytes | None:
    """Return the contents of a plain file of this user's that no one else can read or write; None: there is none."""
    with suppress(OSError):
        descriptor = os.open(path, FLAGS)
        with open(descriptor, "rb") as stream:
            if is_own(os.fstat(descriptor)):
                return stream.read()
    return None


def write_own(path: str, data: bytes) -> None:
    """Write a file that only this user can read; where the cache cannot be written, it is made anew each time."""
    from scanner.atomic import write_atomically  # its modules take longer to load than a file takes to read

    with suppress(OSError):
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        write_atomically(path, data, mode=0o600)


def is_own(status: os.stat_result) -> bool:
    """Whether a file is a plain one that belongs to this user, and to nobody else."""
    if not stat.S_ISREG(status.st_mode):
        return False
    if not hasattr(os, "geteuid"):  # Windows: the directory is the user's
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & 0o077
