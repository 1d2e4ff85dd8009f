"""What a detector finds, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple


class Hit(NamedTuple):
    """A misuse at a place."""

    rule: str
    """The rule's id, in `rules/_misuse.toml`."""
    begin: int
    """Byte offset in the text."""
    end: int
    shown: str
    """What is done to what, by names alone: `print(password)`. It is the finding's identity, and no secret."""


class Text(NamedTuple):
    """The contents of one file."""

    path: bytes
    """From the root."""
    content: bytes
    """In UTF-8, or as it was read."""


Analyser = Callable[[Text], Iterator[Hit]]
"""Finds all misuse in a text of one language. What cannot be parsed holds none."""
