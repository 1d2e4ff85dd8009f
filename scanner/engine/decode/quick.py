"""The quick look that every fragment gets: may anything in it be encoded? Two passes at memory speed, no pattern."""

from __future__ import annotations

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

RUNS = Alphabet(UPPER + LOWER + DIGITS + b"+/-_", LEAST_RUN)


def may_hold_encoded(content: bytes) -> bool:
    """Whether a decoder is worth loading for the content."""
    return has_encoded_run(content) or has_escapes(content)


def has_encoded_run(content: bytes) -> bool:
    """Whether there is a run that looks like base64 or hex."""
    return any(looks_encoded(content[begin : min(end, begin + HEAD)]) for begin, end in RUNS.runs(content))


def has_escapes(content: bytes) -> bool:
    """Whether there is an escape of a sign that parts names from values, or many escapes of any."""
    if b"%3" in content:
        return True
    # Looking for one byte first is ten times as fast as counting two.
    return b"\\" in content and any(content.count(mark) >= LEAST_ESCAPES for mark in (b"\\x", b"\\u00"))


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
