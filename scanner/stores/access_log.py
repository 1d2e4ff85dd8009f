"""The access log: JSON Lines, each with the hash of the one before, so that a line that is changed or missing shows.

The hashes have no key: who can write the log can forge it anew from some line on. Keep its last hash, the head,
elsewhere, and a check against it shows that, too.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from scanner.regular import ANEW, regular
from scanner.stores.interface import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

START = "0" * 64
"""What the first line has as the hash before it."""

FIELDS = ("number", "time", "actor", "store", "name", "version", "action", "outcome", "before", "hash")
LOCK_SECONDS = 10.0
APPENDING = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
LONGEST_LINE = 8192


@dataclass(frozen=True, slots=True)
class Event:
    """One access. It never holds a value."""

    time: str
    """ISO 8601, in UTC."""
    actor: str
    store: str
    name: str
    version: str
    """Empty: none was asked for, or none was found."""
    action: str
    outcome: str
    """`ok`, or the kind of the error."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the log came to."""

    lines: int
    head: str
    """The last line's hash."""
    faults: tuple[str, ...]
    """What is wrong, with the line's number."""


class AccessLog:
    """Appends to a log that many processes may write at once. A line is written whole, and is on disk, or is not there.

    Beside the log, in a file with `.head` behind its name, stands its last line's number and hash: a log whose last
    lines are cut off is shorter than that says.
    """

    def __init__(self, path: str, lock_seconds: float = LOCK_SECONDS) -> None:
        self._path = os.path.realpath(path)
        self._lock_seconds = lock_seconds

    def append(self, event: Event) -> None:
        """Write one line. Raises UnavailableError: then the access must not go on."""
        lock = FileLock(f"{self._path}.lock", timeout=self._lock_seconds, mode=0o600)
        try:
            os.makedirs(os.path.dirname(self._path), mode=0o700, exist_ok=True)
            with lock:
                self._append(event)
        except Timeout:
            raise UnavailableError(f"{self._path}: the access log has been locked for too long; try again") from None
        except OSError as error:
            raise UnavailableError(f"{self._path}: the access log cannot be written: {error.strerror}") from error

    def _append(self, event: Event) -> None:
        descriptor = regular(self._path, APPENDING, 0o600)
        try:
            number, before, torn = _tail(descriptor)
            last = _last_written(f"{self._path}.head")
            if last is not None and last[0] >= max(number, 1):
                number, before = last  # where lines were cut off since, the gap is to show for good
            row: dict[str, Any] = {
                "number": number + 1,
                "time": event.time,
                "actor": event.actor,
                "store": event.store,
                "name": event.name,
                "version": event.version,
                "action": event.action,
                "outcome": event.outcome,
                "before": before,
            }
            row["hash"] = hash_of(row)
            _write(descriptor, (b"\n" if torn else b"") + _line(row))
        finally:
            os.close(descriptor)
        beside = f"{self._path}.head.new"
        with open(regular(beside, ANEW, 0o600), "wb") as stream:
            stream.write(f"{row['number']} {row['hash']}\n".encode())
        os.replace(beside, f"{self._path}.head")


def check_log(path: str, expected_head: str = "") -> Verdict:
    """Return whether the log at `path` is as it was written.

    `expected_head`: the hash of a line that must be in it. Raises UnavailableError if the log cannot be read.
    """
    faults: list[str] = []
    hashes: dict[int, str] = {}
    number, before, lines = 0, START, 0
    for lines, text in enumerate(_lines(path), 1):
        row = _row(text)
        if row is None:
            faults.append(f"line {lines}: is no line of an access log")
            continue
        if row["before"] != before or row["number"] != number + 1:
            faults.append(f"line {lines}: a line before it was changed, added or removed")
        if row["hash"] != hash_of(row):
            faults.append(f"line {lines}: was changed")
        number, before = row["number"], row["hash"]
        hashes[number] = before
    last = _last_written(f"{path}.head")
    if last is not None and hashes.get(last[0]) != last[1]:
        faults.append(f"line {last[0]}: was written, and is missing or another one now")
    if expected_head and expected_head not in hashes.values():
        faults.append("the line with the expected hash is not in it")
    return Verdict(lines, before, tuple(faults))


def read_log(path: str) -> Iterator[dict[str, Any]]:
    """Yield the lines of the log, unchecked; what is no line is left out. Raises UnavailableError."""
    for text in _lines(path):
        row = _row(text)
        if row is not None:
            yield row


def hash_of(row: dict[str, Any]) -> str:
    """Return the hash of a line: SHA-256 over its values but the hash, as JSON with sorted keys."""
    values = {name: row[name] for name in FIELDS if name != "hash"}
    return sha256(json.dumps(values, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _line(row: dict[str, Any]) -> bytes:
    return json.dumps(row, separators=(",", ":")).encode() + b"\n"


def _row(text: bytes) -> dict[str, Any] | None:
    """Return the values of a line; None if it is none."""
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict) or tuple(row) != FIELDS or type(row["number"]) is not int:
        return None
    return row if all(isinstance(row[name], str) for name in FIELDS[1:]) else None


def _lines(path: str) -> Iterator[bytes]:
    try:
        with open(path, "rb", opener=regular) as stream:
            yield from stream
    except FileNotFoundError:
        return
    except OSError as error:
        raise UnavailableError(f"{path}: the access log cannot be read: {error.strerror}") from error


def _write(descriptor: int, data: bytes) -> None:
    """Write all of it, or nothing: a disk that gets full takes a part, and says so only when it is given the rest."""
    size = os.fstat(descriptor).st_size
    try:
        while data:
            data = data[os.write(descriptor, data) :]
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, size)
        raise


def _tail(descriptor: int) -> tuple[int, str, bool]:
    """Return number and hash of the last whole line, and whether half a line stands behind it, as after a power cut."""
    size = os.lseek(descriptor, 0, os.SEEK_END)
    begin = max(0, size - 2 * LONGEST_LINE)
    os.lseek(descriptor, begin, os.SEEK_SET)
    text = os.read(descriptor, size - begin)
    for line in reversed(text.split(b"\n")):
        row = _row(line)
        if row is not None:
            return row["number"], row["hash"], not text.endswith(b"\n")
    return 0, START, bool(text) and not text.endswith(b"\n")


def _last_written(path: str) -> tuple[int, str] | None:
    """Return number and hash of the line that was written last; None: nobody wrote them down."""
    try:
        with open(path, "rb", opener=regular) as stream:
            number, _, head = stream.read(200).decode("ascii", "replace").strip().partition(" ")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UnavailableError(f"{path}: cannot be read: {error.strerror}") from error
    return (int(number), head) if number.isascii() and number.isdigit() else (0, head)
