"""`EncryptedFileStore`: all secrets in one file, encrypted. It needs no server, and is the default."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from scanner.model import Secret
from scanner.regular import ANEW, regular
from scanner.stores import crypt
from scanner.stores.file_format import Contents, Record, decode, encode, encode_seal
from scanner.stores.interface import (
    ABSENT,
    ConflictError,
    DamagedStoreError,
    NotFoundError,
    RefusedValueError,
    Stored,
    StoreError,
    UnavailableError,
    Unrecoverable,
    Version,
    check_name,
    check_value,
    chosen,
    staged,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.stores.keys import KeySource

KEPT_VERSIONS = 10
LOCK_SECONDS = 10.0


def now() -> datetime:
    """Return the time in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """The file as it was read, with the keys to it."""

    contents: Contents
    keys: crypt.DataKeys

    def of(self, name: str) -> list[Record]:
        """Return the records of that name, the newest first."""
        found = [record for record in self.contents.records if record.name == name]
        return sorted(found, key=lambda record: -record.version)


class EncryptedFileStore(Unrecoverable):
    """Secrets in one encrypted file. A reader sees the file before a write or after it, and never waits.

    Writers wait for each other, `lock_seconds` at most. Of each secret the newest `kept` versions stay.
    """

    kind = "file"

    def __init__(
        self,
        path: str,
        key: KeySource,
        clock: Callable[[], datetime] = now,
        kept: int = KEPT_VERSIONS,
        lock_seconds: float = LOCK_SECONDS,
    ) -> None:
        self._path = os.path.realpath(path)
        self._key = key
        self._clock = clock
        self._kept = kept
        self._lock_seconds = lock_seconds
        self._seen: tuple[tuple[int, ...], Opened] | None = None

    def get(self, name: str, version: str | None = None) -> Stored:
        """Return the value of the version."""
        opened = self._opened()
        records = opened.of(name) if opened else []
        found = chosen(name, _versions(records), version)
        assert opened
        record = next(record for record in records if str(record.version) == found.id)
        return Stored(name, crypt.decrypt(opened.keys, opened.contents.store_id, record, self._path), found)

    def put(self, name: str, secret: Secret, expect: str | None = None) -> Version:
        """Write a new version, after those that are there."""
        check_name(name)
        check_value(name, secret)
        with self._locked() as found:
            opened = found or self._new()
            records = opened.of(name)
            current = str(records[0].version) if records else ABSENT
            if expect is not None and expect != current:
                raise ConflictError(f"{name}: {_mismatch(current, expect)}; nothing was written")
            number = records[0].version + 1 if records else 1
            created = self._clock().astimezone(UTC).isoformat()
            written = crypt.encrypt(opened.keys, opened.contents.store_id, name, number, created, secret)
            gone = {record.version for record in records[self._kept - 1 :]}
            others = [record for record in opened.contents.records if record.name != name or record.version not in gone]
            self._write(opened, (*others, written))
        return _versions([written])[0]

    def versions(self, name: str) -> tuple[Version, ...]:
        """Return the versions that are kept."""
        opened = self._opened()
        found = _versions(opened.of(name) if opened else [])
        chosen(name, found, None)
        return found

    def delete(self, name: str) -> None:
        """Take the secret out of the file."""
        with self._locked() as opened:
            kept = tuple(record for record in opened.contents.records if record.name != name) if opened else ()
            if opened is None or len(kept) == len(opened.contents.records):
                raise NotFoundError(f"{name}: there is no such secret")
            self._write(opened, kept)

    def forget(self, name: str, version: str) -> None:
        """Take one version out of the file."""
        with self._locked() as opened:
            found = chosen(name, _versions(opened.of(name) if opened else []), version)
            assert opened
            if "current" in found.stages:
                raise RefusedValueError(f"{name}: version {found.id} is the current one; delete the secret instead")
            gone = (name, int(found.id))
            self._write(opened, tuple(one for one in opened.contents.records if (one.name, one.version) != gone))

    def list(self) -> tuple[str, ...]:
        """Return the names."""
        opened = self._opened()
        return tuple(sorted({record.name for record in opened.contents.records})) if opened else ()

    def rekey(self, key: KeySource) -> None:
        """Lock the store with another key from now on. Only the data key is encrypted anew, no record."""
        with self._locked() as opened:
            if opened is None:
                raise NotFoundError(f"{self._path}: there is no store yet, and so no key to change")
            fresh, derivation = key.fresh()
            wrapped = crypt.wrap(opened.keys.data_key, fresh, derivation, opened.contents.store_id)
            self._write(replace(opened, contents=replace(opened.contents, wrapped=wrapped)), opened.contents.records)
            self._key = key

    def _opened(self) -> Opened | None:
        """Return the file's contents, from memory if it is the same file still; None if there is none."""
        try:
            with open(self._path, "rb", opener=regular) as stream:
                status = os.fstat(stream.fileno())
                signature = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
                seen = self._seen
                if seen is not None and seen[0] == signature:
                    return seen[1]
                text = stream.read()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UnavailableError(f"{self._path}: the store cannot be read: {error.strerror}") from error
        contents, sealed, seal = decode(text, self._path)
        key = self._key.unlock(contents.wrapped.derivation, self._path)
        data_key = crypt.unwrap(contents.wrapped, key, contents.store_id, self._path)
        try:
            keys = crypt.data_keys(data_key)
        except ValueError:
            raise DamagedStoreError(f"{self._path}:1: the store holds no data key; restore it from a copy") from None
        crypt.check_seal(keys, sealed, seal, self._path)
        self._seen = (signature, Opened(contents, keys))
        return self._seen[1]

    def _new(self) -> Opened:
        key, derivation = self._key.fresh()
        store_id, data_key = secrets.token_hex(16), Secret(secrets.token_bytes(crypt.KEY_BYTES))
        contents = Contents(store_id, crypt.wrap(data_key, key, derivation, store_id), ())
        return Opened(contents, crypt.data_keys(data_key))

    def _write(self, opened: Opened, records: tuple[Record, ...]) -> None:
        """Put the records into the file's place, whole and on disk.

        The file beside it that is written first has one name, so that a killed writer leaves one behind, not many.
        """
        ordered = tuple(sorted(records, key=lambda record: (record.name, record.version)))
        text = encode(replace(opened.contents, records=ordered))
        beside = f"{self._path}.new"
        try:
            descriptor = regular(beside, ANEW, 0o600)
            with open(descriptor, "wb") as stream:
                stream.write(text + encode_seal(crypt.seal_of(opened.keys, text)))
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(beside, self._path)
            _sync_directory(os.path.dirname(self._path))
        except OSError as error:
            with suppress(OSError):
                os.unlink(beside)  # what a full disk took of it must not keep the disk full
            raise UnavailableError(f"{self._path}: the store cannot be written: {error.strerror}") from error

    @contextmanager
    def _locked(self) -> Iterator[Opened | None]:
        """Keep other writers away, and give what they left.

        That is read anew: with a coarse clock and an inode used again it can have the signature of what is in memory.
        """
        lock = FileLock(f"{self._path}.lock", timeout=self._lock_seconds, mode=0o600)
        try:
            os.makedirs(os.path.dirname(self._path), mode=0o700, exist_ok=True)
            lock.acquire()
        except Timeout:
            raise UnavailableError(
                f"{self._path}: another process has been writing for {self._lock_seconds:g} seconds; try again"
            ) from None
        except OSError as error:
            raise UnavailableError(f"{self._path}: the store cannot be locked: {error.strerror}") from error
        try:
            self._seen = None
            yield self._opened()
        finally:
            lock.release()


def _sync_directory(path: str) -> None:
    """Let the new name outlast a loss of power, where directories can be synced."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _versions(records: list[Record]) -> tuple[Version, ...]:
    return staged(tuple(Version(str(record.version), _time(record)) for record in records))


def _time(record: Record) -> datetime:
    try:
        return datetime.fromisoformat(record.created)
    except ValueError:
        raise StoreError(f"{record.name}: version {record.version} has no date that can be read") from None


def _mismatch(current: str, expected: str) -> str:
    if expected == ABSENT:
        return f"is there already, as version {current}"
    return f"is at version {current}, not {expected}" if current else f"is not there, so it has no version {expected}"
