"""The file of the encrypted store, from bytes to values and back; docs/store-format.md describes it.

Nothing here knows a key: what is sealed and encrypted is done in `crypt.py`.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

from scanner.stores.interface import DamagedStoreError

FORMAT = 1
MAGIC = "keysieve-store"
NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a passphrase becomes a key: Argon2id's parameters."""

    salt: bytes
    memory: int
    """In KiB."""
    passes: int
    lanes: int


@dataclass(frozen=True, slots=True)
class Wrapped:
    """The data key, encrypted with the user's key."""

    key_id: str
    """Tells keys apart, and says nothing about them."""
    derivation: Derivation | None
    """None: the user's key is one, not a passphrase."""
    nonce: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """One version of one secret, encrypted."""

    name: str
    version: int
    created: str
    """ISO 8601, in UTC."""
    nonce: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class Contents:
    """All that the file holds, but for its seal."""

    store_id: str
    wrapped: Wrapped
    records: tuple[Record, ...]


def line(values: dict[str, Any]) -> bytes:
    """Return the values as one line of the file."""
    return json.dumps(values, separators=(",", ":"), ensure_ascii=True).encode() + b"\n"


def encode(contents: Contents) -> bytes:
    """Return the lines that the seal is made over."""
    wrapped, derivation = contents.wrapped, contents.wrapped.derivation
    header: dict[str, Any] = {MAGIC: FORMAT, "id": contents.store_id, "key": wrapped.key_id}
    if derivation is not None:
        header["argon2id"] = {
            "salt": _text(derivation.salt),
            "memory": derivation.memory,
            "passes": derivation.passes,
            "lanes": derivation.lanes,
        }
    header |= {"nonce": _text(wrapped.nonce), "data": _text(wrapped.data)}
    return line(header) + b"".join(
        line(
            {
                "name": record.name,
                "version": record.version,
                "created": record.created,
                "nonce": _text(record.nonce),
                "data": _text(record.data),
            }
        )
        for record in contents.records
    )


def encode_seal(seal: bytes) -> bytes:
    """Return the last line."""
    return line({"seal": _text(seal)})


def decode(text: bytes, path: str) -> tuple[Contents, bytes, bytes]:
    """Return what the file holds, the bytes that its seal is made over, and the seal.

    Raises DamagedStoreError where the file is cut or cannot be what was written; the seal is not compared here.
    """
    lines = text.split(b"\n")
    if text == b"":
        raise DamagedStoreError(f"{path}: the store is empty; restore it from a copy")
    if lines.pop() != b"" or len(lines) < 2:
        raise DamagedStoreError(f"{path}: the store is cut off in line {len(lines) + 1}; restore it from a copy")
    header = _object(lines[0], f"{path}:1")
    if header.get(MAGIC) != FORMAT:
        raise DamagedStoreError(
            f"{path}: is no Keysieve store of format {FORMAT}; if a newer Keysieve wrote it, use that one"
        )
    last = _object(lines[-1], f"{path}:{len(lines)}")
    if set(last) != {"seal"}:
        raise DamagedStoreError(f"{path}: the store is cut off behind line {len(lines)}; restore it from a copy")
    records = []
    for number, row in enumerate(lines[1:-1], 2):
        records.append(_record(_object(row, f"{path}:{number}"), f"{path}:{number}"))
    keys = {(record.name, record.version) for record in records}
    if len(keys) != len(records):
        raise DamagedStoreError(f"{path}: the store holds a version twice; restore it from a copy")
    contents = Contents(_field(header, "id", str, f"{path}:1"), _wrapped(header, f"{path}:1"), tuple(records))
    return contents, text[: -len(lines[-1]) - 1], _bytes(last, "seal", f"{path}:{len(lines)}")


def _wrapped(header: dict[str, Any], where: str) -> Wrapped:
    derivation = None
    if "argon2id" in header:
        found = _field(header, "argon2id", dict, where)
        memory, passes, lanes = (_field(found, name, int, where) for name in ("memory", "passes", "lanes"))
        derivation = Derivation(_bytes(found, "salt", where), memory, passes, lanes)
    return Wrapped(_field(header, "key", str, where), derivation, _nonce(header, where), _bytes(header, "data", where))


def _record(row: dict[str, Any], where: str) -> Record:
    return Record(
        _field(row, "name", str, where),
        _field(row, "version", int, where),
        _field(row, "created", str, where),
        _nonce(row, where),
        _bytes(row, "data", where),
    )


def _object(row: bytes, where: str) -> dict[str, Any]:
    try:
        found = json.loads(row)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _damaged(where)
    return found


def _field(row: dict[str, Any], name: str, kind: type, where: str) -> Any:
    value = row.get(name)
    if type(value) is not kind:
        raise _damaged(where)
    return value


def _bytes(row: dict[str, Any], name: str, where: str) -> bytes:
    spelt = _field(row, name, str, where)
    try:
        value = b64decode(spelt, validate=True)
    except ValueError:
        raise _damaged(where) from None
    if _text(value) != spelt:  # the last character has bits that decoding passes over
        raise _damaged(where)
    return value


def _nonce(row: dict[str, Any], where: str) -> bytes:
    nonce = _bytes(row, "nonce", where)
    if len(nonce) != NONCE_BYTES:
        raise _damaged(where)
    return nonce


def _damaged(where: str) -> DamagedStoreError:
    return DamagedStoreError(f"{where}: the store is damaged in this line; restore it from a copy")


def _text(value: bytes) -> str:
    return b64encode(value).decode()
