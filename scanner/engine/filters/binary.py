"""Content that is no text."""

from __future__ import annotations

from scanner.engine.filters.interface import Ruling, drop, lower

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.candidate import Candidate

REACH = 512
"""Bytes to each side that are looked at."""

MOST_CONTROL = 0.05
"""Share of control bytes in text; machine code and images have far more."""

CONTROL = bytes(byte for byte in range(32) if byte not in b"\t\n\r\f\x1b") + b"\x7f"


class BinaryContent:
    """Bytes that happen to match, in the middle of an image or a program. A single NUL makes no text binary."""

    name = "binary"

    def judge(self, candidate: Candidate) -> Ruling | None:
        """Drop what is no text at all, lower what stands among control bytes."""
        if candidate.value.count(b"\\x") * 8 > len(candidate.value):
            return drop("escaped bytes")
        try:
            candidate.value.decode()
        except UnicodeDecodeError:
            return drop("no text")
        match = candidate.match
        around = candidate.content[max(0, match.begin - REACH) : match.end + REACH]
        control = len(around) - len(around.translate(None, CONTROL))
        return lower("among binary data") if control > len(around) * MOST_CONTROL else None
