"""The report as GitLab reads it from `artifacts:reports:codequality`, to mark lines in merge requests.

Known and allowed findings are told as `info`: they stand in the reports of both branches, of which GitLab shows the
difference. What could not be scanned is an issue as well, as the format has no other place for it.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from scanner.report.entry import entries
from scanner.report.jsontext import json_text
from scanner.text.redact import escape, printable

if TYPE_CHECKING:
    from scanner.model import Fault, ScanResult
    from scanner.report.entry import ReportEntry
    from scanner.report.interface import ReportStyle

SEVERITIES = {"critical": "blocker", "high": "critical", "medium": "major", "low": "minor"}


def render(result: ScanResult, style: ReportStyle) -> str:
    """Return the array of issues, in ASCII, with a line end."""
    issues = [*(_issue(entry) for entry in entries(result, style)), *(_fault(fault) for fault in result.faults)]
    return json_text(issues, indent=2) + "\n"


def _issue(entry: ReportEntry) -> dict[str, Any]:
    location = entry.finding.location
    return {
        "description": entry.message,
        "check_name": entry.rule.id,
        "fingerprint": entry.identity,
        "severity": SEVERITIES[entry.rule.severity] if entry.is_new else "info",
        "location": {"path": entry.path, "lines": {"begin": location.line, "end": location.end_line}},
    }


def _fault(fault: Fault) -> dict[str, Any]:
    path, message = printable(fault.path), escape(fault.message)
    return {
        "description": f"not scanned: {message}",
        "check_name": "not-scanned",
        "fingerprint": blake2b(f"{path}\0{message}".encode(), digest_size=16).hexdigest(),
        "severity": "blocker",
        "location": {"path": path, "lines": {"begin": 1}},
    }
