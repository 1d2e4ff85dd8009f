"""Hex digits, two a byte."""

from __future__ import annotations

from binascii import unhexlify

from scanner.engine.decode.interface import Decoded, is_text
from scanner.engine.decode.runs import Alphabet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST = 32
"""Digits of the shortest run that is tried."""

ALPHABET = Alphabet(b"0123456789abcdefABCDEF", LEAST)


class HexDecoder:
    """Text written as hex digits."""

    name = "hex"

    def is_worth_trying(self, content: bytes) -> bool:
        """Whether there is a run long enough."""
        return ALPHABET.has_run(content)

    def spans(self, content: bytes) -> Iterator[Decoded]:
        """Yield the runs that decode to text."""
        for begin, end in ALPHABET.runs(content):
            even = end - (end - begin) % 2
            if is_text(unhexlify(content[begin : min(even, begin + LEAST)])):
                text = unhexlify(content[begin:even])
                if is_text(text):
                    yield Decoded(begin, even, text)
