"""The store that the environment names, its accesses logged and its values cached."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from scanner.runtime.seen import SEEN
from scanner.stores.cached import TTL, CachedStore
from scanner.stores.interface import RefusedValueError
from scanner.stores.logged import open_logged
from scanner.stores.opening import Opening
from scanner.stores.table import STORES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.stores.interface import Stored

LONGEST = 86_400.0


class SeenStore(CachedStore):
    """A cached store, of which whatever is read is known to the masking of logs."""

    def get(self, name: str, version: str | None = None) -> Stored:
        """Return the value, as the cache does."""
        stored = super().get(name, version)
        SEEN.add(stored.secret, name)
        return stored


def open_store(
    kind: str = "",
    environment: Mapping[str, str] | None = None,
    *,
    ttl: float | None = None,
    stale: float | None = None,
) -> CachedStore:
    """Return the store of that kind: `file`, `vault`, `aws` or `kubernetes`; empty: as `KEYSIEVE_STORE` says.

    All else is as the environment says (None: that of the process). A value is read anew after `ttl` seconds
    (`KEYSIEVE_CACHE_SECONDS`, 300 without it) and given out for `stale` seconds more (`KEYSIEVE_STALE_SECONDS`, 0)
    while the store is down. What the store is asked is logged; what the cache answers is not. Raises StoreError.
    """
    variables = os.environ if environment is None else environment
    named = kind or variables.get("KEYSIEVE_STORE", "") or "file"
    if named not in STORES:
        raise RefusedValueError(f"there is no store {named!r}; KEYSIEVE_STORE takes one of {', '.join(sorted(STORES))}")
    store = open_logged(named, Opening(variables))
    return SeenStore(
        store,
        _seconds(variables, "KEYSIEVE_CACHE_SECONDS", TTL) if ttl is None else ttl,
        _seconds(variables, "KEYSIEVE_STALE_SECONDS", 0.0) if stale is None else stale,
    )


def _seconds(variables: Mapping[str, str], variable: str, default: float) -> float:
    text = variables.get(variable, "")
    if not text:
        return default
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0.0 <= seconds <= LONGEST:
        raise RefusedValueError(f"{variable} is {text[:20]!r}; it takes seconds, at most {LONGEST:.0f}")
    return seconds
