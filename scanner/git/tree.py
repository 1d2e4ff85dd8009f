"""Files as a commit has them, read by object id: without filters, attributes or a work tree."""

from __future__ import annotations

import os

from scanner.git.objects import blobs
from scanner.git.run import GitError, lines
from scanner.git.tips import given_tip
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

REGULAR = (b"100644", b"100755", b"100664")


class Tree(NamedTuple):
    """The files of one commit."""

    ref: str
    """As the user named the commit."""
    commit: str

    def below(self, path: bytes) -> list[tuple[bytes, str]]:
        """Return path and blob of the file `path`, or of every file in the directory of that name; none: no such path.

        `path`: relative to the root. Raises GitError if git fails, or if a link or a submodule is met.
        """
        found = []
        rows = lines(["ls-tree", "-r", "-z", "--full-tree", self.commit, "--", os.fsdecode(path)])
        for row in rows:
            head, _, name = row.partition(b"\t")
            mode, _, blob = head.split(b" ")
            if mode not in REGULAR:
                raise GitError(f"{self.ref}:{os.fsdecode(name)}: is a link there; name the file itself")
            found.append((name, blob.decode()))
        return found

    def content(self, path: bytes) -> bytes | None:
        """Return the contents of the file `path`; None if there is no such file. Raises GitError if git fails."""
        blob = next((blob for name, blob in self.below(path) if name == path), None)
        return None if blob is None else next(contents for _, contents in whole([blob]))


def tree_at(ref: str) -> Tree:
    """Return the files of the commit that `ref` names. Raises GitError if it names none."""
    tip = given_tip(ref)
    if tip.kind != "commit":
        raise GitError(f"{ref}: names no commit; give a branch, a tag or a commit")
    return Tree(ref, tip.id)


def whole(names: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield each blob with its whole contents. Raises GitError if one is missing."""
    for name, chunks in blobs(names):
        yield name, b"".join(chunks)
