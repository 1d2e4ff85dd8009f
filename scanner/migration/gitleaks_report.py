"""The JSON report of gitleaks, which its `--baseline-path` takes as a baseline."""

from __future__ import annotations

import json
from typing import Any

from scanner.migration.interface import Claim, MigrationError, Reading
from scanner.migration.paths import as_written
from scanner.model import Secret

REDACTED = "REDACTED"


def read_report(text: str, name: str) -> Reading:
    """Return the places of the report's findings, and their values if it was not redacted."""
    try:
        rows = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise MigrationError(f"{name}: is no JSON report of gitleaks, as `--report-format json` writes it") from None
    if not isinstance(rows, list):
        raise MigrationError(f"{name}: is no report of gitleaks; such a one is a list of findings")
    claims = []
    refused = []
    for number, row in enumerate(rows, 1):
        where = f"{name}: finding {number}"
        claim = claim_of(row, where)
        if claim is None:
            refused.append(f"{where}: has no File and StartLine")
        else:
            claims.append(claim)
    return Reading(tuple(claims), "", refused=tuple(refused))


def claim_of(row: Any, where: str) -> Claim | None:
    """Return what one finding says; None if it names no place."""
    if not isinstance(row, dict):
        return None
    path, line = row.get("File"), row.get("StartLine")
    if not isinstance(path, str) or not path or not isinstance(line, int):
        return None
    secret, commit, rule = (row.get(key) for key in ("Secret", "Commit", "RuleID"))
    in_clear = isinstance(secret, str) and secret and REDACTED not in secret and not secret.endswith("...")
    return Claim(
        where,
        as_written(path),
        line,
        commit if isinstance(commit, str) else "",
        rule if isinstance(rule, str) else "",
        Secret(secret.encode("utf-8", "surrogateescape")) if in_clear and isinstance(secret, str) else None,
    )
