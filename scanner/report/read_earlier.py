"""Reading reports of earlier scans, which are in JSON."""

from __future__ import annotations

import codecs
import json
import os
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scanner.errors import KeysieveError
from scanner.report.earlier import EarlierReport
from scanner.report.json_v1 import SCHEMA
from scanner.text.redact import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

ENCODINGS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
"""What shells write where output is redirected to a file; PowerShell, UTF-16."""


class EarlierReportError(KeysieveError):
    """A file that was given as an earlier report is none."""


def read_earlier(paths: Iterable[str]) -> tuple[EarlierReport, ...]:
    """Return the reports, oldest first; those that do not say when they were made come first, in the given order.

    Raises EarlierReportError if a file cannot be read, or is no report of this version.
    """
    return tuple(sorted(map(_read, paths), key=lambda report: report.ended or 0.0))


def _read(path: str) -> EarlierReport:
    hint = f"make one with `keysieve scan --format json --output {path}`"
    try:
        with open(path, "rb") as stream:
            data = stream.read()
    except OSError as error:
        raise EarlierReportError(f"{path}: cannot be read: {error.strerror}") from error
    encoding = next((name for mark, name in ENCODINGS if data.startswith(mark)), "utf-8")
    try:
        document = json.loads(data.decode(encoding))
    except (ValueError, RecursionError):
        raise EarlierReportError(f"{path}: is no JSON; {hint}") from None  # the text may hold secrets: it is not told
    version = document.get("schema") if isinstance(document, dict) else None
    if isinstance(version, int) and version > SCHEMA:
        raise EarlierReportError(
            f"{path}: is a report of version {version}, and this keysieve reads version {SCHEMA}; update keysieve"
        )
    try:
        return _report(path, document)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise EarlierReportError(f"{path}: is no report of keysieve in JSON; {hint}") from None


def _report(path: str, document: dict[str, Any]) -> EarlierReport:
    if document["tool"]["name"] != "keysieve" or document["schema"] != SCHEMA:
        raise ValueError
    findings = document["findings"]
    ended = document["summary"].get("ended")
    return EarlierReport(
        escape(os.path.basename(path)),
        None if ended is None else datetime.strptime(ended, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp(),
        tuple(sorted(Counter(str(finding["status"]) for finding in findings).items())),
        frozenset((str(finding["path"]), str(finding["fingerprint"])) for finding in findings),
    )
