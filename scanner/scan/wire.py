"""A tally as bytes, to be sent from a process that scans to the one that gathers, over a pipe that no one else reads.

As JSON, in which bytes stand as Latin-1: reading it can run nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scanner.model import Check, Fault, Finding, Location, Provenance, Secret, Skipped
from scanner.scan.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.model import Rule
    from scanner.scan.notes import Noted


def packed(tally: Tally, noted: Noted) -> bytes:
    """Return the tally, and what was noted beside it, as bytes; they hold secrets in clear."""
    return json.dumps(
        (
            tally.listed,
            [text(path) for path in tally.scanned],
            tally.scanned_entries,
            tally.scanned_bytes,
            [(text(path), reason) for path, reason in tally.skipped],
            [(text(path), message) for path, message in tally.faults],
            {text(path): [_plain(finding) for finding in found] for path, found in tally.findings.items()},
            noted,
        )
    ).encode()


def unpacked(data: bytes, rules: Mapping[str, Rule]) -> tuple[Tally, Noted]:
    """Return the tally and the notes of which `packed` made `data`; `rules`: by their ids."""
    tally = Tally()
    listed, scanned, scanned_entries, scanned_bytes, skipped, faults, findings, noted = json.loads(data)
    tally.listed, tally.scanned, tally.scanned_entries, tally.scanned_bytes = (
        listed,
        set(map(data_of, scanned)),
        scanned_entries,
        scanned_bytes,
    )
    tally.skipped = [Skipped(data_of(path), reason) for path, reason in skipped]
    tally.faults = [Fault(data_of(path), message) for path, message in faults]
    for path, found in findings.items():
        tally.findings[data_of(path)] = [_finding(data_of(path), values, rules) for values in found]
    return tally, noted


def text(data: bytes) -> str:
    """Return bytes as JSON can hold them."""
    return data.decode("latin-1")


def data_of(spelt: str) -> bytes:
    """Return the bytes of which `text` made `spelt`."""
    return spelt.encode("latin-1")


def _plain(finding: Finding) -> tuple[Any, ...]:
    return (
        finding.rule.id,
        tuple(finding.location),
        text(finding.secret.reveal_in_clear()),
        finding.confidence,
        [tuple(check) for check in finding.checks],
        tuple(finding.provenance),
        finding.allowed,
        finding.line_hash,
    )


def _finding(path: bytes, values: tuple[Any, ...], rules: Mapping[str, Rule]) -> Finding:
    rule, location, secret, confidence, checks, provenance, allowed, line_hash = values
    return Finding(
        rules[rule],
        path,
        Location(*location),
        Secret(data_of(secret)),
        confidence,
        tuple(Check(*check) for check in checks),
        Provenance(*provenance),
        allowed,
        line_hash,
    )
