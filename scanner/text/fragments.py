"""Cutting contents of any size into fragments that overlap, so that memory stays bounded and nothing is cut in two."""

from __future__ import annotations

from scanner.model import Fragment
from scanner.text.encodings import normalise
from scanner.text.lines import character_count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.model import Provenance

FRAGMENT_SIZE = 4 * 1024 * 1024
"""Bytes of new content in a fragment."""

OVERLAP = 2 * 65_536
"""Bytes of context on each side: twice the widest match, so that a window at the border sees what it would anywhere."""


def fragments(path: bytes, provenance: Provenance, chunks: Iterable[bytes]) -> Iterator[Fragment]:
    """Yield the text that `chunks` add up to as fragments, transcoded to UTF-8 if it is UTF-16 or UTF-32.

    Empty contents are one empty fragment.
    """
    line = column = 1
    begin = 0
    content = bytearray()
    for chunk in normalise(chunks):
        content += chunk
        while len(content) >= begin + FRAGMENT_SIZE + OVERLAP:
            end = begin + FRAGMENT_SIZE
            yield Fragment(path, bytes(content[: end + OVERLAP]), provenance, begin, end, line, column)
            gone = bytes(content[: end - OVERLAP])
            line, column = _moved(gone, line, column)
            del content[: end - OVERLAP]
            begin = OVERLAP
    yield Fragment(path, bytes(content), provenance, begin, len(content), line, column)


def _moved(passed: bytes, line: int, column: int) -> tuple[int, int]:
    newlines = passed.count(b"\n")
    if newlines:
        return line + newlines, 1 + character_count(passed[passed.rfind(b"\n") + 1 :])
    return line, column + character_count(passed)
