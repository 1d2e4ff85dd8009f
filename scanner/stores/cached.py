"""`CachedStore`: values that were read are kept in memory for a while, so that a store is asked seldom."""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Event, Lock
from typing import TYPE_CHECKING

from scanner.stores.around import AroundStore
from scanner.stores.interface import StoreError, UnavailableError

if TYPE_CHECKING:
    from scanner.model import Secret
    from scanner.stores.interface import SecretStore, Stored, Version

TTL = 300.0
LARGEST = 1000
PAUSE = 10.0
"""Seconds for which a store that is down is not asked again while there is an old value."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What was read, and when; times are the clock's."""

    stored: Stored
    fetched: float
    until: float
    """Until when the store is not asked again."""


@dataclass(slots=True)
class Flight:
    """One question to the store that others wait for."""

    landed: Event = field(default_factory=Event)
    process: int = field(default_factory=os.getpid)
    """Where it takes place: a process that was forked meanwhile has the question, and nobody who asks it."""
    stored: Stored | None = None
    error: StoreError | None = None
    overtaken: bool = False
    """Whether the secret was written or invalidated meanwhile: what comes back is not kept."""


class CachedStore(AroundStore):
    """Another store, asked at most once in `ttl` seconds for each secret, however many threads read.

    Only a store that is down is answered for from memory, for `stale` seconds more (0: never): what it refuses or does
    not have is no longer given out. At most `largest` values are kept, those used last. Safe for threads.
    """

    def __init__(
        self,
        store: SecretStore,
        ttl: float = TTL,
        stale: float = 0.0,
        largest: int = LARGEST,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(store)
        self._ttl = ttl
        self._stale = stale
        self._largest = largest
        self._clock = clock
        self._lock = Lock()
        self._entries: OrderedDict[tuple[str, str | None], Entry] = OrderedDict()
        self._flights: dict[tuple[str, str | None], Flight] = {}

    def get(self, name: str, version: str | None = None) -> Stored:
        """Return the value, from memory if it was read within the time to live."""
        key = (name, version)
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None and self._clock() < entry.until:
                self._entries.move_to_end(key)
                return entry.stored
            flight = self._flights.get(key)
            leads = flight is None or flight.process != os.getpid()
            if flight is None or leads:
                flight = self._flights[key] = Flight()
        if leads:
            self._fetch(key, flight)
        else:
            flight.landed.wait()
        if flight.stored is not None:
            return flight.stored
        if flight.error is None:
            raise UnavailableError(f"{name}: reading was interrupted; try again")
        raise type(flight.error)(str(flight.error))  # of its own: many threads may raise it

    def put(self, name: str, secret: Secret, expect: str | None = None) -> Version:
        """Write to the store, and forget what was read before."""
        try:
            return self._store.put(name, secret, expect)
        finally:
            self.invalidate(name)

    def versions(self, name: str) -> tuple[Version, ...]:
        """Ask the store."""
        return self._store.versions(name)

    def delete(self, name: str) -> None:
        """Delete in the store, and here."""
        try:
            self._store.delete(name)
        finally:
            self.invalidate(name)

    def withdraw(self, name: str) -> None:
        """Withdraw in the store, and forget here."""
        try:
            self._store.withdraw(name)
        finally:
            self.invalidate(name)

    def restore(self, name: str) -> None:
        """Bring back in the store."""
        try:
            self._store.restore(name)
        finally:
            self.invalidate(name)

    def forget(self, name: str, version: str) -> None:
        """Forget a version in the store, and here."""
        try:
            self._store.forget(name, version)
        finally:
            self.invalidate(name)

    def list(self) -> tuple[str, ...]:
        """Ask the store."""
        return self._store.list()

    def invalidate(self, name: str | None = None) -> None:
        """Forget what was read of that secret, or of all: the next reader asks the store."""
        with self._lock:
            for key in [key for key in self._entries if name is None or key[0] == name]:
                del self._entries[key]
            for key in [key for key in self._flights if name is None or key[0] == name]:
                self._flights.pop(key).overtaken = True

    def _fetch(self, key: tuple[str, str | None], flight: Flight) -> None:
        """Ask the store for all who wait, and keep the answer. The flight always lands."""
        began = self._clock()
        try:
            flight.stored = self._store.get(*key)
        except StoreError as error:
            flight.error = error
        finally:
            with self._lock:
                if self._flights.get(key) is flight:
                    del self._flights[key]
                self._keep(key, flight, began)
            flight.landed.set()

    def _keep(self, key: tuple[str, str | None], flight: Flight, began: float) -> None:
        if flight.overtaken:
            return
        if flight.stored is not None:
            self._entries[key] = Entry(flight.stored, began, began + self._ttl)
            self._entries.move_to_end(key)
            while len(self._entries) > self._largest:
                self._entries.popitem(last=False)
            return
        entry = self._entries.get(key)
        if entry is None:
            return
        now, end = self._clock(), entry.fetched + self._ttl + self._stale
        if isinstance(flight.error, UnavailableError) and now < end:
            flight.stored = entry.stored
            self._entries[key] = replace(entry, until=min(now + PAUSE, end))
        else:
            del self._entries[key]
