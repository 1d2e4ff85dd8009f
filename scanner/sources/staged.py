"""What is staged: the blobs of the index that differ from every parent of the coming commit, never the work tree."""

from __future__ import annotations

import os

from scanner.git.diff import SUBMODULE, staged_changes
from scanner.git.objects import blobs
from scanner.git.run import lines
from scanner.model import Provenance
from scanner.sources.interface import Earlier, Entry, SourceError
from scanner.text.fragments import Content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from scanner.git.diff import Change
    from scanner.git.repo import Repository
    from scanner.model import Fragment

INDEX = Provenance("index")


class StagedSource:
    """The index against HEAD; in a merge, against each commit that is being merged."""

    def __init__(self, repository: Repository, only: Collection[bytes] | None = None) -> None:
        """List what is staged.

        `only`: the paths, relative to the root, to which the scan is limited; None: all. Raises GitError, and
        SourceError in a bare repository.
        """
        if repository.bare:
            raise SourceError("a bare repository has no index, so nothing is staged; run keysieve in a work tree")
        self._root = repository.root
        parents = repository.parents_of_next_commit() or (repository.empty_tree(),)
        self._changes = [{change.path: change for change in staged_changes(parent)} for parent in parents]
        first, *others = self._changes
        self.paths = [
            path
            for path, change in first.items()
            if not change.deleted and all(path in other for other in others) and (only is None or path in only)
        ]
        """What is staged (added, changed, retyped, unmerged), deletions left out; in git's order."""

    @property
    def listed(self) -> frozenset[bytes]:
        """Every path that differs from the first parent, deletions too."""
        return frozenset(self._changes[0])

    def entries(self) -> Iterator[Entry]:
        """Yield what is staged; each blob is read once, in the order of the index."""
        readable: list[Change] = []
        for path in self.paths:
            change = self._changes[0][path]
            if change.status == "U":
                yield Entry(path, (), "unmerged: resolve the conflict and stage the result")
            elif change.new_mode == SUBMODULE:
                yield Entry(path, (), "a submodule: it is scanned in its own repository")
            else:
                readable.append(change)
        contents = blobs([change.new_blob for change in readable])
        for change, (_, chunks) in zip(readable, contents, strict=True):
            yield Entry(change.path, Content(change.path, INDEX, chunks))

    def still_has(self, path: bytes) -> bool:
        """Whether the index has the path."""
        return bool(lines(["--literal-pathspecs", "ls-files", "-z", "--cached", "--", os.fsdecode(path)], self._root))

    def earlier(self, paths: Collection[bytes]) -> Iterator[Earlier]:
        """Yield, for each parent, the old blobs of `paths` and of the paths that are deleted."""
        for changes in self._changes:
            wanted = [
                change for path, change in changes.items() if change.had_blob and (path in paths or change.deleted)
            ]
            deleted = frozenset(change.path for change in wanted if change.deleted)
            yield Earlier(old_contents(wanted), deleted)


def old_contents(changes: list[Change]) -> Iterator[tuple[bytes, Iterable[Fragment]]]:
    """Yield the path and the earlier contents of each change."""
    contents = blobs([change.old_blob for change in changes])
    for change, (_, chunks) in zip(changes, contents, strict=True):
        yield change.path, Content(change.path, INDEX, chunks)
