"""Chunks read as a stream: so many bytes now, the next so many later."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from scanner.errors import KeysieveError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class ChunkReader:
    """Reads chunks from front to back. An error of theirs is raised by each later read, too."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = b""
        self._failure: Exception | None = None

    def read(self, size: int) -> bytes:
        """Return the next `size` bytes; fewer only at the end."""
        return b"".join(self.take(size))

    def take(self, size: int) -> Iterator[bytes]:
        """Yield the next `size` bytes in pieces; fewer only at the end."""
        while size:
            piece = self._rest or self._next()
            if not piece:
                return
            self._rest = piece[size:]
            if self._rest:
                piece = piece[:size]
            size -= len(piece)
            yield piece

    def rest(self) -> Iterator[bytes]:
        """Yield all that is left."""
        while piece := self._rest or self._next():
            self._rest = b""
            yield piece

    def _next(self) -> bytes:
        if self._failure is not None:
            raise self._failure
        try:
            for chunk in self._chunks:
                if chunk:
                    return chunk
        except (KeysieveError, OSError) as failure:
            self._failure = failure
            raise
        return b""


def peeked(chunks: Iterator[bytes], size: int) -> tuple[bytes, Iterator[bytes]]:
    """Return at least the first `size` bytes, if there are as many, and all chunks, these included.

    Where the chunks fail behind the first one, so do those that are returned, behind what could be read.
    """
    read: list[bytes] = []
    length = 0
    try:
        for chunk in chunks:
            read.append(chunk)
            length += len(chunk)
            if length >= size:
                break
    except (KeysieveError, OSError) as failure:
        if not length:
            raise
        chunks = failing(failure)
    head = read[0] if len(read) == 1 else b"".join(read)
    return head, chain((head,) if head else (), chunks)


def failing(failure: Exception | None) -> Iterator[bytes]:
    """Yield nothing, and fail in the end, if there is a failure."""
    if failure is not None:
        raise failure
    yield from ()
