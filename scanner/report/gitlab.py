"""The report as GitLab reads it from `artifacts:reports:secret_detection`: version 15 of its security report format.

GitLab keeps its own account of what is dismissed, so that it is told of new findings only; how many known and allowed
ones are left out is among the scan's messages.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from scanner import __version__
from scanner.report.entry import entries, left_out
from scanner.report.jsontext import json_text
from scanner.report.markdown import code, plain
from scanner.text.redact import escape, printable

if TYPE_CHECKING:
    from scanner.model import ScanResult
    from scanner.report.entry import ReportEntry
    from scanner.report.interface import ReportStyle

VERSION = "15.0.7"
"""The format's version; GitLab 16 and later accept it, and nothing newer is needed."""

SCANNER = {"id": "keysieve", "name": "Keysieve", "version": __version__, "vendor": {"name": "Keysieve"}}
NO_COMMIT = "0000000"
"""Stands for the commit where files were scanned as they are; the field must be there."""

LONGEST_NAME = 255


def render(result: ScanResult, style: ReportStyle) -> str:
    """Return the document, in ASCII, with a line end."""
    document = {
        "version": VERSION,
        "scan": {
            "analyzer": SCANNER,
            "scanner": SCANNER,
            "type": "secret_detection",
            "start_time": _moment(style.ended - result.seconds),
            "end_time": _moment(style.ended),
            "status": "success" if result.complete else "failure",
            "messages": _messages(result),
        },
        "vulnerabilities": [_vulnerability(entry) for entry in entries(result, style) if entry.is_new],
    }
    return json_text(document, indent=2) + "\n"


def _moment(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))


def _messages(result: ScanResult) -> list[dict[str, str]]:
    messages = [
        {"level": "warn", "value": f"{printable(fault.path)}: not scanned: {escape(fault.message)}"}
        for fault in result.faults
    ]
    silent = len(result.findings) - result.count("new")
    if silent:
        why = f"{result.count('known')} known, {result.count('allowed')} allowed"
        messages.append({"level": "info", "value": left_out(silent, len(result.findings), why)})
    return messages


def _vulnerability(entry: ReportEntry) -> dict[str, Any]:
    rule, location, provenance = entry.rule, entry.finding.location, entry.finding.provenance
    commit = {"sha": provenance.commit or NO_COMMIT}
    signed = {"author": provenance.author, "date": provenance.date}
    return {
        "id": _uuid(entry.identity),
        "name": escape(rule.description)[:LONGEST_NAME],
        "description": (
            f"{plain(escape(rule.description))}: {code(entry.secret)} ({plain(entry.sureness)}){plain(entry.standing)}"
        ),
        "severity": rule.severity.capitalize(),
        "solution": entry.remedy,
        "identifiers": [{"type": "keysieve_rule", "name": f"Keysieve rule {rule.id}", "value": rule.id}],
        "location": {
            "file": entry.path,
            "start_line": location.line,
            "end_line": location.end_line,
            "commit": {**commit, **{name: escape(text) for name, text in signed.items() if text}},
        },
    }


def _uuid(identity: str) -> str:
    """Return 32 hex digits in the form of a UUID."""
    return "-".join((identity[:8], identity[8:12], identity[12:16], identity[16:20], identity[20:]))
