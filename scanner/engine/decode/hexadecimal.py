"""Hex digits, two a byte."""

from __future__ import annotations

from binascii import unhexlify

from scanner.engine.decode.interface import Decoded, is_text
from scanner.engine.decode.quick import HEX_RUNS, LEAST_RUN, has_hex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class HexDecoder:
    """Text written as hex digits."""

    name = "hex"

    def is_worth_trying(self, content: bytes) -> bool:
        """Whether there is a run that begins like text."""
        return has_hex(content)

    def spans(self, content: bytes) -> Iterator[Decoded]:
        """Yield the runs that decode to text."""
        for begin, end in HEX_RUNS.runs(content):
            even = end - (end - begin) % 2
            if is_text(unhexlify(content[begin : min(even, begin + LEAST_RUN)])):
                text = unhexlify(content[begin:even])
                if is_text(text):
                    yield Decoded(begin, even, text)
