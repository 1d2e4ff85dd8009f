"""Opening the encrypted file: which key it gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import Secret
from scanner.stores.encrypted_file import EncryptedFileStore
from scanner.stores.interface import StoreKeyError
from scanner.stores.keys import FileKey, FittingKey, Passphrase, key_from_hex
from scanner.stores.table import KEYS, keyring_key

if TYPE_CHECKING:
    from scanner.stores.keys import KeySource
    from scanner.stores.opening import Opening


def open_store(opening: Opening) -> EncryptedFileStore:
    """Return the encrypted store. Raises StoreError; the file itself is not read yet."""
    return EncryptedFileStore(opening.store_path, key_of(opening))


def rekey(old: Opening, new: Opening) -> None:
    """Lock the store that `old` opens with the key that `new` names. Raises StoreError."""
    open_store(old).rekey(key_of(new))


def key_of(opening: Opening) -> KeySource:
    """Return the key that the user chose; else what is set, or fits. Raises StoreError."""
    environment = opening.environment
    source = opening.key or environment.get("KEYSIEVE_KEY_SOURCE", "")
    if source and source not in KEYS:
        raise StoreKeyError(f"KEYSIEVE_KEY_SOURCE is {source!r}; use one of {', '.join(KEYS)}")
    if source == "env" or (not source and environment.get("KEYSIEVE_KEY")):
        if not environment.get("KEYSIEVE_KEY"):
            raise StoreKeyError("KEYSIEVE_KEY is not set; it takes 64 hexadecimal digits (`openssl rand -hex 32`)")
        return key_from_hex(environment["KEYSIEVE_KEY"].encode("utf-8", "surrogateescape"), "KEYSIEVE_KEY")
    passphrase = Passphrase(lambda new: _passphrase(opening, new))
    if source == "passphrase" or (not source and environment.get("KEYSIEVE_PASSPHRASE")):
        return passphrase
    if source == "keyring":
        return keyring_key()
    if source == "file":
        return FileKey(opening.key_path)
    return FittingKey(FileKey(opening.key_path), passphrase)


def _passphrase(opening: Opening, new: bool) -> Secret:
    given = opening.environment.get("KEYSIEVE_PASSPHRASE")
    return Secret(given.encode("utf-8", "surrogateescape")) if given else opening.ask(new)
