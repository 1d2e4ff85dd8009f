"""The report as CSV: a row a finding, and one for each entry that could not be scanned. No cell is a formula."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from scanner.report.entry import entries
from scanner.text.redact import escape, printable

if TYPE_CHECKING:
    from scanner.model import ScanResult
    from scanner.report.entry import ReportEntry
    from scanner.report.interface import ReportStyle

COLUMNS = (
    "status",
    "severity",
    "confidence",
    "rule",
    "description",
    "path",
    "line",
    "column",
    "end_line",
    "end_column",
    "secret",
    "checks",
    "commit",
    "author",
    "date",
    "at_head",
    "reason",
    "revoke",
    "fingerprint",
)
FORMULA = tuple("=+-@＝＋－＠")  # noqa: RUF001 -- spreadsheets take the wide forms for the narrow ones
"""What a cell begins with that a spreadsheet computes instead of showing it."""


def render(result: ScanResult, style: ReportStyle) -> str:
    """Return the header and the rows, all cells quoted, lines ended by a line feed."""
    stream = StringIO()
    writer = csv.DictWriter(stream, COLUMNS, restval="", quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_row(entry) for entry in entries(result, style))
    for fault in result.faults:
        writer.writerow(
            {"status": "error", "path": _cell(printable(fault.path)), "reason": _cell(escape(fault.message))}
        )
    return stream.getvalue()


def _row(entry: ReportEntry) -> dict[str, str | int]:
    finding, rule = entry.finding, entry.rule
    location, provenance = finding.location, finding.provenance
    texts = {
        "status": entry.reported.status,
        "severity": rule.severity,
        "confidence": finding.confidence,
        "rule": rule.id,
        "description": escape(rule.description),
        "path": entry.path,
        "secret": entry.secret,
        "checks": "; ".join(f"{escape(check.name)} {escape(check.outcome)}" for check in finding.checks),
        "commit": provenance.commit or "",
        "author": escape(provenance.author or ""),
        "date": escape(provenance.date or ""),
        "at_head": {True: "yes", False: "no", None: ""}[provenance.at_head],
        "reason": escape(entry.reported.reason),
        "revoke": escape(rule.revoke),
        "fingerprint": entry.fingerprint,
    }
    numbers = {
        "line": location.line,
        "column": location.column,
        "end_line": location.end_line,
        "end_column": location.end_column,
    }
    return {**{name: _cell(text) for name, text in texts.items()}, **numbers}


def _cell(text: str) -> str:
    """Return the text as a spreadsheet shows it: an apostrophe before it says that it is no formula."""
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text
