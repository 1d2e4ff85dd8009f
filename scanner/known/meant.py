"""What a text may hold of a value that somebody knows: its tokens, and what encoded ones stand for."""

from __future__ import annotations

from scanner.known.encoded import encoded
from scanner.known.tokens import cut_up_widely


def meant_in(content: str) -> set[str]:
    """Return every text that would have been found in `content` if there had been a fingerprint of it."""
    data = content.encode("utf-8", "surrogateescape")
    cut = cut_up_widely(data)
    texts = [piece.text for piece in encoded(data, cut, cut_up_widely)]
    inner = cut_up_widely(b"\n".join(text for text in texts if text.isascii())).tokens if texts else set()
    return {token.decode("utf-8", "surrogateescape") for token in cut.tokens.union(texts, inner)}
