"""What stores have in common that stand around another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.stores.interface import SecretStore


class AroundStore:
    """Is of the kind of the store that it stands around, and can do what that one can."""

    def __init__(self, store: SecretStore) -> None:
        self._store = store

    @property
    def kind(self) -> str:
        """Kind of the other store."""
        return self._store.kind

    @property
    def recoverable(self) -> bool:
        """Whether the other store knows how to bring secrets back."""
        return self._store.recoverable
