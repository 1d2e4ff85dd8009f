"""A tally as bytes, to be sent from a process that scans to the one that gathers, over a pipe that no one else reads.

Plain values only, in Python's own marshal format: both ends are the same program.
"""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING, Any

from scanner.model import Check, Fault, Finding, Location, Provenance, Secret, Skipped
from scanner.scan.run import Tally

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.model import Rule


def packed(tally: Tally) -> bytes:
    """Return the tally as bytes; it holds secrets in clear."""
    return marshal.dumps(
        (
            tally.listed,
            list(tally.scanned),
            tally.scanned_entries,
            tally.scanned_bytes,
            [tuple(skipped) for skipped in tally.skipped],
            [tuple(fault) for fault in tally.faults],
            {path: [_plain(finding) for finding in found] for path, found in tally.findings.items()},
        )
    )


def unpacked(data: bytes, rules: Mapping[str, Rule]) -> Tally:
    """Return the tally of which `packed` made `data`; `rules`: by their ids."""
    tally = Tally()
    listed, scanned, scanned_entries, scanned_bytes, skipped, faults, findings = marshal.loads(data)  # noqa: S302
    tally.listed, tally.scanned, tally.scanned_entries, tally.scanned_bytes = (
        listed,
        set(scanned),
        scanned_entries,
        scanned_bytes,
    )
    tally.skipped = [Skipped(*values) for values in skipped]
    tally.faults = [Fault(*values) for values in faults]
    tally.findings = {path: [_finding(path, values, rules) for values in found] for path, found in findings.items()}
    return tally


def _plain(finding: Finding) -> tuple[Any, ...]:
    return (
        finding.rule.id,
        tuple(finding.location),
        finding.secret.reveal_in_clear(),
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
        Secret(secret),
        confidence,
        tuple(Check(*check) for check in checks),
        Provenance(*provenance),
        allowed,
        line_hash,
    )
