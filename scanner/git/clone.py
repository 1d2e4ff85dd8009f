"""What a clone leaves out: the history of a shallow one, the contents of a partial one."""

from __future__ import annotations

import os

from scanner.git.run import GitError, output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def shallow_commits() -> frozenset[str]:
    """Return the commits whose parents this clone leaves out. Raises GitError if git fails."""
    if output(["rev-parse", "--is-shallow-repository"]).strip() != b"true":
        return frozenset()
    path = os.fsdecode(output(["rev-parse", "--git-path", "shallow"]).removesuffix(b"\n"))
    try:
        with open(path, encoding="ascii") as stream:
            return frozenset(stream.read().split())
    except (OSError, UnicodeDecodeError) as error:
        raise GitError(f"{path}: cannot be read; run `git fetch --unshallow`") from error


def is_partial() -> bool:
    """Whether contents may be missing by intent, to be fetched when they are needed."""
    try:
        return bool(output(["config", "--get-regexp", r"^remote\..*\.(promisor|partialclonefilter)$"]))
    except GitError:
        return False  # git's way to say that nothing is configured


def present_among(names: Iterable[str]) -> frozenset[str]:
    """Return those objects that are here, asked in a way that fetches none. Raises GitError if git fails."""
    wanted = frozenset(names)
    listed = output(["cat-file", "--batch-all-objects", "--unordered", "--buffer", "--batch-check=%(objectname)"])
    return wanted.intersection(listed.decode("ascii").split("\n"))
