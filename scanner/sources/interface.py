"""What a source is: a list of entries, and what stood there before."""

from __future__ import annotations

from scanner.errors import KeysieveError
from scanner.model import INSIDE
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from typing import Protocol

    from scanner.model import Fragment

    class Source(Protocol):
        """Yields what is to be scanned. An entry's fragments must be read before the next entry is asked for."""

        def entries(self) -> Iterator[Entry]:
            """Yield every entry that belongs to the scan, those that cannot be scanned too, each once."""
            ...

        def earlier(self, paths: Collection[bytes]) -> Iterator[Earlier]:
            """Yield what the contents of `paths` are compared with: one for each parent; none: everything is new."""
            ...

        def still_has(self, path: bytes) -> bool:
            """Whether the path is there in what is scanned, listed or not; True if the source cannot tell."""
            ...


class SourceError(KeysieveError):
    """What was asked for cannot be read."""


class Entry(NamedTuple):
    """Something to scan: a file, an index entry, a text."""

    path: bytes
    fragments: Iterable[Fragment]
    """Reading them may raise KeysieveError or OSError: then the entry was not scanned."""
    skipped: str = ""
    """Why it is not to be scanned; empty: it is."""


class Earlier(NamedTuple):
    """What one parent of the change held."""

    contents: Iterator[tuple[bytes, Iterable[Fragment]]]
    """Each asked-for path that existed, and each path that the change deletes, with its earlier contents.

    They are to be read in this order."""
    deleted: Collection[bytes]
    """The paths among them that the change deletes: their secrets may have moved to any path."""


def around(path: bytes) -> Iterator[bytes]:
    """Yield the path, and those of the archives that it may be in, the innermost first."""
    while path:
        yield path
        path = path.rpartition(INSIDE)[0]
