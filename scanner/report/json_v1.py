"""The report as one JSON document, version 1 of `docs/report.schema.json`."""

from __future__ import annotations

import os
import time
from typing import Any

from scanner import __version__
from scanner.model import ReportedFinding, ScanResult
from scanner.report.interface import ReportStyle, ScanContext
from scanner.report.jsontext import json_text
from scanner.text.redact import redacted

SCHEMA = 1


def render(result: ScanResult, style: ReportStyle) -> str:
    """Return the document, with a line end."""
    document = {
        "schema": SCHEMA,
        "tool": {"name": "keysieve", "version": __version__},
        "findings": [finding_object(reported, style) for reported in result.findings],
        "errors": [{"path": path_text(fault.path), "message": fault.message} for fault in result.faults],
        "skipped": [{"path": path_text(skipped.path), "reason": skipped.reason} for skipped in result.skipped],
        "context": {
            "rules": style.context.rules,
            "rules_digest": style.context.rules_digest,
            "config": style.context.config or None,
            "config_digest": style.context.config_digest or None,
            "baseline": style.context.baseline or None,
            "new_ignores": _new_ignores(style.context),
            "range": style.context.range or None,
        },
        "summary": {
            "state": "complete" if result.complete else "incomplete",
            "fragments": result.scanned,
            "listed": result.listed,
            "bytes": result.scanned_bytes,
            "commits": result.commits,
            "resumed": result.resumed,
            "shallow": result.shallow,
            "new": result.count("new"),
            "known": result.count("known"),
            "allowed": result.count("allowed"),
            "seconds": round(result.seconds, 3),
            "ended": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(style.ended)),
        },
    }
    return json_text(document, indent=2) + "\n"


def finding_object(reported: ReportedFinding, style: ReportStyle) -> dict[str, Any]:
    """Return one finding as in the schema; also a line of `jsonl`."""
    finding, rule = reported.finding, reported.finding.rule
    location, provenance = finding.location, finding.provenance
    if style.show_secrets:
        secret = finding.secret.reveal_in_clear().decode("utf-8", "surrogateescape")
    else:
        secret = redacted(finding.secret, rule)
    return {
        "rule": rule.id,
        "description": rule.description,
        "severity": rule.severity,
        "confidence": finding.confidence,
        "status": reported.status,
        "reason": reported.reason or None,
        "path": path_text(finding.path),
        "line": location.line,
        "column": location.column,
        "end_line": location.end_line,
        "end_column": location.end_column,
        "secret": secret,
        "fingerprint": style.fingerprint(finding),
        "checks": {check.name: check.outcome for check in finding.checks},
        "commit": provenance.commit,
        "author": provenance.author,
        "date": provenance.date,
        "at_head": provenance.at_head,
        "revoke": rule.revoke or None,
    }


def _new_ignores(context: ScanContext) -> list[dict[str, str]] | None:
    """Return what the work tree adds to the trusted policy; None: the work tree's own counts."""
    return None if context.new_ignores is None else [ignore._asdict() for ignore in context.new_ignores]


def path_text(path: bytes) -> str:
    """Return the path as text; undecodable bytes become lone surrogates, which JSON escapes."""
    return os.fsdecode(path)
