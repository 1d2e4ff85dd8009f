"""Ids of objects, as git writes them. Of what others have written, nothing else may become an argument of git."""

from __future__ import annotations

DIGITS = frozenset("0123456789abcdef")


def is_id(name: str) -> bool:
    """Whether the text is the id of an object, of either hash."""
    return len(name) in (40, 64) and DIGITS.issuperset(name)
