"""The quick look that every fragment gets: may anything in it be encoded? A few passes at memory speed, no pattern.

It asks what the decoders ask first of all, so that they are loaded, and go over the text again, only for what they
can decode.
"""

from __future__ import annotations

from scanner.engine.decode.interface import LEAST_PRINTABLE, PRINTABLE
from scanner.engine.decode.runs import Alphabet

LEAST_RUN = 32
"""Characters of the shortest run of base64 or hex that is tried: 24 bytes of text, or 16."""

HEAD = 64
"""Bytes of a run that tell what it is."""

LEAST_ESCAPES = 12
"""Escapes from which a text is escaped rather than a text with an escape in it."""

DIGITS = b"0123456789"
HEX = b"0123456789abcdefABCDEF"
UPPER = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LOWER = b"abcdefghijklmnopqrstuvwxyz"
LEAST_OF_A_CASE = 4
LEAST_WITHOUT_DIGITS = 8
"""Letters of each case that base64 has, with a digit and without; names of programs have them seldom."""

GZIP_HEAD = b"H4"
"""How gzip begins in base64."""

FIRST_OF_PRINTABLE = bytes((UPPER + LOWER + DIGITS + b"+/")[byte >> 2] for byte in PRINTABLE)
FIRST_HEX_OF_PRINTABLE = bytes({b"0123456789"[byte >> 4] for byte in PRINTABLE})

RUNS = Alphabet(UPPER + LOWER + DIGITS + b"+/-_", LEAST_RUN)
HEX_RUNS = Alphabet(HEX, LEAST_RUN)


def may_hold_encoded(content: bytes) -> bool:
    """Whether a decoder is worth loading for the content."""
    return has_base64(content) or has_hex(content) or has_escapes(content)


def has_base64(content: bytes) -> bool:
    """Whether there is a run that looks like text, or gzip, in base64."""
    for begin, end in RUNS.runs(content):  # there are so many that a call less for each counts
        head = content[begin : min(end, begin + HEAD)]
        if may_be_text(head) and looks_encoded(head):
            return True
    return False


def has_hex(content: bytes) -> bool:
    """Whether there is a run that looks like text in hex digits."""
    return any(looks_like_hex(content[begin : begin + LEAST_RUN]) for begin, _ in HEX_RUNS.runs(content))


def has_escapes(content: bytes) -> bool:
    """Whether there is an escape of a sign that parts names from values, or many escapes of any."""
    if b"%3" in content:
        return True
    # Looking for one byte first is ten times as fast as counting two.
    return b"\\" in content and any(content.count(mark) >= LEAST_ESCAPES for mark in (b"\\x", b"\\u00"))


def looks_like_base64(head: bytes) -> bool:
    """Whether a run that begins so may be text, or gzip, in base64."""
    return may_be_text(head) and looks_encoded(head)


def looks_like_hex(digits: bytes) -> bool:
    """Whether hex digits may stand for text: a look at the first digit of each byte."""
    others = len(digits[::2].translate(None, FIRST_HEX_OF_PRINTABLE))
    return others <= len(digits) // 2 * (1 - LEAST_PRINTABLE)


def may_be_text(head: bytes) -> bool:
    """Whether a run that begins so can decode to text or to gzip; decoding it would take ten times as long.

    The first of each four characters has the six high bits of a byte, and few of those are of a printable one.
    """
    others = len(head[::4].translate(None, FIRST_OF_PRINTABLE))
    return others <= len(head) * 3 // 4 * (1 - LEAST_PRINTABLE) + 1 or head.startswith(GZIP_HEAD)


def looks_encoded(head: bytes) -> bool:
    """Whether the beginning of a run has what base64 has (letters of both cases, digits), or is hex digits alone."""
    # Asked a hundred thousand times: most runs are words of one case (names, paths, rulers).
    size = len(head)
    uppers = size - len(head.translate(None, UPPER))
    if uppers < LEAST_OF_A_CASE:
        return not head.translate(None, HEX)
    lowers = size - len(head.translate(None, LOWER))
    if lowers < LEAST_OF_A_CASE:
        return not head.translate(None, HEX)
    has_digits = uppers + lowers < size and head.translate(None, DIGITS) != head
    return has_digits or min(uppers, lowers) >= LEAST_WITHOUT_DIGITS or not head.translate(None, HEX)
