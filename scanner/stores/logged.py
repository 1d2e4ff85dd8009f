"""Opening a store whose accesses are logged, as the environment says."""

from __future__ import annotations

import getpass
import os
from typing import TYPE_CHECKING

from scanner.stores.access_log import AccessLog
from scanner.stores.audited import AuditedStore
from scanner.stores.prefixed import PrefixedStore
from scanner.stores.table import open_store

if TYPE_CHECKING:
    from scanner.stores.interface import SecretStore
    from scanner.stores.opening import Opening


def open_logged(kind: str, opening: Opening) -> SecretStore:
    """Return the store of that kind, one of `table.STORES`, or its part for a prefix, its accesses logged.

    Raises StoreError.
    """
    store = open_store(kind, opening)
    logged = store if opening.unlogged else AuditedStore(store, AccessLog(opening.log_path), actor(opening))
    return PrefixedStore(logged, opening.prefix) if opening.prefix else logged


def actor(opening: Opening) -> str:
    """Return who we are, for the access log: `KEYSIEVE_ACTOR`, or the system's name of the user."""
    named = opening.environment.get("KEYSIEVE_ACTOR", "")
    if named:
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without an entry for the user
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "unknown"
