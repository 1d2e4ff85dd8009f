"""The encrypted store's key in the system's keyring."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import keyring
import keyring.backend
import keyring.errors

from scanner.stores.crypt import KEY_BYTES
from scanner.stores.interface import StoreKeyError
from scanner.stores.keys import key_from_hex

if TYPE_CHECKING:
    from scanner.model import Secret
    from scanner.stores.file_format import Derivation

SERVICE, USER = "keysieve", "store key"
REFUSED = ("PlaintextKeyring", "keyring.backends.null.Keyring", "keyring.backends.fail.Keyring")
"""Keyrings that keep entries in clear text, or nowhere; some are chosen without a word if nothing better is there."""


class KeyringKey:
    """A key in the keyring. It is drawn when a store is made, if it is not there yet."""

    def unlock(self, derivation: Derivation | None, path: str) -> Secret:
        """Return the key in the keyring. Raises StoreKeyError."""
        found = self._read()
        if found is None:
            raise StoreKeyError(f"{path}: the keyring holds no key for the store (service {SERVICE!r})")
        return key_from_hex(found.encode(), "the keyring's entry").unlock(derivation, path)

    def fresh(self) -> tuple[Secret, Derivation | None]:
        """Return the key in the keyring, which is made if need be. Raises StoreKeyError."""
        found = self._read()
        if found is None:
            found = secrets.token_hex(KEY_BYTES)
            try:
                keyring.set_password(SERVICE, USER, found)
            except keyring.errors.KeyringError as error:
                raise StoreKeyError(f"the keyring cannot be written: {type(error).__name__}") from None
        return key_from_hex(found.encode(), "the keyring's entry").fresh()

    def _read(self) -> str | None:
        check_keyring(keyring.get_keyring())
        try:
            return keyring.get_password(SERVICE, USER)
        except keyring.errors.KeyringError as error:
            raise StoreKeyError(f"the keyring cannot be read: {type(error).__name__}; is it locked?") from None


def check_keyring(found: keyring.backend.KeyringBackend) -> None:
    """Raise StoreKeyError for a keyring that is none, and for one of several that has such a one among them."""
    for backend in (found, *getattr(found, "backends", ())):
        full = f"{type(backend).__module__}.{type(backend).__qualname__}"
        if full.endswith(REFUSED):
            raise StoreKeyError(
                f"the keyring here is {full}, which does not protect a key; use `--key file`, or install a keyring "
                "that the system locks"
            )
