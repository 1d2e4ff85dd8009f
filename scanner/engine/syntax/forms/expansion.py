"""Defaults of variables: `${NAME:-value}`, `${NAME:=value}` in shells and compose files, `${name:value}` in Spring."""

from __future__ import annotations

from scanner.engine.syntax.forms.interface import Reading
from scanner.engine.syntax.forms.values import trimmed
from scanner.text.pattern import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.engine.syntax.named import Named

DEFAULT = rb""":?[\-=]?(?P<value>[^\s{}"'`<>]{1,256}+)(?=\})"""


class Expansion:
    """What a variable is worth where nobody set it."""

    def fits(self, name: Named) -> bool:
        """Whether the name stands behind `${`."""
        return name.before.endswith(b"${")

    def readings(self, content: bytes, name: Named, path: bytes) -> Iterator[Reading]:
        """Yield the default."""
        found = compiled(DEFAULT).match(content, name.end)
        if found and found.start("value") > name.end:
            yield Reading("expansion", trimmed(found))
