"""`TokenFinder`: values of which only fingerprints are at hand, found where they are whole tokens."""

from __future__ import annotations

from scanner.known.encoded import encoded
from scanner.known.tokens import cut_up, cut_up_widely

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.known.fingerprints import Fingerprints
    from scanner.known.interface import Hit
    from scanner.known.tokens import Cutter


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
        if texts:
            inner = self._cutter(b"\n".join([text for text in texts if text.isascii()]))
            cut.tokens.update(texts, inner.tokens)
        found = self._known(cut.tokens)
        if not found:
            return []
        from scanner.known.places import narrowest, places  # few commits hold a known value

        return narrowest(list(places(content, found, pieces)))

    def _known(self, tokens: set[bytes]) -> dict[bytes, str]:
        """Return those of the tokens that are known values, with their labels."""
        found: dict[bytes, str] = {}
        for file in self._files:
            for token in file.suspects(tokens):
                label = file.label(token)
                if label:
                    found.setdefault(token, label)
        return found
