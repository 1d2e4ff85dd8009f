"""The decision on each finding: old (left out), below the floor (left out), allowed, known, or new."""

from __future__ import annotations

from scanner.model import CONFIDENCE_RANK, Fault, ReportedFinding
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
        if CONFIDENCE_RANK[finding.confidence] >= CONFIDENCE_RANK[policy.floor(finding.path)]
        and not policy.is_off(finding.rule.id, finding.path)
    ]
    if findings:
        findings, faults = without_earlier(findings, source, pipeline)
        for path, message in faults:
            tally.note_comparison_fault(Fault(path, message))
    if not findings:
        return ()
    lookup = baseline.for_scan(tally.scanned, findings)
    return tuple(_decided(finding, policy, lookup.known_because(finding)) for finding in findings)


def _decided(finding: Finding, policy: Policy, known: str | None) -> ReportedFinding:
    allowed = finding.allowed or policy.allowance(finding)
    if allowed:
        return ReportedFinding(finding, "allowed", allowed)
    if known is not None:
        return ReportedFinding(finding, "known", known)
    return ReportedFinding(finding, "new", "")
