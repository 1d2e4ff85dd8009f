"""The second field of a line of comma-separated values."""

from __future__ import annotations

from scanner.engine.syntax.forms.interface import Reading
from scanner.engine.syntax.forms.values import trimmed
from scanner.text.pattern import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.engine.syntax.named import Named, Shape

FIELD = rb"""[ \t]?,[ \t]?(?P<value>[^\s,"'`<>;()]{8,512}+)(?=,|\r?\n|\Z)"""


class Row:
    """A bare name at the beginning of a line, and the field behind it."""

    def fits(self, shape: Shape) -> bool:
        """Whether the name begins a line and a comma follows."""
        return shape.sign == b"," and not shape.is_quoted and shape.before in b"\n"

    def readings(self, content: bytes, name: Named, path: bytes) -> Iterator[Reading]:
        """Yield the field."""
        found = compiled(FIELD).match(content, name.behind)
        if found:
            yield Reading("row", trimmed(found))
