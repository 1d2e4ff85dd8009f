"""Whether what must stand behind a keyword does."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.model import Announcement

LONG = 8
"""Bytes behind a keyword that, as they must be of one set, tell enough of what follows."""


def follows(announced: Announcement, content: bytes, behind: int) -> bool:
    """Whether the keyword that ends at `behind` announces its rule; see `Announcement`."""
    _, members, length, reach = announced
    if reach:
        return b"A" * length in content[behind : behind + reach + length].translate(members)
    if length:
        tail = content[behind : behind + length]
        return len(tail) == length and not tail.translate(None, members)
    return True
