"""Sources whose entries can be named first and read later, by another process too: such a scan can be shared out."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from scanner.sources.interface import Earlier, Entry


class ListedSource:
    """The part of a source that names its entries. To be derived from; `entries` then gives what the parts give."""

    most_keys = 64
    """Keys that a process is given at a time: more, where it costs something to begin with them."""

    def listed(self) -> Iterator[bytes | Entry]:
        """Yield the key of each entry, in order; what can only be read right here comes as the entry itself.

        A key is at most some kilobytes long, and has no NUL. Raises KeysieveError if the entries cannot be listed.
        """
        raise NotImplementedError

    def entries_of(self, keys: Sequence[bytes]) -> Iterator[Entry]:
        """Yield the entry of each key, in the same order; to be called in any process that was forked off."""
        raise NotImplementedError

    def opened(self, entry: Entry) -> Iterator[Entry]:
        """Yield what is scanned of the entry of a key: itself, and what is in it."""
        yield entry

    def path_of(self, key: bytes) -> bytes:
        """Return the path that findings in that entry carry."""
        raise NotImplementedError

    def size(self) -> int:
        """Return about how many bytes there are to scan, without reading them."""
        raise NotImplementedError

    def earlier(self, paths: Collection[bytes]) -> Iterator[Earlier]:
        """Yield what the contents of `paths` are compared with, as every source does."""
        raise NotImplementedError

    def still_has(self, path: bytes) -> bool:
        """Whether the path is there, as every source tells."""
        raise NotImplementedError

    def entries(self) -> Iterator[Entry]:
        """Yield every entry that belongs to the scan, those that cannot be scanned too, each once."""
        keys: list[bytes] = []
        for listed in self.listed():
            if isinstance(listed, bytes):
                keys.append(listed)
                continue
            yield from self._all_of(keys)
            keys = []
            yield listed
        yield from self._all_of(keys)

    def _all_of(self, keys: Sequence[bytes]) -> Iterator[Entry]:
        for entry in self.entries_of(keys):
            yield from self.opened(entry)
