"""The character classes of Go's patterns, as sets of bytes."""

from __future__ import annotations

from scanner.ruleimport.syntax import ALL, DIGITS, LETTERS, SPACE, WORD

HIGH = frozenset(range(0x80, 0x100))
"""The bytes that make up all characters beyond ASCII."""

UPPER = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
LOWER = frozenset(b"abcdefghijklmnopqrstuvwxyz")
PUNCTUATION = frozenset(b"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")

PERL = {"d": DIGITS, "w": WORD, "s": SPACE}

POSIX = {
    "alnum": LETTERS | DIGITS,
    "alpha": LETTERS,
    "ascii": frozenset(range(0x80)),
    "blank": frozenset(b"\t "),
    "cntrl": frozenset(range(0x20)) | {0x7F},
    "digit": DIGITS,
    "graph": frozenset(range(0x21, 0x7F)),
    "lower": LOWER,
    "print": frozenset(range(0x20, 0x7F)),
    "punct": PUNCTUATION,
    "space": SPACE | {0x0B},
    "upper": UPPER,
    "word": WORD,
    "xdigit": DIGITS | frozenset(b"abcdefABCDEF"),
}

UNICODE = {
    "L": LETTERS | HIGH,
    "Lu": UPPER | HIGH,
    "Ll": LOWER | HIGH,
    "N": DIGITS,
    "Nd": DIGITS,
    "P": frozenset(b"!\"#%&'()*,-./:;?@[\\]_{}"),
    "S": frozenset(b"$+<=>^`|~"),
    "Z": frozenset(b" "),
    "Zs": frozenset(b" "),
    "Any": ALL,
}
"""Unicode's general categories: ASCII exactly; of the letters beyond it, every byte counts as one."""


def both_cases(members: frozenset[int]) -> frozenset[int]:
    """Return the set with the other case of every ASCII letter in it."""
    return members | frozenset(bytes(members & LETTERS).swapcase())
