"""Reading a baseline of detect-secrets: one JSON document, in UTF-8 or UTF-16."""

from __future__ import annotations

import os

from scanner.baseline.detect_secrets.model import VERSION, ForeignBaseline, ForeignEntry, in_order
from scanner.baseline.read import BaselineError, file_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

RESTORE = "restore the file from git"


def read_foreign(path: str) -> ForeignBaseline:
    """Return the baseline in the file, in the form of the newest version.

    Raises BaselineError if the file cannot be read, is damaged, or is of a newer version than 1.5.
    """
    import json

    text = file_text(path)
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(("<<<<<<< ", ">>>>>>> ", "||||||| ")) or line == "=======":
            raise BaselineError(f"{path}:{number}: an unresolved merge conflict; resolve it, or make the baseline anew")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BaselineError(f"{path}: is not a baseline of detect-secrets; {RESTORE}") from error
    return parsed(document, path)


def parsed(document: Any, path: str) -> ForeignBaseline:
    """Return the baseline that a JSON document holds; `path` is for messages. Raises BaselineError if it is none."""
    if not isinstance(document, dict) or not isinstance(document.get("results"), dict):
        raise BaselineError(f"{path}: is not a baseline of detect-secrets: it has no `results`; {RESTORE}")
    version = str(document.get("version", ""))
    numbers = _numbers(version)
    if not numbers:
        raise BaselineError(f"{path}: `version` is {version!r}, no version of detect-secrets; {RESTORE}")
    if numbers[:2] > _numbers(VERSION)[:2]:
        raise BaselineError(f"{path}: is of detect-secrets {version}, newer than this keysieve reads; update keysieve")
    notes: tuple[str, ...] = ()
    if numbers < _numbers(VERSION):
        from scanner.baseline.detect_secrets.upgrade import upgraded

        document, notes = upgraded(document, numbers)
    plugins = _records(document, "plugins_used", "name", path)
    filters = _records(document, "filters_used", "path", path)
    entries: dict[tuple[str, str, str, int], ForeignEntry] = {}
    for name, records in document["results"].items():
        if not isinstance(records, list):
            raise BaselineError(f"{path}: the results of {name!r} are no list; {RESTORE}")
        for record in records:
            entry = _entry(name, record, path)
            known = entries.get((*entry.key, entry.line), entry)
            entries[*entry.key, entry.line] = max(known, entry, key=lambda one: one.gravity)
    return ForeignBaseline(version, plugins, filters, in_order(list(entries.values())), notes)


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.split(".")
    return tuple(map(int, parts)) if all(part.isascii() and part.isdigit() for part in parts) else ()


def _records(document: dict[str, Any], key: str, name: str, path: str) -> tuple[dict[str, Any], ...]:
    records = document.get(key, [])
    if not isinstance(records, list):
        raise BaselineError(f"{path}: `{key}` is no list; {RESTORE}")
    for record in records:
        if not isinstance(record, dict) or not isinstance(record.get(name), str):
            raise BaselineError(f"{path}: an item of `{key}` has no `{name}`; {RESTORE}")
    return tuple(records)


def _entry(name: str, record: Any, path: str) -> ForeignEntry:
    if not isinstance(record, dict):
        raise BaselineError(f"{path}: a result of {name!r} is no object; {RESTORE}")
    kind, digest = record.get("type"), record.get("hashed_secret")
    line, said, verified = record.get("line_number", 0), record.get("is_secret"), record.get("is_verified", False)
    if not isinstance(kind, str) or not isinstance(digest, str):
        raise BaselineError(f"{path}: a result of {name!r} lacks `type` or `hashed_secret`; {RESTORE}")
    if not isinstance(line, int) or isinstance(line, bool) or line < 0:
        raise BaselineError(f"{path}: a result of {name!r} has a `line_number` that is no number; {RESTORE}")
    if said not in (None, True, False) or verified not in (None, True, False):
        raise BaselineError(f"{path}: a result of {name!r} has an `is_secret` or `is_verified` that is no boolean")
    try:
        os.fsencode(name)
    except UnicodeEncodeError as error:
        raise BaselineError(f"{path}: has results of {name!r}, which no file can be called; {RESTORE}") from error
    place = name.replace("\\", "/").removeprefix("./")
    return ForeignEntry(place, kind, digest.lower(), line, said, bool(verified))
