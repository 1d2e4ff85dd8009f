"""Writing a new version into a store in which others write at the same time."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from scanner.stores.interface import ConflictError

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.stores.interface import Version

ATTEMPTS = 4
"""Of a write that no version is expected of."""


def written(write: Callable[[], Version], expect: str | None) -> Version:
    """Return the version that `write` writes; it is called again if another writer came first and none is expected.

    Raises ConflictError if another writer came first each time.
    """
    for _ in range(ATTEMPTS - 1 if expect is None else 0):
        with suppress(ConflictError):
            return write()
    return write()


def check_expected(name: str, expect: str | None, current: str) -> None:
    """Raise ConflictError if a version is expected to be the current one, and is not."""
    if expect is not None and expect != current:
        raise ConflictError(f"{name}: another version is current than the one expected; nothing was written")
