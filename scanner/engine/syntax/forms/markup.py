"""XML and HTML: elements and attributes, and property lists."""

from __future__ import annotations

from scanner.engine.syntax.forms.interface import Reading
from scanner.engine.syntax.forms.values import VALUE_KEYS, quoted_behind, trimmed
from scanner.text.pattern import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.engine.syntax.named import Named, Shape

ELEMENT = rb"""(?x) (?: [ \t] [^<>\r\n]{0,160}+ (?<![/]) )?+ (?: > | &gt; ) \s{0,80}+
(?: <(?:[vV]alue|string|val)> \s{0,8}+ )?+ (?: <!\[CDATA\[ )?+ """
SIBLING = rb"""</\w{1,20}> \s{0,80} <(?:string|[vV]alue|val|data)> """.replace(b" ", b"")
ATTRIBUTE = (
    rb"""(?x) \s{1,80}+ (?: [\w:\-]{1,30}+ = "[^"<>]{0,100}+" \s{1,80}+ ){0,3}? """ + VALUE_KEYS + rb""" = (?=["']) """
)
TEXT = rb"(?P<value>[^<>\r\n]{1,1024}+)(?=\s{0,80}+(?:</|\]\]>))"


class Element:
    """The text of the element that has the name, as its tag or as an attribute."""

    def fits(self, shape: Shape) -> bool:
        """Whether the name is a tag, or a tag may end behind it."""
        return shape.sign in (b">", b"&") or shape.before == b"<" or (shape.is_quoted and shape.sign.isalpha())

    def readings(self, content: bytes, name: Named, path: bytes) -> Iterator[Reading]:
        """Yield the text."""
        return text_behind(ELEMENT, content, name.behind)


class Attribute:
    """A value in the attribute behind the one that holds the name."""

    def fits(self, shape: Shape) -> bool:
        """Whether another attribute may follow."""
        return shape.is_quoted and shape.sign.isalpha()

    def readings(self, content: bytes, name: Named, path: bytes) -> Iterator[Reading]:
        """Yield the attribute's value."""
        return quoted_behind("attribute", ATTRIBUTE, content, name.behind)


class Sibling:
    """The text of the element behind the one that holds the name, as in property lists."""

    def fits(self, shape: Shape) -> bool:
        """Whether the name's element ends."""
        return shape.sign == b"<"

    def readings(self, content: bytes, name: Named, path: bytes) -> Iterator[Reading]:
        """Yield the text."""
        return text_behind(SIBLING, content, name.behind)


def text_behind(pattern: bytes, content: bytes, at: int) -> Iterator[Reading]:
    """Yield the text up to the next tag behind the pattern, which begins at the offset."""
    found = compiled(pattern).match(content, at)
    text = compiled(TEXT).match(content, found.end()) if found else None
    if text is not None:
        yield Reading("element", trimmed(text))
