"""Reading a baseline: JSON Lines, a header first when we write it; in any order and with repeats after a merge."""

from __future__ import annotations

import os

from scanner.baseline.model import FORMAT, HASH_BYTES, LABELS, Baseline, BaselineEntry, entry_path
from scanner.errors import KeysieveError
from scanner.regular import regular

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import Any

HEADER_START = b'{"keysieve-baseline": %d, "salt": "' % FORMAT
HEADER_BEGIN = '{"keysieve-baseline"'
ENTRY_BEGIN = '{"path": "'
HASH_BEGIN = '", "hash": "'
ENTRY_KEYS = BaselineEntry._fields
BYTE_ORDER_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))


class BaselineError(KeysieveError):
    """The baseline is broken, or newer than this version; the message says how to mend it."""


def check_header(path: str) -> bool:
    """Whether there is a baseline at `path`.

    Its first line is checked, without a JSON parser if it is as we write it. Raises BaselineError if it is broken.
    """
    try:
        with open(path, "rb", opener=regular) as stream:
            first = stream.readline(4096)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise BaselineError(f"{path}: cannot be read: {error.strerror}") from error
    salt = first.removeprefix(HEADER_START).removesuffix(b'"}\n')
    if len(salt) != len(first) - len(HEADER_START) - 3 or not salt.isalnum():
        read_baseline(path)
    return True


def read_baseline(path: str, about: Callable[[str], Collection[str]] | None = None) -> Baseline:
    """Return the baseline in the file.

    Entries that stand twice are taken once: the one labelled last, whatever their order. `about`: gives, for the salt,
    the hashes of interest; lines of other entries are then passed over unread, if they look as we write them.
    Raises BaselineError if the file cannot be read, is no baseline, or is of a newer version.
    """
    salt = ""
    entries: dict[tuple[str, str], BaselineEntry] = {}
    lines = file_text(path).split("\n")
    wanted = None if about is None else _wanted(lines, about, path)
    for number, line in enumerate(lines, 1):
        if not line.strip() or (wanted is not None and _is_other(line, wanted)):
            continue
        record = _record(line, f"{path}:{number}")
        if "keysieve-baseline" in record:
            salt = _salt(record, salt, f"{path}:{number}")
        else:
            entry = _entry(record, f"{path}:{number}")
            entries[entry.key] = max(entries.get(entry.key, entry), entry, key=_weight)
    if not salt:
        raise BaselineError(
            f"{path}: is no Keysieve baseline (it has no header); make one with `keysieve baseline create`"
        )
    return Baseline(salt, tuple(sorted(entries.values(), key=lambda entry: entry.key)))


def _wanted(lines: list[str], about: Callable[[str], Collection[str]], path: str) -> frozenset[str] | None:
    """Return the hashes of interest; None if there is no header as we write it."""
    for number, line in enumerate(lines, 1):
        if line.startswith(HEADER_BEGIN):
            return frozenset(about(_salt(_record(line, f"{path}:{number}"), "", f"{path}:{number}")))
    return None


def _is_other(line: str, wanted: frozenset[str]) -> bool:
    """Whether the line looks like an entry as we write it, of a hash that is not wanted."""
    if not line.startswith(ENTRY_BEGIN) or not line.endswith('"}'):
        return False
    begin = line.find(HASH_BEGIN)
    end = begin + len(HASH_BEGIN) + 2 * HASH_BYTES
    return begin > 0 and line[end : end + 1] == '"' and line[end - 2 * HASH_BYTES : end] not in wanted


def _weight(entry: BaselineEntry) -> tuple[bool, str, int, BaselineEntry]:
    return *entry.weight, entry


def file_text(path: str) -> str:
    """Return the text of a baseline file, of any of the encodings that editors and shells write.

    Raises BaselineError if it cannot be read.
    """
    try:
        with open(path, "rb", opener=regular) as stream:
            data = stream.read()
    except FileNotFoundError:
        raise BaselineError(f"{path}: no such baseline; make it with `keysieve baseline create {path}`") from None
    except OSError as error:
        raise BaselineError(f"{path}: cannot be read: {error.strerror}") from error
    try:
        return decoded(data).replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise BaselineError(f"{path}: is not UTF-8 (byte {error.start}); restore it from git") from error


def decoded(data: bytes) -> str:
    """Return the text of a file in UTF-8, or as its byte order mark says, without the mark.

    Raises UnicodeDecodeError.
    """
    encoding = next((encoding for mark, encoding in BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8")
    return data.decode(encoding).removeprefix("\ufeff")


def _record(line: str, where: str) -> dict[str, Any]:
    import json

    if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
        raise BaselineError(f"{where}: an unresolved merge conflict; keep both sides and delete the marker lines")
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BaselineError(f"{where}: is not a line of a Keysieve baseline; restore the file from git") from error
    if not isinstance(record, dict):
        raise BaselineError(f"{where}: is not a line of a Keysieve baseline; restore the file from git")
    return record


def _salt(record: dict[str, Any], known: str, where: str) -> str:
    version, salt = record["keysieve-baseline"], record.get("salt")
    if isinstance(version, int) and version > FORMAT:
        raise BaselineError(f"{where}: is of version {version}, newer than this keysieve reads; update keysieve")
    if version != FORMAT or not isinstance(salt, str) or not salt.isalnum():
        raise BaselineError(f"{where}: the header is damaged; restore the file from git")
    if known not in ("", salt):
        raise BaselineError(f"{where}: two baselines with different salts were merged; make it anew from one of them")
    return salt


def _entry(record: dict[str, Any], where: str) -> BaselineEntry:
    for key in ("path", "hash", "rule"):
        if key not in record:
            raise BaselineError(f"{where}: the entry lacks {key!r}; restore the file from git")
    for key, value in record.items():
        if key not in ENTRY_KEYS:
            raise BaselineError(f"{where}: unknown key {key!r}; known are {', '.join(ENTRY_KEYS)}")
        if not isinstance(value, str):
            raise BaselineError(f"{where}: {key!r} must be text")
    if record.get("label", "") not in ("", *LABELS):
        raise BaselineError(f"{where}: the label is {record['label']!r}; write one of {', '.join(LABELS)}")
    entry = BaselineEntry(**record)
    if entry.expires and not is_iso_date(entry.expires):
        raise BaselineError(f"{where}: `expires` is {entry.expires!r}; write a date as 2027-01-31")
    try:
        os.fsencode(entry.path)
    except UnicodeEncodeError as error:
        raise BaselineError(f"{where}: the path is one that no file can have; restore the file from git") from error
    return entry._replace(path=entry_path(entry.path).removeprefix("./"))


def is_iso_date(text: str) -> bool:
    """Whether the text is a date as `2027-01-31`."""
    from datetime import date  # few entries expire

    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
