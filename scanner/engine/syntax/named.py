"""`Named`: a name in the text, and the quotes and brackets that it stands in."""

from __future__ import annotations

from scanner.record import NamedTuple
from scanner.text.pattern import compiled

CLOSING = rb"""(?x) (?P<quote> \\{0,4}["'`] | &(?:quot|apos|\#34|\#39); )?+ (?P<bracket> [\])}]{0,3}+ ) """


LONGEST_KEY = 48
LONGEST_GAP = 25
LONGEST_BEFORE = 400
NAME_KEYS = rb"""(?i:[a-z]{0,10}[_\-]?(?:name|key|id|field|variable|var|env|option|setting|property|label))"""
BEHIND_NAME_KEY = (
    rb"""(?x) (?<![$\w]) """
    + NAME_KEYS
    + rb""" \\{0,4}+ ["']?+ [ \t]{0,8}+ (?: => | [:=] ) [ \t]{0,8}+ \\{0,4}+ ["']?+ \Z """
)

LONGEST_TEXT = 80
"""Bytes between the quote that opens a text and the name that ends it."""


class Named(NamedTuple):
    """A name and its surroundings."""

    begin: int
    """Byte offset of the name; quotes stand outside."""
    end: int
    quote: bytes
    """The mark that closes the name, such as `"`, `\\"` or `&quot;`; empty: the name is bare."""
    behind: int
    """Byte offset behind the closing quote and brackets."""
    bracket: bytes
    """The closing brackets: `]` of a subscript, `)` of a call, `}` of a hash."""
    sign: bytes
    """The first character behind that is no blank; empty at the end."""
    outer_begin: int
    """Byte offset of the text that the name ends, with its quote: `"my api-key"`; of a bare name, its own."""
    before: bytes
    """The last bytes before `outer_begin`."""

    is_value: bool
    """Whether the name is the value of a key such as `name` or `key`."""


def named(content: bytes, begin: int, end: int) -> Named:
    """Return the name at the span, with what closes it."""
    closing = compiled(CLOSING).match(content, end)
    quote = closing["quote"] or b""
    opened = content.rfind(quote, max(0, begin - LONGEST_TEXT), begin) if quote else begin
    if opened < 0 or b"\n" in content[opened:begin]:
        opened = begin - len(quote)
    behind = closing.end()
    rest = content[behind : behind + LONGEST_GAP].lstrip(b" \t")
    before = content[max(0, opened - LONGEST_BEFORE) : opened]
    return Named(begin, end, quote, behind, closing["bracket"], rest[:1], opened, before, is_value(before))


def is_value(before: bytes) -> bool:
    """Whether the text before a name ends in a key whose value the name is."""
    end = before[-LONGEST_KEY:].rstrip(b" \t\"'\\")
    return end[-1:] in (b":", b"=", b">") and compiled(BEHIND_NAME_KEY).search(before[-LONGEST_KEY:]) is not None
