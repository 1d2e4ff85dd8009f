"""What commits bring in: every content once, and where it came in. A range and a history are both this."""

from __future__ import annotations

from scanner.git.bulk import objects
from scanner.git.clone import is_partial, present_among
from scanner.git.log import introduced
from scanner.git.objects import failing
from scanner.git.people import message_of
from scanner.model import Provenance
from scanner.record import NamedTuple
from scanner.sources.interface import Earlier, Entry
from scanner.text.fragments import fragments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from scanner.git.log import Commit
    from scanner.model import Fragment

COMMIT_MESSAGE = b"(commit message)"
TAG_MESSAGE = b"(tag message)"


class Kind(NamedTuple):
    """All that a path says about how its contents are scanned."""

    excluded: bool
    off: frozenset[str]
    """Rules that are off there."""
    extension: bytes


class Chosen(NamedTuple):
    """The commits to scan, and what else."""

    commits: tuple[Commit, ...]
    """Children before their parents."""
    loose: tuple[tuple[bytes, str], ...] = ()
    """Path and id of blobs that a reference names without a commit."""
    messages: tuple[tuple[bytes, str], ...] = ()
    """Path (`COMMIT_MESSAGE` or `TAG_MESSAGE`) and id of the objects whose messages are scanned."""
    unreadable: tuple[str, ...] = ()
    """Commits that should be here and cannot be read."""


class CommitsSource:
    """Every content that the commits bring in, once for each kind of path, in the order in which git reads fast."""

    def __init__(
        self,
        chosen: Chosen,
        kinds: Callable[[bytes], Kind],
        clean: Callable[[Sequence[tuple[str, Kind]]], Collection[int]],
    ) -> None:
        """List what the commits bring in.

        `kinds`: gives paths that are scanned alike the same kind. `clean`: of contents, by blob and kind, the indices
        of those that are known to hold nothing. Raises GitError if git fails.
        """
        self.commits = chosen.commits
        self.places: dict[str, list[tuple[str, bytes]]] = {}
        """Blob to the commits and paths at which it comes in, youngest first; the commit is empty for `loose` blobs."""
        self.read: set[tuple[str, Kind]] = set()
        """Contents, with the kind of path, that have been read to their end."""
        self.tried: set[tuple[str, Kind]] = set()
        """Contents that were read, that could not be, or that are known to hold nothing."""
        self._kinds = kinds
        self._clean = clean
        self._messages = chosen.messages
        self._faults = [
            _unreadable_commit(name, "it is missing or corrupt; run `git fsck`") for name in chosen.unreadable
        ]
        self._submodules: dict[bytes, None] = {}
        for found in introduced([commit.id for commit in chosen.commits], self._note_fault):
            if found.is_submodule:
                self._submodules[found.path] = None
            else:
                self.places.setdefault(found.blob, []).append((found.commit, found.path))
        for path, blob in chosen.loose:
            self.places.setdefault(blob, []).append(("", path))

    def _note_fault(self, commit: str, reason: str) -> None:
        self._faults.append(_unreadable_commit(commit, reason))

    def entries(self) -> Iterator[Entry]:
        """Yield each content once for each kind of path that it has, then messages, submodules, and what failed."""
        listed = [
            (blob, path)
            for blob, places in self.places.items()
            for path in {self._kinds(path): path for _, path in reversed(places)}.values()
        ]
        contents = [(blob, self._kinds(path)) for blob, path in listed]
        self.tried.update(contents)
        clean = self._clean(contents)
        listed = [content for index, content in enumerate(listed) if index not in clean]
        if listed and is_partial():
            present = present_among(blob for blob, _ in listed)
            absent = [content for content in listed if content[0] not in present]
            listed = [content for content in listed if content[0] in present]
            if absent:
                more = f" and {len(absent) - 1} others are" if len(absent) > 1 else " is"
                mend = "`git fetch --refetch --no-filter` fetches all"
                message = f"object {absent[0][0]}{more} missing in this partial clone; {mend}"
                yield Entry(absent[0][1], fragments(absent[0][1], Provenance("commit"), failing(message)))
        for (blob, path), found in zip(listed, objects([blob for blob, _ in listed]), strict=True):
            yield Entry(path, self._noted(blob, path, found.chunks))
        messages = [name for _, name in self._messages]
        for (path, name), found in zip(self._messages, objects(messages), strict=True):
            yield Entry(path, fragments(path, Provenance("commit", blob=name), message_of(found.chunks)))
        for path in self._submodules:
            yield Entry(path, (), "a submodule: it is scanned in its own repository")
        yield from self._faults

    def _noted(self, blob: str, path: bytes, chunks: Iterator[bytes]) -> Iterator[Fragment]:
        yield from fragments(path, Provenance("commit", blob=blob), chunks)
        self.read.add((blob, self._kinds(path)))

    def still_has(self, path: bytes) -> bool:
        """Nothing is known of other paths."""
        return True

    def earlier(self, paths: Collection[bytes]) -> Iterator[Earlier]:
        """Nothing: each commit is compared with its own parents, which `scan/commits.py` does."""
        return iter(())


def _unreadable_commit(name: str, reason: str) -> Entry:
    path = b"(commit %s)" % name.encode()
    return Entry(path, fragments(path, Provenance("commit"), failing(f"commit {name} cannot be scanned: {reason}")))
