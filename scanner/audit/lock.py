"""The lock that writers of one baseline share."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from hashlib import blake2b

from scanner.audit.interface import AuditError
from scanner.git.repo import git_directory_around
from scanner.usercache import cache_place

SECONDS = 5.0
"""How long another writer is waited for; a write takes some hundredths of a second."""


def lock_path(baseline: str, git_directory: str | None) -> str:
    """Return the lock's file: in the git directory, where it is no untracked file and all users of the clone meet.

    Where there is none, or none that can be written, it is in the user's cache directory.
    """
    digest = blake2b(os.fsencode(os.path.realpath(baseline)), digest_size=8).hexdigest()
    if git_directory is not None and os.access(git_directory, os.W_OK):
        return os.path.join(git_directory, f"keysieve-{digest}.lock")
    try:
        place = cache_place()
    except RuntimeError:  # a user without a home
        place = tempfile.gettempdir()
    return os.path.join(place, "locks", f"{digest}.lock")


def lock_of(baseline: str) -> str:
    """Return the lock's file by the baseline's own place: the same for all callers, wherever they are."""
    return lock_path(baseline, git_directory_around(os.path.dirname(os.path.realpath(baseline))))


def writing(baseline: str) -> AbstractContextManager[None]:
    """Return what holds the baseline's lock: to be read anew and written in it. Raises AuditError; see `locked`."""
    return locked(lock_of(baseline), baseline)


@contextmanager
def locked(path: str, baseline: str) -> Iterator[None]:
    """Hold the lock at `path`; `baseline` is for messages. Raises AuditError if it cannot be had."""
    from filelock import FileLock, Timeout  # 30 ms to load; the first answer can wait for it, the screen need not

    lock = FileLock(path, timeout=SECONDS, mode=0o666)  # as wide as the umask lets it be: users may share a clone
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        lock.acquire()
    except Timeout:
        raise AuditError(f"{baseline}: another process holds {path}; try again when it has ended") from None
    except OSError as error:
        raise AuditError(f"{baseline}: cannot be locked: {path}: {error.strerror}") from error
    try:
        yield
    finally:
        lock.release()
