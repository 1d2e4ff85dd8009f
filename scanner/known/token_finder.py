"""`TokenFinder`: values of which only fingerprints are at hand, found where they are whole tokens."""

from __future__ import annotations

from bisect import bisect

from scanner.known.encoded import encoded
from scanner.known.interface import PLAIN, Hit
from scanner.known.tokens import cut_up, cut_up_widely
from scanner.model import Secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scanner.known.encoded import Encoded
    from scanner.known.fingerprints import Fingerprints
    from scanner.known.tokens import Cutter


def _begin(hit: Hit) -> int:
    return hit.begin


class TokenFinder:
    """Finds known values by the fingerprints of tokens, and of what encoded tokens stand for."""

    def __init__(self, files: Sequence[Fingerprints]) -> None:
        self._files = files
        self._cutter: Cutter = cut_up_widely if any(file.is_wide for file in files) else cut_up

    @property
    def digest(self) -> str:
        """Names what is found."""
        return " ".join(file.digest for file in self._files)

    def hits(self, content: bytes) -> list[Hit]:
        """Return where the values stand, in the order of the text; no two overlap."""
        cut = self._cutter(content)
        pieces = list(encoded(content, cut, self._cutter))
        texts = [piece.text for piece in pieces]
        inner = self._cutter(b"\n".join(text for text in texts if text.isascii())).tokens if texts else set()
        found = self._known(cut.tokens.union(texts, inner))
        return narrowest(list(_places(content, found, pieces))) if found else []

    def _known(self, tokens: set[bytes]) -> dict[bytes, str]:
        """Return those of the tokens that are known values, with their labels."""
        found: dict[bytes, str] = {}
        for file in self._files:
            for token in file.suspects(tokens):
                label = file.label(token)
                if label:
                    found.setdefault(token, label)
        return found


def narrowest(hits: list[Hit]) -> list[Hit]:
    """Return the hits in the order of the text; of those that overlap, the shortest: others are of text around it."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.end - hit.begin, hit.begin, hit.encoding)):
        at = bisect(kept, hit.begin, key=_begin)
        is_free = (at == 0 or kept[at - 1].end <= hit.begin) and (at == len(kept) or kept[at].begin >= hit.end)
        if is_free:
            kept.insert(at, hit)
    return kept


def _places(content: bytes, found: dict[bytes, str], pieces: Iterable[Encoded]) -> Iterator[Hit]:
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
