"""The decision on each finding: old (left out), below the floor (left out), allowed, known, or new."""

from __future__ import annotations

from scanner.model import Fault, ReportedFinding
from scanner.scan.counting import without_earlier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.baseline.lookup import BaselineLookup
    from scanner.engine.pipeline import Pipeline
    from scanner.model import Finding
    from scanner.scan.policy import Policy
    from scanner.scan.run import Tally
    from scanner.sources.interface import Source


def decide(
    tally: Tally, source: Source, pipeline: Pipeline, policy: Policy, baseline: BaselineLookup
) -> tuple[ReportedFinding, ...]:
    """Return the findings that are to be reported, with their status, by path and place.

    Raises KeysieveError if what stood there before cannot be read, or the baseline is broken.
    """
    findings = [
        finding
        for path in sorted(tally.findings)
        for finding in tally.findings[path]
        if not policy.silence(finding)
    ]
    if findings:
        findings, faults = without_earlier(findings, source, pipeline)
        for path, message in faults:
            tally.note_comparison_fault(Fault(path, message))
    if not findings:
        return ()
    lookup = baseline.for_scan(tally.scanned, findings)
    return tuple(decided(finding, policy, lookup.known_because(finding)) for finding in findings)


def decided(finding: Finding, policy: Policy, known: str | None) -> ReportedFinding:
    """Return the finding with its status; `known`: what the baseline says of it."""
    allowed = finding.allowed or policy.allowance(finding)
    if allowed:
        return ReportedFinding(finding, "allowed", allowed)
    if known is not None:
        return ReportedFinding(finding, "known", known)
    return ReportedFinding(finding, "new", "")
