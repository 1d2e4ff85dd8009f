"""Compressed streams: gzip, bzip2, xz. One after the other in one file is one stream, as their programs read it."""

from __future__ import annotations

import bz2
import lzma
import zlib
from typing import TYPE_CHECKING, Protocol

from scanner.sources.archives.limits import MIB, DamagedArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PIECE = MIB
"""Most bytes that come out at a time."""

MOST_MEMORY = 160 * MIB
"""Bytes that an xz stream may ask for: `xz -9` needs 65 MiB."""

ENDS: dict[str, tuple[bytes, ...]] = {
    "gzip": (b".gz", b".gzip"),
    "bzip2": (b".bz2", b".bzip2"),
    "xz": (b".xz",),
}
"""Ends of names that say how a file is compressed."""

SHORT_ENDS = ((b".tgz", b".tar"), (b".tbz2", b".tar"), (b".tbz", b".tar"), (b".txz", b".tar"), (b".svgz", b".svg"))
"""Ends of names that say what is compressed, too, and what it is called then."""


class Decompressor(Protocol):
    """What the standard library's decompressors have in common."""

    @property
    def eof(self) -> bool:
        """Whether the stream is at its end."""

    @property
    def unused_data(self) -> bytes:
        """What was given that lies behind the end."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing comes out until more is given."""

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Return at most `max_length` bytes of what `data` expands to."""


class GzipDecompressor:
    """zlib's decompressor, spelt as the others are."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        """Whether the stream is at its end."""
        return self._zlib.eof

    @property
    def unused_data(self) -> bytes:
        """What was given that lies behind the end."""
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Return at most `max_length` bytes of what `data` expands to."""
        out = self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)
        self.needs_input = not self._zlib.unconsumed_tail and len(out) < max_length
        return out


DECOMPRESSORS: dict[str, Callable[[], Decompressor]] = {
    "gzip": GzipDecompressor,
    "bzip2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MOST_MEMORY),
}


class Packed:
    """One compressed file, expanded while it is read."""

    def __init__(self, kind: str, chunks: Iterator[bytes]) -> None:
        """`kind`: a key of `DECOMPRESSORS`."""
        self._kind = kind
        self._chunks = chunks
        self.packed = 0
        """Compressed bytes read so far."""

    def chunks(self) -> Iterator[bytes]:
        """Yield what the file expands to. Raises DamagedArchiveError if it is damaged or cut short."""
        data = self._more()
        while data:
            stream = DECOMPRESSORS[self._kind]()
            while not stream.eof:
                if not data and stream.needs_input:
                    data = self._more()
                    if not data:
                        raise DamagedArchiveError(f"the {self._kind} stream is cut short")
                try:
                    out = stream.decompress(data, PIECE)
                except (OSError, EOFError, ValueError, MemoryError, zlib.error, lzma.LZMAError) as error:
                    raise DamagedArchiveError(f"the {self._kind} stream is damaged: {error}") from error
                data = b""
                if out:
                    yield out
            data = stream.unused_data.lstrip(b"\0") or self._more().lstrip(b"\0")  # padding is no stream

    def _more(self) -> bytes:
        chunk = next(self._chunks, b"")
        self.packed += len(chunk)
        return chunk


def unpacked_name(path: bytes, kind: str) -> bytes:
    """Return the name of what a compressed file holds: its own name without the end, `data` where nothing is left."""
    name = path.rpartition(b"/")[2]
    lower = name.lower()
    for end, replacement in SHORT_ENDS:
        if lower.endswith(end):
            return name[: -len(end)] + replacement
    for end in ENDS[kind]:
        if lower.endswith(end) and len(name) > len(end):
            return name[: -len(end)]
    return b"data"
