"""Writing a baseline of detect-secrets, as detect-secrets itself lays it out."""

from __future__ import annotations

import json

from scanner.baseline.detect_secrets.model import VERSION, ForeignBaseline, ForeignEntry, in_order
from scanner.baseline.read import BYTE_ORDER_MARKS
from scanner.baseline.write import write_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def foreign_text(baseline: ForeignBaseline) -> str:
    """Return the file's text. It holds no time of writing, on which every merge would conflict."""
    results: dict[str, list[dict[str, Any]]] = {}
    for entry in in_order(list(baseline.entries)):
        results.setdefault(entry.path, []).append(_record(entry))
    document = {
        "version": VERSION,
        "plugins_used": list(baseline.plugins),
        "filters_used": list(baseline.filters),
        "results": results,
    }
    return json.dumps(document, indent=2) + "\n"


def has_mark(path: str) -> bool:
    """Whether the file begins with a byte order mark."""
    try:
        with open(path, "rb") as stream:
            head = stream.read(4)
    except OSError:
        return False
    return head.startswith(tuple(mark for mark, _ in BYTE_ORDER_MARKS))


def _record(entry: ForeignEntry) -> dict[str, Any]:
    record: dict[str, Any] = {
        "type": entry.type,
        "filename": entry.path,
        "hashed_secret": entry.hash,
        "is_verified": entry.is_verified,
    }
    if entry.line:
        record["line_number"] = entry.line
    if entry.is_secret is not None:
        record["is_secret"] = entry.is_secret
    return record


def write_foreign(path: str, baseline: ForeignBaseline, before: ForeignBaseline | None) -> bool:
    """Write the baseline and return whether the file changed; if it says what `before` said it is left untouched.

    That is unless it is in an encoding that detect-secrets itself cannot read. A reader sees the old file or the new
    one. Raises BaselineError if it cannot be written.
    """
    same = before is not None and baseline._replace(notes=()) == before._replace(notes=())
    if same and baseline.version == VERSION and not has_mark(path):
        return False
    return write_text(path, foreign_text(baseline))
