"""What is looked for, what was found, and what a finder is."""

from __future__ import annotations

from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol

    from scanner.model import Secret

    class Finder(Protocol):
        """Finds known values in a content."""

        def hits(self, content: bytes) -> Sequence[Hit]:
            """Return where they stand, in the order of the text; no two overlap."""
            ...


PLAIN = ""
"""The encoding of a value that stands there as it is."""


class KnownValue(NamedTuple):
    """A value that is looked for."""

    label: str
    """Its name and where it is from, as findings tell it; free of control characters."""
    secret: Secret
    """In one line: of a value with several, one that no other value has."""


class Refusal(NamedTuple):
    """A value that is not looked for."""

    label: str
    reason: str
    """Why, without the value."""


class Hit(NamedTuple):
    """A known value at a span of a content."""

    begin: int
    """Byte offset of the value, or of the encoded text that it stands in."""
    end: int
    secret: Secret
    label: str
    encoding: str
    """Such as `base64`; empty: none."""


def apart(hits: list[Hit]) -> list[Hit]:
    """Return the hits in the order of the text; of those that overlap, the one that begins first, or is longest."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.begin, -hit.end, hit.encoding)):
        if not kept or hit.begin >= kept[-1].end:
            kept.append(hit)
    return kept
