"""Cutting a content into tokens: all the runs between delimiters that a whole value may be, by several delimiter sets.

No pattern is used, only translations and splits: a file of 100 kB takes a few milliseconds.
"""

from __future__ import annotations

from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Cutter = Callable[[bytes], "Cut"]

LEAST = 8
"""Bytes of the shortest value that is looked for."""

QUOTES = (b'"', b"'", b"`")
LETTERS_AND_DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def _table(delimiters: bytes) -> bytes:
    return bytes.maketrans(delimiters, b" " * len(delimiters))


def _but(members: bytes) -> bytes:
    return bytes(range(256)).translate(None, members)


SPACE_AND_BRACKETS = b" \t\n\r\f\v\0\"'`<>()[]{},;|"
WORDS = _table(SPACE_AND_BRACKETS)
"""Values may hold what addresses and assignments are made of."""

PIECES = _table(SPACE_AND_BRACKETS + b"?&#")
"""Parts of a query keep their `=`."""

PARTS = _table(SPACE_AND_BRACKETS + b"?&#=:/@\\*~$!")
RUNS = _table(_but(LETTERS_AND_DIGITS + b"+/-_"))
"""What base64 of either alphabet is made of."""

NAMES = _table(_but(LETTERS_AND_DIGITS + b"-_"))
EQUALS, COLON = b"=:"
"""As numbers: of bytes that are looked for in bytes, Python first makes an error message, and forgets it again."""

SENTENCE = b".,:;!?*_"
"""What stands behind a word in a sentence."""


class Cut(NamedTuple):
    """The tokens of a content that are long enough for a value."""

    tokens: set[bytes]
    """All of them, and some that are not."""
    runs: set[bytes]
    """Those of which base64 and hex are made."""


def cut_up(content: bytes) -> Cut:
    """Return the tokens of the content.

    Finer sets cut what the coarser ones left, each piece once: most words are too short, or have been there before.
    """
    text = content.replace(b"\r", b"\n") if b"\r" in content else content
    words = set(_long(text.translate(WORDS).split()))
    joined = b" ".join(words)
    pieces = words.union(_long(joined.translate(PIECES).split())) if _has_query(joined) else words
    parts = _long(joined.translate(PARTS).split())
    names = set(_long(b" ".join(parts).translate(NAMES).split()))
    tokens = pieces.union(parts, names)
    for sign, number in ((b"=", EQUALS), (b":", COLON)):
        tokens.update(_long([word.partition(sign)[2] for word in pieces if number in word]))
    if b"://" in joined:
        from scanner.text.address import password_in  # few contents have one

        tokens.update(_long([password_in(word) for word in words if b"://" in word]))
    tokens.update([token.rstrip(SENTENCE) for token in tokens if token[-1] in SENTENCE])
    return Cut(tokens, names.union(_long(joined.translate(RUNS).split())))


def cut_up_widely(content: bytes) -> Cut:
    """Return the tokens of the content, and those that hold spaces, brackets or quotes. It takes twice as long."""
    cut = cut_up(content)
    lines = set(_long(content.replace(b"\r", b"\n").split(b"\n")))
    for quote in QUOTES:
        quoting = b"\n".join([line for line in lines if quote in line])
        cut.tokens.update(_long(quoting.replace(quote, b"\n").split(b"\n")))
    cut.tokens.update(_right_sides(lines))
    return cut


def _long(tokens: Iterable[bytes]) -> list[bytes]:
    return [token for token in tokens if len(token) >= LEAST]


def _has_query(text: bytes) -> bool:
    return b"?" in text or b"&" in text or b"#" in text


def _right_sides(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines, and what stands behind the first `=` or `: ` in them: values without quotes, with spaces."""
    yield from [line.strip() for line in lines]
    for sign in (b"=", b": "):
        yield from [line.partition(sign)[2].strip() for line in lines if sign in line]
