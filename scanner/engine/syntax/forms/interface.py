"""What a form is."""

from __future__ import annotations

from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    from scanner.engine.syntax.literal import Literal
    from scanner.engine.syntax.named import Named, Shape

    class Form(Protocol):
        """One way to give a value to a name."""

        def fits(self, shape: Shape) -> bool:
            """Whether names of this shape can have the form."""
            ...

        def readings(self, content: bytes, name: Named, path: bytes) -> Iterator[Reading]:
            """Yield the values that the form gives to the name."""
            ...


class Reading(NamedTuple):
    """A value that a name is given, and in which form."""

    form: str
    literal: Literal
