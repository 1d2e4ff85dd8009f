"""The cryptography of the encrypted store: AES-256-GCM for records and the data key, Argon2id, and the file's seal."""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from scanner.model import Secret
from scanner.stores.file_format import FORMAT, NONCE_BYTES, Derivation, Record, Wrapped
from scanner.stores.interface import DamagedStoreError, StoreKeyError

KEY_BYTES = 32
MOST_MEMORY = 1 << 20
"""KiB that a file may ask Argon2id to use: a forged header must not exhaust the machine."""

MOST_PASSES = 32
MOST_LANES = 16


@dataclass(frozen=True, slots=True, repr=False)
class DataKeys:
    """What the data key of a file is used for, each with a key of its own. It cannot print itself."""

    data_key: Secret
    records: AESGCM
    seal: Secret


def new_derivation() -> Derivation:
    """Return parameters for a new passphrase: 64 MiB and three passes, about 0.2 s."""
    return Derivation(os.urandom(16), 64 * 1024, 3, 4)


def derived(passphrase: Secret, derivation: Derivation) -> Secret:
    """Return the key that a passphrase makes. Raises DamagedStoreError for parameters that no store is written with."""
    fits = (
        len(derivation.salt) >= 8
        and 1 <= derivation.passes <= MOST_PASSES
        and 1 <= derivation.lanes <= MOST_LANES
        and 8 * derivation.lanes <= derivation.memory <= MOST_MEMORY
    )
    if not fits:
        raise DamagedStoreError("the store's header asks for a derivation of the key that no store is written with")
    argon = Argon2id(
        salt=derivation.salt,
        length=KEY_BYTES,
        iterations=derivation.passes,
        lanes=derivation.lanes,
        memory_cost=derivation.memory,
    )
    return Secret(argon.derive(passphrase.reveal_in_clear()))


def key_id(key: Secret) -> str:
    """Return what tells this key from others."""
    return hmac.new(key.reveal_in_clear(), b"keysieve-store key id", sha256).hexdigest()[:16]


def wrap(data_key: Secret, key: Secret, derivation: Derivation | None, store_id: str) -> Wrapped:
    """Return the data key, encrypted with the user's key."""
    nonce = os.urandom(NONCE_BYTES)
    identity = key_id(key)
    around = _header_data(store_id, identity, derivation)
    return Wrapped(
        identity,
        derivation,
        nonce,
        AESGCM(key.reveal_in_clear()).encrypt(nonce, data_key.reveal_in_clear(), around),
    )


def unwrap(wrapped: Wrapped, key: Secret, store_id: str, path: str) -> Secret:
    """Return the data key. Raises StoreKeyError for another key, DamagedStoreError if the header was changed."""
    if not hmac.compare_digest(key_id(key), wrapped.key_id):
        raise StoreKeyError(
            f"{path}: this is not the key of the store, which was written with the key {wrapped.key_id[:16]!r}; "
            f"this one is {key_id(key)!r}"
        )
    around = _header_data(store_id, wrapped.key_id, wrapped.derivation)
    try:
        return Secret(AESGCM(key.reveal_in_clear()).decrypt(wrapped.nonce, wrapped.data, around))
    except InvalidTag:
        raise DamagedStoreError(f"{path}:1: the store's header was changed; restore it from a copy") from None


def data_keys(data_key: Secret) -> DataKeys:
    """Return the keys that the data key stands for. Raises ValueError unless it has 32 bytes."""
    value = data_key.reveal_in_clear()
    if len(value) != KEY_BYTES:
        raise ValueError("a data key has 32 bytes")
    records, seal = (
        HKDFExpand(algorithm=SHA256(), length=KEY_BYTES, info=b"keysieve-store " + use).derive(value)
        for use in (b"records", b"seal")
    )
    return DataKeys(data_key, AESGCM(records), Secret(seal))


def encrypt(keys: DataKeys, store_id: str, name: str, version: int, created: str, value: Secret) -> Record:
    """Return the record of a new version, under a fresh random nonce."""
    nonce = os.urandom(NONCE_BYTES)
    around = _record_data(store_id, name, version, created)
    return Record(name, version, created, nonce, keys.records.encrypt(nonce, value.reveal_in_clear(), around))


def decrypt(keys: DataKeys, store_id: str, record: Record, path: str) -> Secret:
    """Return the value of a record. Raises DamagedStoreError if it is not the one of that name and version."""
    around = _record_data(store_id, record.name, record.version, record.created)
    try:
        return Secret(keys.records.decrypt(record.nonce, record.data, around))
    except InvalidTag:
        raise DamagedStoreError(
            f"{path}: version {record.version} of {record.name} was changed or swapped; restore the store from a copy"
        ) from None


def seal_of(keys: DataKeys, text: bytes) -> bytes:
    """Return the seal over all lines of the file but the last."""
    return hmac.new(keys.seal.reveal_in_clear(), text, sha256).digest()


def check_seal(keys: DataKeys, text: bytes, seal: bytes, path: str) -> None:
    """Raise DamagedStoreError if the lines are not those that were written together."""
    if not hmac.compare_digest(seal_of(keys, text), seal):
        raise DamagedStoreError(f"{path}: lines of the store were changed, removed or swapped; restore it from a copy")


def _header_data(store_id: str, identity: str, derivation: Derivation | None) -> bytes:
    parts = ["keysieve-store", str(FORMAT), "key", store_id, identity]
    if derivation is not None:
        numbers = (derivation.memory, derivation.passes, derivation.lanes)
        parts += ["argon2id", derivation.salt.hex(), *map(str, numbers)]
    return "\0".join(parts).encode()


def _record_data(store_id: str, name: str, version: int, created: str) -> bytes:
    return "\0".join(("keysieve-store", str(FORMAT), "record", store_id, name, str(version), created)).encode()
