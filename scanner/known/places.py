"""Where the known values that were found stand in a content."""

from __future__ import annotations

from bisect import bisect

from scanner.known.interface import PLAIN, Hit
from scanner.model import Secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.known.encoded import Encoded


def _begin(hit: Hit) -> int:
    return hit.begin


def narrowest(hits: list[Hit]) -> list[Hit]:
    """Return the hits in the order of the text; of those that overlap, the shortest: others are of text around it."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.end - hit.begin, hit.begin, hit.encoding)):
        at = bisect(kept, hit.begin, key=_begin)
        is_free = (at == 0 or kept[at - 1].end <= hit.begin) and (at == len(kept) or kept[at].begin >= hit.end)
        if is_free:
            kept.insert(at, hit)
    return kept


def places(content: bytes, found: dict[bytes, str], pieces: Iterable[Encoded]) -> Iterator[Hit]:
    """Yield where the values that were found stand, as they are and encoded."""
    for value, label in found.items():
        for begin in _occurrences(content, value):
            yield Hit(begin, begin + len(value), Secret(value), label, PLAIN)
    for piece in pieces:
        for value, label in found.items():
            if value in piece.text:
                for begin in _occurrences(content, piece.source):
                    yield Hit(begin, begin + len(piece.source), Secret(value), label, piece.encoding)


def _occurrences(content: bytes, part: bytes) -> Iterator[int]:
    begin = content.find(part)
    while begin >= 0:
        yield begin
        begin = content.find(part, begin + len(part))
