"""`Named`: a name in the text, and the quotes and brackets that it stands in."""

from __future__ import annotations

from scanner.engine.syntax.literal import compiled
from scanner.record import NamedTuple

CLOSING = rb"""(?x) (?P<quote> \\{0,4}["'`] | &(?:quot|apos|\#34|\#39); )?+ (?P<bracket> [\])}]{0,3}+ ) """


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
    outer_begin: int
    """Byte offset of the text that the name ends, with its quote: `"my api-key"`; of a bare name, its own."""


def named(content: bytes, begin: int, end: int) -> Named:
    """Return the name at the span, with what closes it."""
    closing = compiled(CLOSING).match(content, end)
    quote = closing["quote"] or b""
    opened = content.rfind(quote, max(0, begin - LONGEST_TEXT), begin) if quote else begin
    if opened < 0 or b"\n" in content[opened:begin]:
        opened = begin - len(quote)
    return Named(begin, end, quote, closing.end(), closing["bracket"], opened)
