"""`Opening`: all that a store is opened with, as a frozen value, and where files are without it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanner.stores.interface import RefusedValueError, StoreKeyError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scanner.model import Secret

NO_LOG = "none"
"""As `KEYSIEVE_ACCESS_LOG`: keep no access log."""


def ask_nobody(new: bool) -> Secret:
    """Raise StoreKeyError: there is nobody to ask for a passphrase."""
    raise StoreKeyError("the store is locked with a passphrase; set KEYSIEVE_PASSPHRASE")


@dataclass(frozen=True, slots=True)
class Opening:
    """What the user said, and the environment for what was left open."""

    environment: Mapping[str, str] = field(repr=False)
    """Variables of the process: addresses, tokens, keys."""
    file: str = ""
    """The encrypted file; empty: `KEYSIEVE_STORE_FILE`, or the user's own."""
    key: str = ""
    """Where the encrypted file's key is: a name in `table.KEYS`; empty: `KEYSIEVE_KEY_SOURCE`, or what is there."""
    key_file: str = ""
    """Empty: `KEYSIEVE_KEY_FILE`, or the user's own."""
    mount: str = ""
    """Where Vault's KV engine is; empty: `secret`."""
    namespace: str = ""
    """Of Vault, or of Kubernetes; empty: as their own variables and files say."""
    ask: Callable[[bool], Secret] = ask_nobody
    """Asks the user for a passphrase."""

    @property
    def store_path(self) -> str:
        """The encrypted file."""
        named = self.file or self.environment.get("KEYSIEVE_STORE_FILE", "")
        return named or os.path.join(data_place(self.environment), "store")

    @property
    def key_path(self) -> str:
        """The key file."""
        named = self.key_file or self.environment.get("KEYSIEVE_KEY_FILE", "")
        return named or os.path.join(config_place(self.environment), "store.key")

    @property
    def prefix(self) -> str:
        """What all names in the store begin with, as an environment's `prod`; empty: nothing."""
        return self.environment.get("KEYSIEVE_STORE_PREFIX", "").strip("/")

    @property
    def unlogged(self) -> bool:
        """Whether the user wants no access log, as where a server keeps one and no file may be written here."""
        return self.environment.get("KEYSIEVE_ACCESS_LOG") == NO_LOG

    @property
    def log_path(self) -> str:
        """The access log. Raises RefusedValueError if there is none."""
        if self.unlogged:
            raise RefusedValueError(f"KEYSIEVE_ACCESS_LOG is {NO_LOG!r}, so no access log is kept; name a file with it")
        named = self.environment.get("KEYSIEVE_ACCESS_LOG", "")
        return named or os.path.join(data_place(self.environment), "access.jsonl")


def data_place(environment: Mapping[str, str]) -> str:
    """Return the directory for the user's data, by each system's convention. Raises RefusedValueError."""
    return _place(environment, "XDG_DATA_HOME", (".local", "share"))


def config_place(environment: Mapping[str, str]) -> str:
    """Return the directory for the user's settings. Raises RefusedValueError if the user has no home."""
    return _place(environment, "XDG_CONFIG_HOME", (".config",))


def _place(environment: Mapping[str, str], variable: str, below: tuple[str, ...]) -> str:
    home = environment.get("HOME") or os.path.expanduser("~")
    if os.name == "nt":
        base = environment.get("APPDATA") or os.path.join(home, "AppData", "Roaming")
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Application Support")
    else:
        base = environment.get(variable, "")
        if not os.path.isabs(base):  # the XDG specification: ignore a relative one
            base = os.path.join(home, *below)
    if not os.path.isabs(base):
        raise RefusedValueError(
            "the user has no home directory; name the files with KEYSIEVE_STORE_FILE, KEYSIEVE_KEY_FILE and "
            "KEYSIEVE_ACCESS_LOG"
        )
    return os.path.join(base, "keysieve")
