"""`Named`: a name in the text, and the quotes and brackets that it stands in."""

from __future__ import annotations

from functools import lru_cache

from scanner.record import NamedTuple
from scanner.text.pattern import compiled

CLOSING = rb"""\\{0,4}["'`]|&(?:quot|apos|#34|#39);"""

QUOTES = (b'"', b"'", b"`")
ESCAPED = (b"\\", b"&")
"""What a mark of several characters begins with."""
BRACKETS = b"])}"
MOST_BRACKETS = 3

LONGEST_KEY = 48
LONGEST_GAP = 25
LONGEST_BEFORE = 400
KEY_WORDS = (*b"name key id field variable var env option setting property label".split(),)
NAME_KEYS = rb"(?i:[a-z]{0,10}[_\-]?(?:" + b"|".join(KEY_WORDS) + rb"))"
BEHIND_NAME_KEY = (
    rb"""(?x) (?<![$\w]) """
    + NAME_KEYS
    + rb""" \\{0,4}+ ["']?+ [ \t]{0,8}+ (?: => | [:=] ) [ \t]{0,8}+ \\{0,4}+ ["']?+ \Z """
)
AROUND_KEY = b" \t\"'\\"
OPERATORS = b":=>"
BEFORE_VALUE = frozenset(bytes((byte,)) for byte in AROUND_KEY + OPERATORS)

LONGEST_TEXT = 80
"""Bytes between the quote that opens a text and the name that ends it."""


MOST_SHAPES = 4096
"""Shapes that are remembered: more than texts have."""


class Shape(NamedTuple):
    """What of a name's surroundings tells which forms it can have; texts have few hundred shapes."""

    sign: bytes
    """The first character behind the name, its quote and its brackets that is no blank; empty at the end."""
    is_quoted: bool
    is_bracketed: bool
    """Whether a bracket closes behind it: `]` of a subscript, `)` of a call, `}` of a hash."""
    is_value: bool
    """Whether the name is the value of a key such as `name` or `key`."""
    before: bytes
    """The character before the name and its quote; empty at the beginning."""


class Named(NamedTuple):
    """A name and its surroundings."""

    begin: int
    """Byte offset of the name; quotes stand outside."""
    end: int
    quote: bytes
    """The mark that closes the name, such as `"`, `\\"` or `&quot;`; empty: the name is bare."""
    behind: int
    """Byte offset behind the closing quote and brackets."""
    outer_begin: int
    """Byte offset of the text that the name ends, with its quote: `"my api-key"`; of a bare name, its own."""
    before: bytes
    """The last bytes before `outer_begin`."""
    shape: Shape


def named(content: bytes, begin: int, end: int) -> Named:
    """Return the name at the span, with what closes it."""
    quote = closing_quote(content, end)
    behind, opened = end + len(quote), begin
    closers = content[behind : behind + MOST_BRACKETS]
    brackets = len(closers) - len(closers.lstrip(BRACKETS))
    behind += brackets
    if quote:
        opened = content.rfind(quote, max(0, begin - LONGEST_TEXT), begin)
        if opened < 0 or b"\n" in content[opened:begin]:
            opened = begin - len(quote)
    sign = content[behind : behind + LONGEST_GAP].lstrip(b" \t")[:1]
    before = content[max(0, opened - LONGEST_BEFORE) : opened]
    last = before[-1:]
    shape = shape_of(sign, quote != b"", brackets > 0, last in BEFORE_VALUE and is_value(before), last)
    return Named(begin, end, quote, behind, opened, before, shape)


@lru_cache(MOST_SHAPES)
def shape_of(sign: bytes, is_quoted: bool, is_bracketed: bool, is_value_of_key: bool, before: bytes) -> Shape:
    """Return the shape with these fields; most are asked for again and again."""
    return Shape(sign, is_quoted, is_bracketed, is_value_of_key, before)


def closing_quote(content: bytes, end: int) -> bytes:
    """Return the mark that closes a name at its end; empty: none does."""
    first = content[end : end + 1]
    if first in QUOTES:
        return first
    if first not in ESCAPED:
        return b""
    closing = compiled(CLOSING).match(content, end)
    mark: bytes = closing.group() if closing else b""
    return mark


def is_value(before: bytes) -> bool:
    """Whether the text before a name ends in a key whose value the name is."""
    end = before[-LONGEST_KEY:].rstrip(AROUND_KEY)
    if end[-1:] not in OPERATORS or not end.rstrip(OPERATORS).rstrip(AROUND_KEY).lower().endswith(KEY_WORDS):
        return False
    return compiled(BEHIND_NAME_KEY).search(before[-LONGEST_KEY:]) is not None
