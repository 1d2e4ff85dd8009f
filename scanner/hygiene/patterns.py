"""Which paths patterns in git's syntax match, by git itself, where the patterns stand in other tools' files."""

from __future__ import annotations

import os

from scanner.git.run import lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def matched(paths: Iterable[bytes], patterns: Sequence[str]) -> frozenset[bytes]:
    """Return those of the paths (from the root, files that are there) that the patterns match, the last one winning.

    `patterns` are read as if they stood in the `.gitignore` at the root. Raises GitError if git fails.
    """
    return _ignored(paths, [word for pattern in patterns for word in ("-x", pattern)])


def matched_by_files(paths: Iterable[bytes], name: str) -> frozenset[bytes]:
    """Return those of the paths that files of this name ignore, each for its own directory.

    Raises GitError if git fails.
    """
    return _ignored(paths, [f"--exclude-per-directory={name}"])


def _ignored(paths: Iterable[bytes], excludes: Sequence[str]) -> frozenset[bytes]:
    named = [":(top,literal)" + os.fsdecode(path) for path in paths]
    found: set[bytes] = set()
    for begin in range(0, len(named) if excludes else 0, 200):
        some = named[begin : begin + 200]
        for kind in ("--cached", "--others"):
            found.update(lines(["ls-files", "-z", "--full-name", kind, "--ignored", *excludes, "--", *some]))
    return frozenset(found)


def below(directory: bytes, path: bytes) -> bool:
    """Whether the path lies in the directory (from the root; empty: the root)."""
    return not directory or path.startswith(directory + b"/")


def joined(directory: bytes, name: bytes) -> bytes:
    """Return the path of a name in a directory (from the root; empty: the root)."""
    return directory + b"/" + name if directory else name
