"""What ledgers of every format have in common: the file, as of the last look at it, and its lock."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from scanner.audit.lock import locked
from scanner.audit.merge import merged
from scanner.regular import regular

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scanner.audit.model import Applied, Change, Item, Key


class FileLedger(ABC):
    """A baseline file that takes answers. It is read anew only if its bytes have changed."""

    def __init__(self, path: str, name: str, lock: str) -> None:
        """`name`: what messages call it; `lock`: the lock's file. Raises BaselineError if it is missing or broken."""
        self.name = name
        self._path = path
        self._lock = lock
        self._seen: bytes | None = None
        self._items: dict[Key, Item] = {}
        self.refresh()

    @property
    def items(self) -> Mapping[Key, Item]:
        """The entries as of the last look."""
        return self._items

    def refresh(self) -> None:
        """Look at the file again. Raises BaselineError if it is broken."""
        seen = contents(self._path)
        if seen is not None and seen == self._seen:
            return
        self._items = self._read(seen or b"")
        self._seen = seen

    def apply(self, changes: Sequence[Change]) -> Applied:
        """Write the answers; see `Ledger.apply`."""
        with locked(self._lock, self._path):
            self.refresh()
            outcome = merged(changes, self._find)
            if outcome.changed:
                text = self._write(outcome.changed)
                self._items |= {item.key: item for item in outcome.changed}
                self._seen = text.encode()
        return outcome.applied

    @abstractmethod
    def _read(self, seen: bytes) -> dict[Key, Item]:
        """Read the file, whose bytes are `seen`, and return its entries. Raises BaselineError."""

    @abstractmethod
    def _write(self, changed: Sequence[Item]) -> str:
        """Write the file with these entries as they are now; return its text. Raises BaselineError."""

    def _find(self, item: Item) -> Item | None:
        """Return the entry as it is now; None if it is gone."""
        return self._items.get(item.key)


def contents(path: str) -> bytes | None:
    """Return the bytes of the file; None if it cannot be read, of which its reader tells."""
    try:
        with open(os.path.realpath(path), "rb", opener=regular) as stream:
            return stream.read()
    except OSError:
        return None
