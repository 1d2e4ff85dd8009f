"""A name over a table with its value in it: `"password": {"value": "…"}`, a Terraform variable's `default`."""

from __future__ import annotations

from scanner.engine.syntax.forms.interface import Reading
from scanner.engine.syntax.forms.values import VALUE_KEYS, bare, may_hold_value_key
from scanner.engine.syntax.literal import quoted_at
from scanner.text.pattern import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.engine.syntax.named import Named, Shape

BEHIND_NAME = rb"""(?x) \s{0,8}+ (?: => | [:=] )?+ [ \t]{0,8}+ """
OPENING = BEHIND_NAME + rb"""(?: \{ | \r?\n )"""
NESTED = (
    BEHIND_NAME
    + rb"""
(?: \{ [^{}]{0,400}?
  | \r?\n (?: [ \t]{1,40}+ (?:type|description|required|sensitive)[ ]?: [^\r\n]{0,100}+ \r?\n ){0,4}+ [ \t]{1,40}+
)
(?<![\w]) \\{0,4}+ ["']?+ """
    + VALUE_KEYS
    + rb""" \\{0,4}+ ["']?+ \s{0,8}+ (?: => | [:=] ) [ \t]{0,24}+ """
)


LONGEST_GAP = 24
"""Bytes behind a name within which its table begins."""

LONGEST_TABLE = 1024
"""Bytes behind a name within which the key of its value stands: more than the pattern can match."""


class Nested:
    """A table of one entry that matters."""

    def fits(self, shape: Shape) -> bool:
        """Whether a table may begin behind the name."""
        return not shape.is_value and shape.sign in b"{:=\r\n"

    def readings(self, content: bytes, name: Named, path: bytes) -> Iterator[Reading]:
        """Yield the value in the table."""
        gap = content[name.behind : name.behind + LONGEST_GAP]
        if b"{" not in gap and b"\n" not in gap:
            return
        if compiled(OPENING).match(content, name.behind) is None:
            return
        if not may_hold_value_key(content[name.behind : name.behind + LONGEST_TABLE]):
            return
        found = compiled(NESTED).match(content, name.behind)
        if found is None:
            return
        literal = quoted_at(content, found.end())
        if literal is not None:
            yield Reading("nested", literal)
        else:
            yield from bare(content, found.end(), found.end(), path)
