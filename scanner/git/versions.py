"""The versions of one path in the history, and the commits that made them."""

from __future__ import annotations

import os

from scanner.git.objects import MissingObjectError, blobs
from scanner.git.people import Authorship, authorship
from scanner.git.run import failure, start

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


def commits_of(path: bytes, head: str, go_on: Callable[[], bool]) -> list[str]:
    """Return the commits up to `head` that changed the path, the oldest first.

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
    return found[::-1]


def first_holding(path: bytes, commits: Sequence[str], holds: Callable[[bytes], bool]) -> str | None:
    """Return the first of the commits in which the path's contents are such that `holds`; None if there is none.

    The path has no line end in it. Raises GitError if git fails.
    """
    name = os.fsdecode(path)
    for commit, (_, chunks) in zip(commits, blobs([f"{commit}:{name}" for commit in commits]), strict=False):
        contents = _read(chunks)
        if contents is not None and holds(contents):
            return commit
    return None


def _read(chunks: Iterator[bytes]) -> bytes | None:
    """Return the contents; None where the commit deletes the path, or this clone leaves them out."""
    try:
        return b"".join(chunks)
    except MissingObjectError:
        return None


def author_of(commit: str) -> Authorship:
    """Return who made the commit, and when. Raises GitError if it cannot be read."""
    for _, chunks in blobs([commit]):
        return authorship(b"".join(chunks).partition(b"\n\n")[0])
    return Authorship("", "")
