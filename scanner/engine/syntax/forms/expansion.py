"""Defaults of variables: `${NAME:-value}`, `${NAME:=value}` in shells and compose files, `${name:value}` in Spring."""

from __future__ import annotations

from scanner.engine.syntax.forms.interface import Reading
from scanner.engine.syntax.forms.values import trimmed
from scanner.text.pattern import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.engine.syntax.named import Named, Shape

DEFAULT = rb""":?[\-=]?(?P<value>[^\s{}"'`<>]{1,256}+)(?=\})"""


class Expansion:
    """What a variable is worth where nobody set it."""

    def fits(self, shape: Shape) -> bool:
        """Whether the name stands behind a brace."""
        return shape.before == b"{"

    def readings(self, content: bytes, name: Named, path: bytes) -> Iterator[Reading]:
        """Yield the default, if the name stands behind `${`."""
        found = compiled(DEFAULT).match(content, name.end) if name.before.endswith(b"${") else None
        if found and found.start("value") > name.end:
            yield Reading("expansion", trimmed(found))
