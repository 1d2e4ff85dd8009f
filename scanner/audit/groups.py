"""Entries that get the same answer: the same secret, the same rule below a directory, the same shape of value."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scanner.audit.model import Item, Key


@dataclass(frozen=True, slots=True)
class Group:
    """Unaudited entries beside the one that is shown, and what they have in common."""

    told: str
    items: tuple[Item, ...]
    """The shown entry is not among them."""


def same_secret(item: Item, items: Iterable[Item]) -> Group:
    """Return the entries of the same secret in other paths."""
    found = tuple(other for other in items if item.is_telling and other.hash == item.hash and _is_open(other, item))
    return Group("this secret everywhere", found)


def same_rule(item: Item, items: Iterable[Item], directory: str) -> Group:
    """Return the entries of the same rule below the directory; empty: everywhere."""
    below = directory.strip("/")
    prefix = f"{below}/" if below not in ("", ".") else ""
    found = tuple(
        other for other in items if other.rule == item.rule and other.path.startswith(prefix) and _is_open(other, item)
    )
    return Group(f"{item.rule} under {prefix or 'all paths'}", found)


def same_shape(item: Item, items: Iterable[Item], shapes: Mapping[Key, str], shape: str) -> Group:
    """Return the entries of the same rule whose value has the same shape; those without a known shape have not."""
    found = tuple(
        other for other in items if other.rule == item.rule and shapes.get(other.key) == shape and _is_open(other, item)
    )
    return Group(f"{item.rule}, {shape}", found)


def directory_of(item: Item) -> str:
    """Return the directory of the entry's file, from the root; empty: the root."""
    return posixpath.dirname(item.path)


def _is_open(other: Item, item: Item) -> bool:
    """Whether nobody has answered the entry yet; another one than `item`."""
    return not other.decision.label and other.key != item.key
