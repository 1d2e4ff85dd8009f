"""Tokens that are encoded, and what they stand for: base64, hex, percent encoding, and escapes of JSON and HTML."""

from __future__ import annotations

from binascii import Error, a2b_base64, unhexlify

from scanner.known.tokens import LEAST
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.known.tokens import Cut, Cutter

LEAST_BASE64 = 11
"""Signs that the shortest value makes."""

(PERCENT,) = b"%"
HEX = b"0123456789ABCDEFabcdef"
STANDARD = bytes.maketrans(b"-_", b"+/")


class Escapes(NamedTuple):
    """How one format escapes signs."""

    encoding: str
    sign: bytes
    """What every escape begins with."""
    pairs: tuple[tuple[bytes, bytes], ...]
    """The escapes and what they stand for; the sign itself is replaced first or last, as the format has it."""
    spaces: tuple[bytes, ...]
    """Escapes that end a token."""


JSON = Escapes(
    "JSON",
    b"\\",
    (
        (b"\\\\", b"\\"),
        (b'\\"', b'"'),
        (b"\\/", b"/"),
        (b"\\u0026", b"&"),
        (b"\\u0027", b"'"),
        (b"\\u003c", b"<"),
        (b"\\u003e", b">"),
        (b"\\u003d", b"="),
        (b"\\u003C", b"<"),
        (b"\\u003E", b">"),
        (b"\\u003D", b"="),
        (b"\\u0022", b'"'),
        (b"\\u002b", b"+"),
        (b"\\u002B", b"+"),
        (b"\\u0060", b"`"),
    ),
    (b"\\n", b"\\r", b"\\t"),
)
HTML = Escapes(
    "HTML",
    b"&",
    (
        (b"&quot;", b'"'),
        (b"&#34;", b'"'),
        (b"&#x27;", b"'"),
        (b"&#39;", b"'"),
        (b"&apos;", b"'"),
        (b"&lt;", b"<"),
        (b"&gt;", b">"),
        (b"&amp;", b"&"),
    ),
    (),
)
MARKS = b"\x01\x02\x03\x04\x05\x06\x07\x0e\x0f\x10\x11\x12\x13\x14\x15"
"""Stand for the escapes while a text is cut: no delimiters, as the signs that they stand for may be."""


class Encoded(NamedTuple):
    """A piece of a content and what it stands for."""

    source: bytes
    """As it is written."""
    text: bytes
    encoding: str


def encoded(content: bytes, cut: Cut, cutter: Cutter) -> Iterator[Encoded]:
    """Yield what is encoded in a content; `cut`: its tokens, as `cutter` makes them."""
    yield from _in_digits(cut)
    if b"%" in content:
        yield from _in_percent(cut)
    if b"\\" in content:
        yield from _escaped(content, cut, cutter, JSON)
    if b"&" in content:
        yield from _escaped(content, cut, cutter, HTML)


def _in_digits(cut: Cut) -> Iterator[Encoded]:
    """Yield what is encoded in base64 and hex."""
    for run in cut.runs:
        size = len(run)
        if size >= LEAST_BASE64 and not run.islower() and not run.isupper():
            text = from_base64(run)
            if text:
                yield Encoded(run, text, "base64")
        if size >= 2 * LEAST and not size % 2 and not run.strip(HEX):
            yield Encoded(run, unhexlify(run), "hex")


def _in_percent(cut: Cut) -> Iterator[Encoded]:
    from scanner.text.percent import percent_decoded  # few contents have a `%`

    for token in cut.tokens:
        if PERCENT in token and len(token) > LEAST:
            text = percent_decoded(token)
            if text != token:
                yield Encoded(token, text, "percent")
                if b"+" in token:
                    yield Encoded(token, percent_decoded(token.replace(b"+", b" ")), "percent")


def from_base64(run: bytes) -> bytes:
    """Return what the run stands for; empty if it is no base64 of whole bytes."""
    if len(run) % 4 == 1:
        return b""
    try:
        return a2b_base64(run.translate(STANDARD) + b"=" * (-len(run) % 4))
    except Error:
        return b""


def _escaped(content: bytes, cut: Cut, cutter: Cutter, escapes: Escapes) -> Iterator[Encoded]:
    """Yield the tokens that there are when escapes count as the signs that they stand for, and not as delimiters."""
    (sign,) = escapes.sign
    text = b"\n".join([line for line in content.split(b"\n") if sign in line])
    used = [pair for pair in escapes.pairs if pair[0] in text]
    if not (used or any(map(text.__contains__, escapes.spaces))) or text.translate(None, MARKS) != text:
        return
    marked = [(escape, plain, MARKS[at : at + 1]) for at, (escape, plain) in enumerate(used)]
    for escape, _, mark in marked:
        text = text.replace(escape, mark)
    for escape in escapes.spaces:
        text = text.replace(escape, b"\n")
    marks = b"".join(mark for _, _, mark in marked)
    to_plain = bytes.maketrans(marks, b"".join(plain for _, plain, _ in marked))
    for token in cutter(text).tokens - cut.tokens:
        source = token
        if token.translate(None, marks) != token:
            for escape, _, mark in marked:
                source = source.replace(mark, escape)
        yield Encoded(source, token.translate(to_plain), escapes.encoding)
