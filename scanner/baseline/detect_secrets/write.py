"""Writing a baseline of detect-secrets, as detect-secrets itself lays it out."""

from __future__ import annotations

import json
from json.encoder import encode_basestring_ascii as quoted

from scanner.baseline.detect_secrets.model import VERSION, ForeignBaseline, ForeignEntry, in_order
from scanner.baseline.read import BYTE_ORDER_MARKS
from scanner.baseline.write import write_text
from scanner.regular import regular

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

TRUTH = {True: "true", False: "false"}


def foreign_text(baseline: ForeignBaseline) -> str:
    """Return the file's text. It holds no time of writing, on which every merge would conflict."""
    return document_text(baseline, sections(baseline.entries))


def document_text(baseline: ForeignBaseline, results: Mapping[str, str]) -> str:
    """Return the file's text with these `sections` for its entries."""
    document = {
        "version": VERSION,
        "plugins_used": list(baseline.plugins),
        "filters_used": list(baseline.filters),
    }
    head = json.dumps(document, indent=2).removesuffix("\n}")
    told = f"{{\n{_joined(results.values())}\n  }}" if results else "{}"
    return f'{head},\n  "results": {told}\n}}\n'


def sections(entries: Iterable[ForeignEntry]) -> dict[str, str]:
    """Return the text of each path's entries, in the order of the file, as `json.dumps` lays it out with an indent."""
    records: dict[str, list[str]] = {}
    for entry in in_order(list(entries)):
        rows = ",\n".join(f"        {quoted(key)}: {value}" for key, value in _fields(entry))
        records.setdefault(entry.path, []).append(f"      {{\n{rows}\n      }}")
    return {path: f"    {quoted(path)}: [\n{_joined(own)}\n    ]" for path, own in records.items()}


def _joined(parts: Iterable[str]) -> str:
    return ",\n".join(parts)


def has_mark(path: str) -> bool:
    """Whether the file begins with a byte order mark."""
    try:
        with open(path, "rb", opener=regular) as stream:
            head = stream.read(4)
    except OSError:
        return False
    return head.startswith(tuple(mark for mark, _ in BYTE_ORDER_MARKS))


def _fields(entry: ForeignEntry) -> Iterator[tuple[str, str]]:
    """Yield the keys of an entry's record with their values in JSON."""
    yield "type", quoted(entry.type)
    yield "filename", quoted(entry.path)
    yield "hashed_secret", quoted(entry.hash)
    yield "is_verified", TRUTH[entry.is_verified]
    if entry.line:
        yield "line_number", str(entry.line)
    if entry.is_secret is not None:
        yield "is_secret", TRUTH[entry.is_secret]


def write_foreign(path: str, baseline: ForeignBaseline, before: ForeignBaseline | None) -> bool:
    """Write the baseline and return whether the file changed; if it says what `before` said it is left untouched.

    That is unless it is in an encoding that detect-secrets itself cannot read. A reader sees the old file or the new
    one. Raises BaselineError if it cannot be written.
    """
    if before is not None and is_written(path, baseline, before):
        return False
    return write_text(path, foreign_text(baseline))


def is_written(path: str, baseline: ForeignBaseline, before: ForeignBaseline) -> bool:
    """Whether the file, of which `before` was read, says what the baseline says, in a form that is to stay."""
    same = baseline._replace(notes=()) == before._replace(notes=())
    return same and baseline.version == VERSION and not has_mark(path)
