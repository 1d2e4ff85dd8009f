"""Operators: `=`, `:`, `=>`, `:=`, `->`, `<-`, with a type before them or a constructor behind."""

from __future__ import annotations

from scanner.engine.syntax.forms.interface import Reading
from scanner.engine.syntax.forms.operator import is_no_assignment, operator_at
from scanner.engine.syntax.forms.values import bare, trimmed
from scanner.engine.syntax.forms.wrapper import wrapper_at
from scanner.engine.syntax.literal import quoted_at
from scanner.engine.syntax.loose import block_at
from scanner.text.pattern import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.engine.syntax.named import Named, Shape

LIST = rb"""(?x) \[ \s{0,80}+
(?= [bBrRuU]? ["'] (?= [^"'\r\n0-9]{0,200}+ [0-9] ) [0-9A-Za-z+/=_\-]{16,512}+ ["'] \s{0,8} [,\]] ) """
"""The beginning of a list of texts without spaces, of which the first is read."""
SECOND = rb"""\s{0,8}+,\s{0,8}+(?=["'][^"'\r\n]{4,200}["']\s{0,8}\))"""
"""Between a user and a password in a pair, as in `auth=("user", "…")`."""

SIGNS = b"=:-<!?+|&.[*"


class Assigned:
    """An assignment in the narrow sense."""

    def fits(self, shape: Shape) -> bool:
        """Whether an operator, or a type before one, may follow."""
        return not shape.is_value and (shape.is_bracketed or shape.sign in SIGNS or shape.sign.isalpha())

    def readings(self, content: bytes, name: Named, path: bytes) -> Iterator[Reading]:
        """Yield the value behind the operator: quoted, a block, or bare."""
        operator = operator_at(content, name)
        if operator is None or is_no_assignment(operator, content, name):
            return
        at = name.behind + len(operator)
        listed = compiled(LIST).match(content, at) if content[at : at + 1] == b"[" else None
        if listed:
            first = quoted_at(content, listed.end())
            if first is not None:
                yield Reading("list", first)
                return
        wrapper = wrapper_at(content, at)
        behind, opened = at + len(wrapper), b"(" in wrapper
        literal = quoted_at(content, behind, adjacent=opened)
        if literal is not None:
            second = compiled(SECOND).match(content, literal.behind) if opened else None
            yield Reading("assignment", (quoted_at(content, second.end()) if second else None) or literal)
            return
        if content[at : at + 1] in b"\r\n" and path.lower().endswith((b".yml", b".yaml")):
            yield from below(content, at, name)
            return
        block = block_at(content, at, name.outer_begin)
        if block is not None:
            yield Reading("block", block)
        elif not opened and not operator.strip().startswith((b"==", b"!=")):
            yield from bare(content, behind, name.outer_begin, path)


def below(content: bytes, at: int, name: Named) -> Iterator[Reading]:
    """Yield the plain scalar that stands alone in the next line of a YAML file, indented deeper than its name."""
    indent = name.outer_begin - content.rfind(b"\n", 0, name.outer_begin) - 1
    found = compiled(
        rb"""\r?\n(?P<indent>[ ]{1,80}+)(?P<value>[^\s"'#&*!|>%@`{}\[\]-][^\r\n:]{0,512}+)(?=\r?\n|\Z)"""
    ).match(content, at)
    if found and len(found["indent"]) > indent:
        yield Reading("bare", trimmed(found))
