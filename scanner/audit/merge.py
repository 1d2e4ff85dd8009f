"""Answers laid over a file that others may have changed since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.audit.model import Applied, Item

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scanner.audit.model import Change


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome of a merge."""

    applied: Applied
    changed: tuple[Item, ...]
    """The entries that are to be written, as they are to be."""


def merged(changes: Iterable[Change], find: Callable[[Item], Item | None]) -> Merged:
    """Return what the changes come to; `find`: gives an entry as it stands in the file now, None if it is gone."""
    written: list[Item] = []
    changed: list[Item] = []
    conflicts: list[Item] = []
    gone: list[Item] = []
    for change in changes:
        now = find(change.item)
        if now is None:
            gone.append(change.item)
        elif now.decision.says_the_same(change.decision):
            written.append(now)
        elif now.decision.says_the_same(change.item.decision):
            item = now.decided(change.decision)
            changed.append(item)
            written.append(item)
        else:
            conflicts.append(now)
    return Merged(Applied(tuple(written), tuple(conflicts), tuple(gone)), tuple(changed))
