"""The stores by name, imported when they are used; a library that is missing is a hint in one line."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from scanner.stores.interface import MissingExtraError

if TYPE_CHECKING:
    from scanner.stores.interface import SecretStore
    from scanner.stores.keys import KeySource
    from scanner.stores.opening import Opening

STORES = {
    "aws": "scanner.stores.aws:open_store",
    "file": "scanner.stores.open_file:open_store",
    "kubernetes": "scanner.stores.kubernetes:open_store",
    "vault": "scanner.stores.vault:open_store",
}

KEYS = ("env", "file", "keyring", "passphrase")
"""Where the encrypted file's key may be."""

KEYRING = "scanner.stores.keyring_key:KeyringKey"

EXTRAS = {
    "boto3": "aws",
    "botocore": "aws",
    "hvac": "vault",
    "keyring": "keyring",
    "kubernetes": "kubernetes",
    "requests": "vault",
}
"""Libraries that are not installed with Keysieve, and the extra that brings each."""


def open_store(kind: str, opening: Opening) -> SecretStore:
    """Return the store of that kind, which must be one of `STORES`. Raises StoreError."""
    store: SecretStore = load(STORES[kind])(opening)
    return store


def rekey_file(old: Opening, new: Opening) -> None:
    """Lock the encrypted file that `old` opens with the key that `new` names. Raises StoreError."""
    load("scanner.stores.open_file:rekey")(old, new)


def keyring_key() -> KeySource:
    """Return the key in the system's keyring. Raises MissingExtraError."""
    key: KeySource = load(KEYRING)()
    return key


def load(place: str) -> Any:
    """Return what `module:name` names. Raises MissingExtraError if a library that it needs is not installed."""
    module, _, attribute = place.partition(":")
    try:
        return getattr(import_module(module), attribute)
    except ModuleNotFoundError as error:
        extra = EXTRAS.get((error.name or "").partition(".")[0])
        if extra is None:
            raise
        raise MissingExtraError(
            f"{error.name} is not installed; install it with `python3 -m pip install 'keysieve[{extra}]'`"
        ) from None
