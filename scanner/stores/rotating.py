"""`RotatingSecret`: a secret that is replaced from time to time, while the one before it still counts for a while."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from scanner.stores.cached import CachedStore
from scanner.stores.interface import CURRENT, PREVIOUS, NotFoundError, Stored, UnavailableError

if TYPE_CHECKING:
    from scanner.model import Secret
    from scanner.stores.interface import SecretStore, Version

GRACE = timedelta(hours=1)
PAUSE = timedelta(seconds=1)
"""Between two looks past a cache: wrong values, sent again and again, must not become a load on the store."""

ATTEMPTS = 10


def now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


class RotatingSecret:
    """A secret of which the current and, for `grace` after each rotation, the previous value count.

    All of its state is the store's: which versions there are, and when the current one was written. So it outlasts
    restarts, and any number of processes agree. The end of the grace is looked at whenever a value is, not by a timer.
    Who rotates again before the grace is over ends it for the value before the previous one.

    Put a `CachedStore` around the store if values are verified often: a value that does not count is then looked for
    anew in the store, once a second at most, so that nobody is turned away who has a value newer than the cache.
    """

    def __init__(
        self, store: SecretStore, name: str, grace: timedelta = GRACE, clock: Callable[[], datetime] = now
    ) -> None:
        self._store = store
        self._name = name
        self._grace = grace
        self._clock = clock
        self._refreshed: datetime | None = None
        self._lock = Lock()
        self._paired = ""
        """Id of the current version for which a cache was emptied last."""

    def current(self) -> Secret:
        """Return the current value, to be used for what is sent. Raises StoreError."""
        return self._store.get(self._name).secret

    def verify(self, candidate: Secret) -> str | None:
        """Return `current` or `previous`, whichever value the candidate is; None: it does not count.

        An answer of `previous` is worth a line in the log: someone has yet to change over. Both values are always
        compared, in constant time. Raises StoreError.
        """
        verdict = self._verdict(candidate)
        if verdict is None and self._refresh():
            verdict = self._verdict(candidate)
        return verdict

    def rotate(self, generate: Callable[[], Secret]) -> Version:
        """Write a new value; the one before it counts for the grace. Raises StoreError.

        Of several who rotate at once, one does, and the others get a ConflictError.
        """
        version = self._store.get(self._name).version
        return self._store.put(self._name, generate(), expect=version.id)

    def rotate_if_due(self, generate: Callable[[], Secret], older_than: timedelta) -> Version | None:
        """Rotate if the current value is older than that; None: it is not. Raises StoreError."""
        return self.rotate(generate) if self.age() > older_than else None

    def settle(self) -> bool:
        """Forget the previous value if its grace is over; return whether it was there and is forgotten now.

        A scheduler may call this as often as it likes. Raises StoreError.
        """
        versions = self._store.versions(self._name)
        current = next(version for version in versions if CURRENT in version.stages)
        previous = next((version for version in versions if PREVIOUS in version.stages), None)
        if previous is None or self._within_grace(current):
            return False
        self._store.forget(self._name, previous.id)  # by its id: another one is `previous` if someone rotates now
        return True

    def age(self) -> timedelta:
        """Return how long the current value has been in use. Raises StoreError if the store does not say."""
        created = self._store.get(self._name).version.created
        if created is None:
            raise UnavailableError(f"{self._name}: the store does not say when the current version was written")
        return self._clock() - created

    def _verdict(self, candidate: Secret) -> str | None:
        stored, previous = self._pair()
        is_current = _equal(candidate, stored.secret)
        is_previous = _equal(candidate, (previous or stored).secret)
        if is_current:
            return CURRENT
        return PREVIOUS if is_previous and previous is not None and self._within_grace(stored.version) else None

    def _pair(self) -> tuple[Stored, Stored | None]:
        """Return the current value and the one before it, of one moment: a rotation may come in between two reads."""
        for _ in range(ATTEMPTS):
            current = self._store.get(self._name)
            self._forget_before(current)
            try:
                previous = self._store.get(self._name, PREVIOUS)
            except NotFoundError:
                previous = None
            if self._store.get(self._name).version.id == current.version.id:
                return current, previous
        raise UnavailableError(f"{self._name}: changes too fast to be read")

    def _forget_before(self, current: Stored) -> None:
        """Empty a cache once for each new version: it may hold as `previous` a value from before another rotation."""
        with self._lock:
            if isinstance(self._store, CachedStore) and self._paired != current.version.id:
                self._store.invalidate(self._name)
                self._paired = current.version.id

    def _refresh(self) -> bool:
        """Forget what a cache holds; return whether that was done, and it is worth looking again."""
        moment = self._clock()
        if not isinstance(self._store, CachedStore):
            return False
        if self._refreshed is not None and moment - self._refreshed < PAUSE:
            return False
        self._refreshed = moment
        self._store.invalidate(self._name)
        return True

    def _within_grace(self, current: Version) -> bool:
        return current.created is not None and self._clock() - current.created < self._grace


@dataclass(frozen=True, slots=True)
class Due:
    """A secret that is older than it may be."""

    name: str
    version: Version
    age: timedelta | None
    """None: the store does not say when it was written."""


def due(store: SecretStore, older_than: timedelta, clock: Callable[[], datetime] = now) -> tuple[Due, ...]:
    """Return the secrets whose current version is older than that, the oldest first. Raises StoreError."""
    found = []
    for name in store.list():
        current = next((version for version in store.versions(name) if CURRENT in version.stages), None)
        if current is None:
            continue
        age = clock() - current.created if current.created else None
        if age is None or age > older_than:
            found.append(Due(name, current, age))
    return tuple(sorted(found, key=lambda one: (-(one.age or timedelta.max), one.name)))


def _equal(one: Secret, other: Secret) -> bool:
    return hmac.compare_digest(one.reveal_in_clear(), other.reveal_in_clear())
