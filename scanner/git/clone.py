"""What a clone leaves out: the history of a shallow one, the contents of a partial one."""

from __future__ import annotations

import os

from scanner.git.run import GitError, output, told
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.git.run import Told

IS_SHALLOW = ("rev-parse", "--is-shallow-repository")
PROMISES = ("config", "--get-regexp", r"^remote\..*\.(promisor|partialclonefilter)$")


class Omissions(NamedTuple):
    """What this clone does not have of its repository."""

    commits: bool
    """Whether it is shallow."""
    contents: bool
    """Whether it is partial."""


def shallow_commits() -> frozenset[str]:
    """Return the commits whose parents this clone leaves out. Raises GitError if git fails."""
    if output(IS_SHALLOW).strip() != b"true":
        return frozenset()
    path = os.fsdecode(output(["rev-parse", "--git-path", "shallow"]).removesuffix(b"\n"))
    try:
        with open(path, encoding="ascii") as stream:
            return frozenset(stream.read().split())
    except (OSError, UnicodeDecodeError) as error:
        raise GitError(f"{path}: cannot be read; run `git fetch --unshallow`") from error


def is_partial() -> bool:
    """Whether contents may be missing by intent, to be fetched when they are needed."""
    return _promised(told(PROMISES)[0])


def omissions() -> Omissions:
    """Return what this clone leaves out; git is asked for both at once. Raises GitError if git fails."""
    shallow, promised = told(IS_SHALLOW, PROMISES)
    return Omissions(shallow.output().strip() == b"true" and bool(shallow_commits()), _promised(promised))


def _promised(answer: Told) -> bool:
    return not answer.code and bool(answer.written)  # a code is git's way to say that nothing is configured


def present_among(names: Iterable[str]) -> frozenset[str]:
    """Return those objects that are here, asked in a way that fetches none. Raises GitError if git fails."""
    wanted = frozenset(names)
    listed = output(["cat-file", "--batch-all-objects", "--unordered", "--buffer", "--batch-check=%(objectname)"])
    return wanted.intersection(listed.decode("ascii").split("\n"))
