"""The versions of paths in the history, and the commits that made them."""

from __future__ import annotations

import os

from scanner.git.log import commits, introduced
from scanner.git.run import GitError, failure, start
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import NoReturn

    Versions = list["Version"]
    """Of one path, the oldest first."""


class Version(NamedTuple):
    """What a path holds as of a commit."""

    commit: str
    name: str
    """By which git knows the contents: an id, or `commit:path`."""


def versions_of(path: bytes, head: str, go_on: Callable[[], bool]) -> Versions:
    """Return the versions of a path, which has no line end in it, as of the commits up to `head` that changed it.

    `go_on`: is asked now and then; when it says no, nothing is returned. Raises GitError if git fails.
    """
    arguments = ["rev-list", head, "--", os.fsdecode(b":(top,literal)" + path)]
    process = start(arguments)
    process.close_stdin()
    found: list[str] = []
    stopped = False
    while line := process.read_line():
        found.append(line.decode("ascii"))
        if not go_on():
            stopped = True
            break
    code, complaint = process.finish()
    if stopped:
        return []
    if code:
        raise failure(arguments, code, complaint)
    name = os.fsdecode(path)
    return [Version(commit, f"{commit}:{name}") for commit in reversed(found)]


def versions_of_all(paths: Collection[bytes], head: str, go_on: Callable[[], bool]) -> dict[bytes, Versions] | None:
    """Return the versions of many paths, in one walk through the history; paths that no commit holds are left out.

    `go_on`: is asked now and then; when it says no, None is returned. Raises GitError if git fails, or the history is
    not whole.
    """
    found: dict[bytes, Versions] = {}
    for change in introduced([commit.id for commit in reversed(commits([head]))], _fail):
        if change.path in paths and not change.is_submodule:
            found.setdefault(change.path, []).append(Version(change.commit, change.blob))
            if not go_on():
                return None
    return found


def _fail(commit: str, message: str) -> NoReturn:
    raise GitError(f"{commit}: {message}")
