"""A name that is itself a value, with its own value beside it: `{"name": "TOKEN", "value": "…"}`."""

from __future__ import annotations

from scanner.engine.syntax.forms.interface import Reading
from scanner.engine.syntax.forms.values import LONGEST_BEGINNING, VALUE_KEYS, bare, first_value_word
from scanner.engine.syntax.literal import quoted_at
from scanner.engine.syntax.loose import block_at
from scanner.engine.syntax.named import NAME_KEYS
from scanner.text.pattern import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.engine.syntax.named import Named, Shape

PAIR = (
    rb"""(?x) \s{0,8}+ [,;]?+ \s{0,80}+ (?: - [ ]{1,4} )?+ \\{0,4}+ ["']?+ """
    + VALUE_KEYS
    + rb""" \\{0,4}+ ["']?+ \s{0,8}+ (?: => | [:=] ) [ \t]{0,24}+ """
)
VALUE_FIRST = (
    rb"""(?x) """
    + VALUE_KEYS
    + rb""" ["']?+ \s{0,8}+ (?: => | [:=] ) \s{0,8}+ (?=["'])
(?P<rest> ["'][^"'\r\n]{4,300}["'] \s{0,8} (?: [,;] | (?i:where|and)[ ] )? \s{0,80} ["']?+ """
    + NAME_KEYS
    + rb""" ["']?+ [ \t]{0,8}+ (?: => | [:=] ) [ \t]{0,8}+ ["']?+ ) \Z """
)
"""The value, then the name: up to the name."""


class Pair:
    """Two neighbouring keys, in either order."""

    def fits(self, shape: Shape) -> bool:
        """Whether the name is the value of a key such as `name`."""
        return shape.is_value

    def readings(self, content: bytes, name: Named, path: bytes) -> Iterator[Reading]:
        """Yield the value behind the name, else the one before it."""
        found = compiled(PAIR).match(content, name.behind)
        if found:
            literal = quoted_at(content, found.end()) or block_at(content, found.end(), name.outer_begin)
            if literal is not None:
                yield Reading("pair", literal)
                return
            yield from bare(content, found.end(), name.outer_begin, path)
        begin = first_value_word(name.before)
        if begin is None:
            return
        first = compiled(VALUE_FIRST).search(name.before + name.quote, max(0, begin - LONGEST_BEGINNING))
        literal = quoted_at(content, name.begin - len(first["rest"])) if first else None
        if literal is not None:
            yield Reading("pair", literal)
