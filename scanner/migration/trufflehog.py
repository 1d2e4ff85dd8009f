"""The output of `trufflehog --json`, a finding a line, which people keep since it knows no baseline."""

from __future__ import annotations

import json
from typing import Any

from scanner.migration.interface import Claim, MigrationError, Reading
from scanner.migration.paths import as_written
from scanner.model import Secret


def read_trufflehog(text: str, name: str) -> Reading:
    """Return places and values of the findings in files and commits; those of other sources are refused."""
    claims = []
    refused = []
    for number, row in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if not row.strip():
            continue
        where = f"{name}:{number}"
        try:
            record = json.loads(row)
        except (ValueError, RecursionError):
            raise MigrationError(f"{where}: is no JSON, as `trufflehog --json` writes it") from None
        if not isinstance(record, dict) or "SourceMetadata" not in record:
            continue  # a line of its log
        claim = claim_of(record, where)
        if claim is None:
            refused.append(f"{where}: is no finding in a file or a commit")
        else:
            claims.append(claim)
    return Reading(tuple(claims), "", refused=tuple(refused))


def claim_of(record: dict[str, Any], where: str) -> Claim | None:
    """Return what one finding says; None if it names no file."""
    data = (record.get("SourceMetadata") or {}).get("Data") or {}
    place = next((data[source] for source in ("Git", "Github", "Gitlab", "Filesystem") if source in data), None)
    if not isinstance(place, dict) or not isinstance(place.get("file"), str):
        return None
    line, commit = place.get("line"), place.get("commit")
    raw = record.get("Raw")
    return Claim(
        where,
        as_written(place["file"]),
        line if isinstance(line, int) else 0,
        commit if isinstance(commit, str) else "",
        str(record.get("DetectorName", "")),
        Secret(raw.encode("utf-8", "surrogateescape")) if isinstance(raw, str) and raw else None,
    )
