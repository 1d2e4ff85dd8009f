"""One text from a stream."""

from __future__ import annotations

import os

from scanner.model import Provenance
from scanner.sources.interface import Earlier, Entry
from scanner.text.fragments import Content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

CHUNK = 1 << 20


class StdinSource:
    """Standard input as one entry."""

    def __init__(self, descriptor: int, name: bytes) -> None:
        """`descriptor`: what to read; `name`: the path that findings carry."""
        self._descriptor = descriptor
        self._name = name

    def entries(self) -> Iterator[Entry]:
        """Yield the one entry."""
        yield Entry(self._name, Content(self._name, Provenance("stdin"), read_chunks(self._descriptor)))

    def still_has(self, path: bytes) -> bool:
        """Nothing is known of other paths."""
        return True

    def earlier(self, paths: Collection[bytes]) -> Iterator[Earlier]:
        """Everything is new."""
        return iter(())


def read_chunks(descriptor: int) -> Iterator[bytes]:
    """Yield what the descriptor gives, in chunks of at most 1 MiB."""
    while chunk := os.read(descriptor, CHUNK):
        yield chunk
