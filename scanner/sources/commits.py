"""What commits bring in: every content once, and where it came in. A range and a history are both this."""

from __future__ import annotations

import os

from scanner.git.bulk import objects
from scanner.git.clone import is_partial, present_among
from scanner.git.ids import is_id
from scanner.git.log import introduced
from scanner.git.loose import Verified, loose_objects
from scanner.git.objects import failing
from scanner.git.people import message_of
from scanner.model import Provenance
from scanner.record import NamedTuple
from scanner.sources.interface import Earlier, Entry
from scanner.sources.listed import ListedSource
from scanner.sources.loose import LooseContent
from scanner.text.fragments import Content, fragments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from scanner.git.log import Commit

TYPICAL_SIZE = 10_000
"""Bytes of a file in a repository of source code."""

LONGEST_KEY = 4096
"""Bytes of a key; longer paths, which git allows, are read where they are listed."""

COMMIT_MESSAGE = b"(commit message)"
TAG_MESSAGE = b"(tag message)"


class Kind(NamedTuple):
    """All that a path says about how its contents are scanned."""

    excluded: bool
    off: frozenset[str]
    """Rules that are off there."""
    judged: bytes
    """What the judgement depends on: the extension, and whether it is a place of tests, of settings and so on."""


class Chosen(NamedTuple):
    """The commits to scan, and what else."""

    commits: tuple[Commit, ...]
    """Children before their parents."""
    named_blobs: tuple[tuple[bytes, str], ...] = ()
    """Path and id of blobs that a reference names without a commit."""
    messages: tuple[tuple[bytes, str], ...] = ()
    """Path (`COMMIT_MESSAGE` or `TAG_MESSAGE`) and id of the objects whose messages are scanned."""
    unreadable: tuple[str, ...] = ()
    """Commits and other objects that should be here and cannot be read, and references that git ignores."""
    damage: str = ""
    """Why git cannot list the commits, so that they are those that can be reached; empty: it can."""
    is_partial: bool | None = None
    """Whether contents may be missing by intent; None: nobody has asked."""


class CommitsSource(ListedSource):
    """Every content that the commits bring in, once for each kind of path, in the order in which git reads fast."""

    most_keys = 512

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
        """Blob to the commits and paths at which it comes in, youngest first; the commit is empty for `named_blobs`."""
        self.tried: set[tuple[str, Kind]] = set()
        """Contents that were read, that could not be, or that are known to hold nothing."""
        self.absent: set[str] = set()
        """Blobs that a partial clone does not hold."""
        self.broken: set[str] = set()
        """Commits that git cannot read, or not compare."""
        self._loose: frozenset[str] = frozenset()
        """The blobs whose contents are held against their ids."""
        self._kinds = kinds
        self._clean = clean
        self._messages = chosen.messages
        self._is_partial = chosen.is_partial
        self._faults = [_unreadable(name) for name in dict.fromkeys(chosen.unreadable)]
        if chosen.damage:
            self._faults.insert(
                0, _fault("history", f"git cannot list it: {chosen.damage}; what it can read is scanned")
            )
        self._submodules: dict[bytes, None] = {}
        for found in introduced([commit.id for commit in chosen.commits], self._note_fault):
            if found.is_submodule:
                self._submodules[found.path] = None
            else:
                self.places.setdefault(found.blob, []).append((found.commit, found.path))
        for path, blob in chosen.named_blobs:
            self.places.setdefault(blob, []).append(("", path))

    def _note_fault(self, commit: str, reason: str) -> None:
        self.broken.add(commit)
        self._faults.append(_fault(f"commit {commit}", f"commit {commit} {reason}"))

    def listed(self) -> Iterator[bytes | Entry]:
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
        if listed and (is_partial() if self._is_partial is None else self._is_partial):
            present = present_among(blob for blob, _ in listed)
            missing = {blob: path for blob, path in reversed(listed) if blob not in present}
            listed = [content for content in listed if content[0] in present]
            self.absent.update(missing)
            for blob, path in reversed(missing.items()):
                message = (
                    f"object {blob} is missing in this partial clone; `git fetch --refetch --no-filter` fetches all"
                )
                yield Entry(path, fragments(path, Provenance("commit"), failing(message)))
        self._loose = loose_objects() if listed else self._loose
        for blob, path in listed:
            key = blob.encode() + b" " + path
            if len(key) <= LONGEST_KEY:
                yield key
            else:
                yield from self.entries_of([key])
        messages = [name for _, name in self._messages]
        for (path, name), found in zip(self._messages, objects(messages), strict=True):
            yield Entry(path, fragments(path, Provenance("commit", blob=name), message_of(found.chunks)))
        for path in self._submodules:
            yield Entry(path, (), "a submodule: it is scanned in its own repository")
        yield from self._faults

    def entries_of(self, keys: Sequence[bytes]) -> Iterator[Entry]:
        """Yield the contents of the keys, in their order."""
        blobs = [key.partition(b" ")[0].decode() for key in keys]
        for key, blob, found in zip(keys, blobs, objects(blobs), strict=True):
            path = self.path_of(key)
            chunks, provenance = found.chunks, Provenance("commit", blob=blob)
            if found.kind not in ("blob", ""):  # what else git finds there would hide the files in it
                chunks = failing(f"object {blob} is a {found.kind} where a file should be; run `git fsck`")
            elif found.kind and blob in self._loose:
                yield Entry(path, LooseContent(path, provenance, Verified(chunks, blob, found.size)))
                continue
            yield Entry(path, Content(path, provenance, chunks))

    def path_of(self, key: bytes) -> bytes:
        """Return the path behind the blob's id."""
        return key.partition(b" ")[2]

    def size(self) -> int:
        """Return what that many contents have on average: git alone knows better, at the cost of unpacking them."""
        return len(self.places) * TYPICAL_SIZE

    def still_has(self, path: bytes) -> bool:
        """Nothing is known of other paths."""
        return True

    def earlier(self, paths: Collection[bytes]) -> Iterator[Earlier]:
        """Nothing: each commit is compared with its own parents, which `scan/commits.py` does."""
        return iter(())


def _unreadable(name: str) -> Entry:
    if not is_id(name):
        wrong = "its name, its contents or its permissions are wrong"
        return _fault(name, f"{name} cannot be scanned: git passes over it: {wrong}")
    return _fault(
        f"object {name}",
        f"object {name} cannot be scanned: it is missing, corrupt or not what it should be; run `git fsck`",
    )


def _fault(about: str, message: str) -> Entry:
    path = b"(%s)" % os.fsencode(about)
    return Entry(path, fragments(path, Provenance("commit"), failing(message)))
