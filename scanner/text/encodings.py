"""Telling UTF-16 and UTF-32 from bytes that are ASCII at heart, and turning them into UTF-8.

Everything else (UTF-8, Latin-1, binary) is scanned as it is: the patterns are ASCII.
"""

from __future__ import annotations

from codecs import getincrementaldecoder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SAMPLE = 4096
"""Bytes looked at to tell the encoding."""

MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\xef\xbb\xbf", ""),
)
"""Byte order marks with their encoding, longest first; empty: drop the mark and scan the bytes."""

ANY_MARK = tuple(mark for mark, _ in MARKS)

PLAIN = bytes(range(0x20, 0x7F)) + b"\t\n\r\f"
WIDE_RUN = rb"(?:[\t\n\r\x20-\x7e]\x00){8,}|(?:\x00[\t\n\r\x20-\x7e]){8,}"

KINDS = b"\0" + b" " * 8 + b"AA" + b" " * 2 + b"A" + b" " * 18 + b"A" * 95 + b" " * 129
"""Makes NULs, signs of a text and other bytes three bytes: a run is then found by a search, fifty times as fast."""

SHORTEST_RUNS = (b"A\0" * 8, b"\0A" * 8)

MOSTLY = 0.4
"""Share of NULs, in the bytes that would be the high half of ASCII, from which a text without a mark is UTF-16."""

HARDLY = 0.05
"""Most NULs in the other half."""


def is_as_it_is(content: bytes) -> bool:
    """Whether `normalise` changes nothing in a whole content: neither a mark nor a NUL in it."""
    return b"\0" not in content and not content.startswith(ANY_MARK)


def wide_encoding(sample: bytes) -> tuple[str, int]:
    """Return the encoding of a text that begins with `sample`, and the length of its byte order mark.

    The encoding is empty for what is scanned as it is.
    """
    for mark, encoding in MARKS:
        if sample.startswith(mark):
            plain = encoding and is_plain(sample[len(mark) : SAMPLE])
            return "" if plain else encoding, len(mark)
    if b"\0" not in sample[:SAMPLE]:
        return "", 0
    return _by_nuls(sample[:SAMPLE]), 0


def _by_nuls(sample: bytes) -> str:
    def share(start: int, step: int) -> float:
        part = sample[start::step]
        return part.count(0) / len(part) if part else 0.0

    lanes = [share(start, 4) for start in range(4)]
    if lanes[0] < HARDLY and min(lanes[1:]) > 1 - HARDLY:
        return "utf-32-le"
    if lanes[3] < HARDLY and min(lanes[:3]) > 1 - HARDLY:
        return "utf-32-be"
    even, odd = share(0, 2), share(1, 2)
    if odd > MOSTLY and even < HARDLY:
        return "utf-16-le"
    if even > MOSTLY and odd < HARDLY:
        return "utf-16-be"
    return ""


def is_plain(sample: bytes) -> bool:
    """Whether `sample` is nothing but printable ASCII and white space: no UTF-16, whatever mark stands before it."""
    return bool(sample) and not sample.translate(None, PLAIN)


def narrowed(chunk: bytes) -> bytes:
    """Return `chunk` with each run of ASCII in UTF-16, of either byte order, as the ASCII that it stands for."""
    if b"\0" not in chunk:
        return chunk
    kinds = chunk.translate(KINDS)
    if not any(run in kinds for run in SHORTEST_RUNS):
        return chunk
    import re  # only for contents that are no plain text

    return re.sub(WIDE_RUN, lambda run: run.group().replace(b"\0", b""), chunk)


def normalise(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the chunks of one text as UTF-8 if they are UTF-16 or UTF-32, else as they are, without a mark.

    In what is neither, runs of UTF-16 are narrowed all the same: a shell may append it to a file of another encoding.
    What does not decode becomes U+FFFD; nothing is dropped.
    """
    stream = iter(chunks)
    first = b""
    for chunk in stream:
        first += chunk
        if len(first) >= SAMPLE:  # a pipe may give less at a time, and too little to tell by
            break
    encoding, mark = wide_encoding(first)
    if mark:
        first = first[mark:]
    if not encoding:
        yield narrowed(first)
        yield from map(narrowed, stream)
        return

    decoder = getincrementaldecoder(encoding)("replace")
    yield decoder.decode(first).encode("utf-8", "replace")
    for chunk in stream:
        yield decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", True).encode("utf-8", "replace")
