"""What a decoder is."""

from __future__ import annotations

from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    class Decoder(Protocol):
        """Finds and decodes one encoding."""

        name: str
        """The encoding's name, as reports give it."""

        def is_worth_trying(self, content: bytes) -> bool:
            """Whether the content may hold this encoding: a test that costs next to nothing."""
            ...

        def spans(self, content: bytes) -> Iterator[Decoded]:
            """Yield the encoded spans whose decoded form is text, in the order of the content."""
            ...


class Decoded(NamedTuple):
    """An encoded span and what it says."""

    begin: int
    """Byte offset in the content."""
    end: int
    text: bytes


LEAST_PRINTABLE = 0.9
SAMPLE = 256


def is_text(data: bytes) -> bool:
    """Whether decoded bytes are text rather than noise: a short look at their beginning tells."""
    sample = data[:SAMPLE]
    if not sample:
        return False
    printable = len(sample) - len(sample.translate(None, PRINTABLE))
    return printable >= len(sample) * LEAST_PRINTABLE


PRINTABLE = bytes(range(0x20, 0x7F)) + b"\t\n\r"
