"""What differs between the index and a commit, by name, mode and blob id; contents are read elsewhere."""

from __future__ import annotations

from scanner.git.run import DAMAGED_INDEX, GitError, lines
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SUBMODULE = "160000"
NOTHING = "000000"


class Change(NamedTuple):
    """One path that differs."""

    path: bytes
    old_mode: str
    """Octal, as git writes it; `NOTHING` where the path is added."""
    new_mode: str
    """`NOTHING` where the path is deleted."""
    old_blob: str
    new_blob: str
    status: str
    """A, M, D, T (type change) or U (unmerged)."""

    @property
    def deleted(self) -> bool:
        """Whether the path is gone."""
        return self.new_mode == NOTHING and self.status == "D"

    @property
    def had_blob(self) -> bool:
        """Whether the path held contents before (a file or a symbolic link, not a submodule)."""
        return self.old_mode not in (NOTHING, SUBMODULE)


def staged_changes(against: str) -> list[Change]:
    """Return what differs between the index and the tree of `against` (a commit or a tree id), in git's order.

    Raises GitError if git fails or answers in a form that is not known.
    """
    return list(
        parse_raw(lines(["diff-index", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", against, "--"]))
    )


def parse_raw(fields: Sequence[bytes]) -> Iterator[Change]:
    """Yield the changes of `--raw -z` output, cut at its NULs: a description, then the path."""
    if len(fields) % 2:
        raise GitError("git's list of changes has an unknown form; please report it with your git version")
    for description, path in zip(fields[::2], fields[1::2], strict=True):
        if not path:
            raise GitError(DAMAGED_INDEX)
        old_mode, new_mode, old_blob, new_blob, status = description.decode("ascii").removeprefix(":").split(" ")
        yield Change(path, old_mode, new_mode, old_blob, new_blob, status[:1])
