"""Base64 and base64url, and gzip inside them."""

from __future__ import annotations

from binascii import Error, a2b_base64

from scanner.engine.decode.interface import Decoded, is_text
from scanner.engine.decode.quick import HEAD, RUNS, looks_like_base64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_UNPACKED = 1 << 20
"""Bytes that a gzip stream may unpack to; the rest of a larger one is left (a bomb)."""

GZIP = b"\x1f\x8b"
TO_STANDARD = bytes.maketrans(b"-_", b"+/")


class Base64Decoder:
    """Text in base64, of either alphabet, with or without padding; also gzip in base64."""

    name = "base64"

    def is_worth_trying(self, content: bytes) -> bool:
        """Whether there is a run long enough."""
        return RUNS.has_run(content)

    def spans(self, content: bytes) -> Iterator[Decoded]:
        """Yield the runs that decode to text."""
        for begin, end in RUNS.runs(content):
            first = content[begin : min(end, begin + HEAD)]
            if not looks_like_base64(first):
                continue
            head = decode(first)
            if head.startswith(GZIP):
                text = unpack(decode(content[begin:end]))
            elif is_text(head):
                text = decode(content[begin:end])
            else:
                continue
            if is_text(text):
                padding = len(content[end : end + 2]) - len(content[end : end + 2].lstrip(b"="))
                yield Decoded(begin, end + padding, text)


def decode(run: bytes) -> bytes:
    """Return what the run stands for; its last characters are left if they make no byte."""
    whole = len(run) // 4 * 4
    rest = run[whole:]
    if len(rest) == 1:
        rest = b""
    try:
        return a2b_base64((run[:whole] + rest + b"=" * (-len(rest) % 4)).translate(TO_STANDARD))
    except Error:
        return b""


def unpack(data: bytes) -> bytes:
    """Return what a gzip stream holds, as far as it goes and up to `LARGEST_UNPACKED`."""
    import zlib

    try:
        return zlib.decompressobj(wbits=31).decompress(data, LARGEST_UNPACKED)
    except zlib.error:
        return b""
