"""`Named`: a name in the text, and the quotes and brackets that it stands in."""

from __future__ import annotations

from scanner.engine.syntax.literal import compiled
from scanner.record import NamedTuple

CLOSING = rb"""(?x) (?P<quote> \\{0,4}["'`] | &(?:quot|apos|\#34|\#39); )?+ (?P<bracket> [\])}]{0,3}+ ) """


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

    @property
    def outer_begin(self) -> int:
        """Byte offset of the name with its quote."""
        return self.begin - len(self.quote)


def named(content: bytes, begin: int, end: int) -> Named:
    """Return the name at the span, with what closes it."""
    closing = compiled(CLOSING).match(content, end)
    return Named(begin, end, closing["quote"] or b"", closing.end(), closing["bracket"])
