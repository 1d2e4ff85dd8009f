"""`AuditedStore`: every access to another store is written down before its value is handed out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from scanner.stores.access_log import AccessLog, Event
from scanner.stores.around import AroundStore
from scanner.stores.interface import NAME, StoreError, UnavailableError

if TYPE_CHECKING:
    from scanner.model import Secret
    from scanner.stores.interface import SecretStore, Stored, Version

T = TypeVar("T")

CHANGING = ("put", "delete", "withdraw", "restore", "forget")
NO_NAME = "(no name)"
"""Stands for a name that no secret can have: it may be a value, given in the wrong place."""


def now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


class AuditedStore(AroundStore):
    """Another store, with an access log. If the log cannot be written, nothing is handed out and nothing is changed.

    What changes the store has two lines: `begun` before, and the outcome after it.
    """

    def __init__(self, store: SecretStore, log: AccessLog, actor: str, clock: Callable[[], datetime] = now) -> None:
        super().__init__(store)
        self._log = log
        self._actor = actor
        self._clock = clock

    def get(self, name: str, version: str | None = None) -> Stored:
        """Read, and log it."""
        return self._logged(
            "get", name, version or "", lambda: self._store.get(name, version), lambda stored: stored.version.id
        )

    def put(self, name: str, secret: Secret, expect: str | None = None) -> Version:
        """Write, and log it."""
        return self._logged("put", name, "", lambda: self._store.put(name, secret, expect), lambda version: version.id)

    def versions(self, name: str) -> tuple[Version, ...]:
        """List the versions, and log it."""
        return self._logged("versions", name, "", lambda: self._store.versions(name))

    def delete(self, name: str) -> None:
        """Delete, and log it."""
        self._logged("delete", name, "", lambda: self._store.delete(name))

    def withdraw(self, name: str) -> None:
        """Withdraw, and log it."""
        self._logged("withdraw", name, "", lambda: self._store.withdraw(name))

    def restore(self, name: str) -> None:
        """Bring back, and log it."""
        self._logged("restore", name, "", lambda: self._store.restore(name))

    def forget(self, name: str, version: str) -> None:
        """Forget a version, and log it."""
        self._logged("forget", name, version, lambda: self._store.forget(name, version))

    def list(self) -> tuple[str, ...]:
        """List the names, and log it."""
        return self._logged("list", "", "", self._store.list)

    def _logged(
        self, action: str, name: str, version: str, call: Callable[[], T], id_of: Callable[[T], str] | None = None
    ) -> T:
        if action in CHANGING:
            self._write(action, name, version, "begun")
        try:
            outcome = call()
        except StoreError as error:
            self._write(action, name, version, type(error).__name__)
            raise
        try:
            self._write(action, name, id_of(outcome) if id_of else version, "ok")
        except UnavailableError as error:
            if action in CHANGING:
                raise UnavailableError(f"{error}; the {action} itself is done") from error
            raise
        return outcome

    def _write(self, action: str, name: str, version: str, outcome: str) -> None:
        if name and not NAME.fullmatch(name):
            name = NO_NAME
        moment = self._clock().astimezone(UTC).isoformat(timespec="milliseconds")
        self._log.append(Event(moment, self._actor[:200], self._store.kind, name[:300], version[:100], action, outcome))
