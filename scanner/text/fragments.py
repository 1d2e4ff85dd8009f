"""Cutting contents of any size into fragments that overlap, so that memory stays bounded and nothing is cut in two."""

from __future__ import annotations

from itertools import chain

from scanner.model import Fragment
from scanner.text.encodings import normalise
from scanner.text.lines import character_count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

    from scanner.model import Provenance

FRAGMENT_SIZE = 4 * 1024 * 1024
"""Bytes of new content in a fragment."""

OVERLAP = 2 * 65_536
"""Bytes of context on each side: twice the widest match, so that a window at the border sees what it would anywhere."""

LONGEST_CHARACTER = 4
"""Bytes of a character in UTF-8, at most."""


def fragments(
    path: bytes,
    provenance: Provenance,
    chunks: Iterable[bytes],
    *,
    fragment_size: int = FRAGMENT_SIZE,
    overlap: int = OVERLAP,
) -> Iterator[Fragment]:
    """Yield the text that `chunks` add up to as fragments, transcoded to UTF-8 if it is UTF-16 or UTF-32.

    Empty contents are one empty fragment.
    """
    line = column = 1
    begin = 0
    pieces = normalise(chunks)
    first = next(pieces, b"")
    second = next(pieces, None)
    if second is None and len(first) < fragment_size + overlap:  # most contents: nothing is copied
        yield Fragment(path, first, provenance, 0, len(first), 1, 1)
        return
    content = bytearray()
    for chunk in chain((first,), () if second is None else (second,), pieces):
        content += chunk
        while len(content) >= begin + fragment_size + overlap:
            end = begin + fragment_size
            yield Fragment(path, bytes(content[: end + overlap]), provenance, begin, end, line, column)
            cut = _character_start(content, max(0, end - overlap))
            line, column = _moved(bytes(content[:cut]), line, column)
            del content[:cut]
            begin = end - cut
    yield Fragment(path, bytes(content), provenance, begin, len(content), line, column)


class Content:
    """What an entry holds, to be read once: as fragments of its text, or as the bytes that it is."""

    again = False
    """Whether it may be read more than once."""

    def __init__(self, path: bytes, provenance: Provenance, chunks: Iterable[bytes]) -> None:
        self.path = path
        self.provenance = provenance
        self._chunks = chunks

    def __iter__(self) -> Iterator[Fragment]:
        """Yield the fragments; that may raise KeysieveError or OSError."""
        return fragments(self.path, self.provenance, self._chunks)

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes; that may raise KeysieveError or OSError."""
        return iter(self._chunks)

    def file(self) -> BinaryIO | None:
        """Return a file with the bytes that can be read in any order; None: there is none. Raises OSError."""
        return None


def _character_start(content: bytearray, offset: int) -> int:
    """Return the offset of the character around `offset`, so that no column counts a character that is cut in two."""
    for start in range(offset, max(0, offset - LONGEST_CHARACTER), -1):
        if content[start] & 0xC0 != 0x80:
            return start
    return offset


def _moved(passed: bytes, line: int, column: int) -> tuple[int, int]:
    newlines = passed.count(b"\n")
    if newlines:
        return line + newlines, 1 + character_count(passed[passed.rfind(b"\n") + 1 :])
    return line, column + character_count(passed)
