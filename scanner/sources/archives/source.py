"""Any source with its archives opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.sources.interface import Earlier, Entry, around
from scanner.sources.listed import ListedSource

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from scanner.model import Fragment
    from scanner.sources.archives.opener import Opener
    from scanner.sources.interface import Source


def with_archives(source: Source, opener: Opener) -> Source:
    """Return the source with the members of its archives as entries; one that can be shared out stays so."""
    return _ListedArchives(source, opener) if isinstance(source, ListedSource) else ArchivesSource(source, opener)


class ArchivesSource:
    """Another source, with the members of its archives as entries."""

    def __init__(self, source: Source, opener: Opener) -> None:
        self._source = source
        self._opener = opener

    def entries(self) -> Iterator[Entry]:
        """Yield the entries of the source, each archive behind its members."""
        for entry in self._source.entries():
            yield from self._opener(entry)

    def still_has(self, path: bytes) -> bool:
        """As the source says."""
        return self._source.still_has(path)

    def earlier(self, paths: Collection[bytes]) -> Iterator[Earlier]:
        """As the source says of the paths and of the archives around them, opened."""
        for earlier in self._source.earlier({outer for path in paths for outer in around(path)}):
            deleted = set(earlier.deleted)
            yield Earlier(self._opened(earlier, deleted), deleted)

    def _opened(self, earlier: Earlier, deleted: set[bytes]) -> Iterator[tuple[bytes, Iterable[Fragment]]]:
        for path, content in earlier.contents:
            for entry in self._opener(Entry(path, content)):
                if not entry.skipped:
                    if path in deleted:
                        deleted.add(entry.path)
                    yield entry.path, entry.fragments


class _ListedArchives(ArchivesSource, ListedSource):
    """The same for a source that can be shared out."""

    def __init__(self, source: ListedSource, opener: Opener) -> None:
        super().__init__(source, opener)
        self._listed = source
        self.most_keys = source.most_keys

    def listed(self) -> Iterator[bytes | Entry]:
        """Yield the keys of the source."""
        return self._listed.listed()

    def entries_of(self, keys: Sequence[bytes]) -> Iterator[Entry]:
        """Yield the entries of the source."""
        return self._listed.entries_of(keys)

    def opened(self, entry: Entry) -> Iterator[Entry]:
        """Yield the entry; of an archive, the members before it."""
        return self._opener(entry)

    def path_of(self, key: bytes) -> bytes:
        """As the source says."""
        return self._listed.path_of(key)

    def size(self) -> int:
        """As the source says: what its archives expand to is not known."""
        return self._listed.size()
