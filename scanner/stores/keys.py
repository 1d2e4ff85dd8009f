"""Where the encrypted store's key comes from: 64 hexadecimal digits, a file, the system's keyring, or a passphrase."""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from scanner.model import Secret
from scanner.regular import regular
from scanner.stores.crypt import KEY_BYTES, derived, new_derivation
from scanner.stores.interface import StoreKeyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.stores.file_format import Derivation

HEX_KEY = re.compile(rb"[0-9A-Fa-f]{64}")
SHORTEST_PASSPHRASE = 12
LEAST_KINDS = 6
"""Different digits that a random key of 64 has at least; fewer are typed, not drawn (one random key in 10^17)."""


class KeySource(Protocol):
    """Unlocks a store."""

    def unlock(self, derivation: Derivation | None, path: str) -> Secret:
        """Return the key for a store with that derivation in its header (None: it has a key). Raises StoreKeyError."""

    def fresh(self) -> tuple[Secret, Derivation | None]:
        """Return the key for a store that is written anew, and what its header must say."""


class RandomKey:
    """A key of 32 bytes."""

    def __init__(self, key: Secret) -> None:
        self._key = key

    def unlock(self, derivation: Derivation | None, path: str) -> Secret:
        """Return the key. Raises StoreKeyError if the store has a passphrase."""
        if derivation is not None:
            raise StoreKeyError(f"{path}: the store is locked with a passphrase, not a key: use `--key passphrase`")
        return self._key

    def fresh(self) -> tuple[Secret, Derivation | None]:
        """Return the key."""
        return self._key, None


class Passphrase:
    """A passphrase, from which Argon2id derives the key. It is asked for once, and each derivation is made once."""

    def __init__(self, ask: Callable[[bool], Secret]) -> None:
        """`ask` is told whether the passphrase is a new one, to be typed twice."""
        self._ask = ask
        self._passphrase: Secret | None = None
        self._derived: dict[Derivation, Secret] = {}

    def unlock(self, derivation: Derivation | None, path: str) -> Secret:
        """Return the derived key. Raises StoreKeyError if the store has a key of its own."""
        if derivation is None:
            raise StoreKeyError(f"{path}: the store is locked with a key, not a passphrase: use `--key file`")
        if derivation not in self._derived:
            if self._passphrase is None:
                self._passphrase = self._ask(False)
            self._derived[derivation] = derived(self._passphrase, derivation)
        return self._derived[derivation]

    def fresh(self) -> tuple[Secret, Derivation | None]:
        """Return a key under a new salt. Raises StoreKeyError for a passphrase that is too short."""
        self._passphrase = self._ask(True)
        if len(self._passphrase) < SHORTEST_PASSPHRASE:
            raise StoreKeyError(f"the passphrase is too short: {SHORTEST_PASSPHRASE} characters are the least")
        derivation = new_derivation()
        return self.unlock(derivation, ""), derivation


class FileKey:
    """A key in a file of its own. It is drawn when a store is made, if it is not there yet."""

    def __init__(self, path: str) -> None:
        self._path = path

    def unlock(self, derivation: Derivation | None, path: str) -> Secret:
        """Return the key in the file. Raises StoreKeyError."""
        return key_from_file(self._path).unlock(derivation, path)

    def fresh(self) -> tuple[Secret, Derivation | None]:
        """Return the key in the file, which is made if need be. Raises StoreKeyError."""
        found = key_from_file(self._path) if os.path.lexists(self._path) else make_key_file(self._path)
        return found.fresh()


class FittingKey:
    """A key file or a passphrase, whichever the store was locked with; a new store gets a key file."""

    def __init__(self, file: FileKey, passphrase: Passphrase) -> None:
        self._file = file
        self._passphrase = passphrase

    def unlock(self, derivation: Derivation | None, path: str) -> Secret:
        """Return the key. Raises StoreKeyError."""
        return (self._file if derivation is None else self._passphrase).unlock(derivation, path)

    def fresh(self) -> tuple[Secret, Derivation | None]:
        """Return the key in the file. Raises StoreKeyError."""
        return self._file.fresh()


def key_from_hex(text: bytes, where: str) -> RandomKey:
    """Return the key that 64 hexadecimal digits spell. Raises StoreKeyError, which does not quote them."""
    digits = text.strip()
    if not HEX_KEY.fullmatch(digits):
        raise StoreKeyError(
            f"{where}: is no key: 64 hexadecimal digits are needed, as `openssl rand -hex 32` prints them; "
            f"these are {len(digits)} characters"
        )
    if len(set(digits.lower())) < LEAST_KINDS:
        raise StoreKeyError(f"{where}: is no random key; draw one with `openssl rand -hex 32`")
    return RandomKey(Secret(bytes.fromhex(digits.decode())))


def key_from_file(path: str) -> RandomKey:
    """Return the key in the file. Raises StoreKeyError if it is not there, no key, or readable by others."""
    try:
        with open(path, "rb", opener=regular) as stream:
            check_private(os.fstat(stream.fileno()), path)
            return key_from_hex(stream.read(4096), path)
    except FileNotFoundError:
        raise StoreKeyError(
            f"{path}: there is no key file; set KEYSIEVE_KEY, or name the file with KEYSIEVE_KEY_FILE"
        ) from None
    except OSError as error:
        raise StoreKeyError(f"{path}: the key file cannot be read: {error.strerror}") from error


def check_private(status: os.stat_result, path: str) -> None:
    """Raise StoreKeyError if others than the owner may touch the file."""
    if os.name != "nt" and status.st_mode & 0o077:
        raise StoreKeyError(f"{path}: others can read the key file; run `chmod 600` on it, and draw a new key")


def make_key_file(path: str) -> RandomKey:
    """Return the key of a new file at `path`; if another process makes it first, the key in that one.

    Raises StoreKeyError.
    """
    digits = secrets.token_hex(KEY_BYTES).encode()
    temporary = f"{path}.{secrets.token_hex(8)}"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with open(descriptor, "wb") as stream:
                stream.write(digits + b"\n")
                stream.flush()
                os.fsync(stream.fileno())
            with suppress(FileExistsError):
                os.link(temporary, path)
        finally:
            os.unlink(temporary)
    except OSError as error:
        raise StoreKeyError(f"{path}: the key file cannot be written: {error.strerror}") from error
    return key_from_file(path)
