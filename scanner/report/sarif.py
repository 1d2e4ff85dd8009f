"""The report as SARIF 2.1.0, within what GitHub's code scanning takes.

Code scanning shows 5,000 results of a run and refuses files of more than 10 MB, compressed. What goes beyond is left
out, the least grave first, and a notification in the report says how many results that are.
"""

from __future__ import annotations

import os
import zlib
from typing import TYPE_CHECKING, Any

from scanner import __version__, exitcodes
from scanner.report.entry import entries, gravest_first, left_out
from scanner.report.jsontext import json_text
from scanner.report.sarif_rule import LEVELS, descriptor
from scanner.report.text import MOST_IGNORES
from scanner.text.redact import escape

if TYPE_CHECKING:
    from scanner.model import ScanResult
    from scanner.report.entry import ReportEntry
    from scanner.report.interface import ReportStyle, ScanContext

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS = 5_000
MOST_BYTES = 10_000_000
"""Of the compressed file."""

ROOT = "%SRCROOT%"
UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


def render(result: ScanResult, style: ReportStyle) -> str:
    """Return the log with one run, in ASCII, with a line end."""
    return within(result, style, MOST_RESULTS, MOST_BYTES)


def within(result: ScanResult, style: ReportStyle, most_results: int, most_bytes: int) -> str:
    """Return the log with at most `most_results` results, and fewer if it would have more than `most_bytes`."""
    found = gravest_first(entries(result, style))
    kept = found[:most_results]
    text = _log(result, kept, len(found), style.context)
    while kept and len(text) > most_bytes and len(zlib.compress(text.encode(), 6)) > most_bytes:
        kept = kept[: len(kept) * 3 // 4]
        text = _log(result, kept, len(found), style.context)
    return text


def _log(result: ScanResult, kept: list[ReportEntry], found: int, context: ScanContext) -> str:
    rules = {entry.rule.id: entry.rule for entry in kept}
    numbers = {id_: number for number, id_ in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "Keysieve",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [descriptor(rule) for rule in rules.values()],
            }
        },
        "automationDetails": {"id": "keysieve/"},
        "invocations": [_invocation(result, len(kept), found, context)],
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the work tree."}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(entry, numbers[entry.rule.id]) for entry in kept],
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _invocation(result: ScanResult, kept: int, found: int, context: ScanContext) -> dict[str, Any]:
    notifications = [
        {
            "level": "error",
            "message": _message(f"not scanned: {escape(fault.message)}"),
            "locations": [{"physicalLocation": {"artifactLocation": _artifact(fault.path)}}],
        }
        for fault in result.faults
    ]
    if kept < found:
        why = f"code scanning takes {MOST_RESULTS} results and {MOST_BYTES // 1_000_000} MB a run"
        text = f"{left_out(found - kept, found, why)}; the least grave ones are"
        notifications.append({"level": "warning", "message": _message(text)})
    reasons: dict[str, int] = {}
    for skipped in result.skipped:
        reasons[skipped.reason] = reasons.get(skipped.reason, 0) + 1
    notifications += [
        {"level": "note", "message": _message(f"{count} skipped: {escape(reason)}")}
        for reason, count in reasons.items()
    ]
    ignores = context.new_ignores or ()
    told = [f"passed over, new in {escape(file)}: {escape(entry)}" for file, entry in ignores[:MOST_IGNORES]]
    if len(told) < len(ignores):
        told.append(f"passed over: {len(ignores) - len(told)} more")
    notifications += [{"level": "warning", "message": _message(text)} for text in told]
    invocation: dict[str, Any] = {
        "executionSuccessful": result.complete,
        "toolExecutionNotifications": notifications,
    }
    if not result.complete:
        invocation["exitCode"] = exitcodes.FAILED
    return invocation


def _result(entry: ReportEntry, rule: int) -> dict[str, Any]:
    finding = entry.finding
    location, provenance = finding.location, finding.provenance
    properties = {
        "confidence": finding.confidence,
        "value": entry.secret,
        "commit": provenance.commit,
        "author": provenance.author and escape(provenance.author),
        "date": provenance.date and escape(provenance.date),
        "atHead": provenance.at_head,
    }
    told: dict[str, Any] = {
        "ruleId": entry.rule.id,
        "ruleIndex": rule,
        "level": LEVELS[entry.rule.severity],
        "message": _message(entry.message),
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _artifact(finding.path),
                    "region": {
                        "startLine": location.line,
                        "startColumn": location.column,
                        "endLine": location.end_line,
                        "endColumn": location.end_column,
                    },
                }
            }
        ],
        # Code scanning compares this one, together with the rule and the path, to know an alert again.
        "partialFingerprints": {
            "primaryLocationLineHash": f"{entry.fingerprint[:16]}:{entry.occurrence}",
            "keysieve/v1": entry.fingerprint,
        },
        "properties": {name: value for name, value in properties.items() if value is not None},
    }
    if not entry.is_new:
        told["suppressions"] = [_suppression(entry)]
    return told


def _message(text: str) -> dict[str, str]:
    """Return the message without what viewers make a link of, `[text](address)`."""
    return {"text": text.replace("](", "] (")}


def _suppression(entry: ReportEntry) -> dict[str, str]:
    kind = "inSource" if entry.finding.allowed is not None else "external"
    return {"kind": kind, "status": "accepted", "justification": entry.standing.removeprefix("; ")}


def _artifact(path: bytes) -> dict[str, str]:
    """Return the place of a file: relative to the root, as a URI, with every byte that has a meaning there escaped."""
    name = os.fsdecode(path)
    uri = "".join(chr(byte) if byte in UNRESERVED else f"%{byte:02X}" for byte in path)
    if not os.path.isabs(name):
        return {"uri": uri, "uriBaseId": ROOT}
    return {"uri": "file://" + ("" if uri.startswith("/") else "/") + uri}
