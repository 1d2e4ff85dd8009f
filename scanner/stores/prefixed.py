"""`PrefixedStore`: the part of a store that belongs to one environment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scanner.stores.around import AroundStore
from scanner.stores.interface import RefusedValueError, check_name

if TYPE_CHECKING:
    from scanner.model import Secret
    from scanner.stores.interface import SecretStore, Stored, Version


class PrefixedStore(AroundStore):
    """Another store's secrets whose names begin with a prefix, by what follows it: `shop/db` is `prod/shop/db` there.

    So programs use the same names in all environments, and see those of their own alone.
    """

    def __init__(self, store: SecretStore, prefix: str) -> None:
        """Raise RefusedValueError for a prefix that is no name."""
        super().__init__(store)
        self._beginning = beginning(store.kind, prefix)

    def get(self, name: str, version: str | None = None) -> Stored:
        """Return the value."""
        return replace(self._store.get(self._whole(name), version), name=name)

    def put(self, name: str, secret: Secret, expect: str | None = None) -> Version:
        """Write a new version."""
        return self._store.put(self._whole(name), secret, expect)

    def versions(self, name: str) -> tuple[Version, ...]:
        """Return the versions."""
        return self._store.versions(self._whole(name))

    def delete(self, name: str) -> None:
        """Delete the secret."""
        self._store.delete(self._whole(name))

    def withdraw(self, name: str) -> None:
        """Withdraw the secret."""
        self._store.withdraw(self._whole(name))

    def restore(self, name: str) -> None:
        """Bring the secret back."""
        self._store.restore(self._whole(name))

    def forget(self, name: str, version: str) -> None:
        """Forget a version."""
        self._store.forget(self._whole(name), version)

    def list(self) -> tuple[str, ...]:
        """Return the names of this part alone."""
        names = (name for name in self._store.list() if name.startswith(self._beginning))
        return tuple(name.removeprefix(self._beginning) for name in names)

    def _whole(self, name: str) -> str:
        check_name(name)
        return self._beginning + name


def beginning(kind: str, prefix: str) -> str:
    """Return how names begin in a store of that kind; Kubernetes has no `/`. Raises RefusedValueError."""
    if not prefix:
        return ""
    try:
        check_name(prefix)
    except RefusedValueError as error:
        raise RefusedValueError(f"KEYSIEVE_STORE_PREFIX: {error}") from None
    return prefix.replace("/", "-") + "-" if kind == "kubernetes" else f"{prefix}/"
