"""The decision on each finding: old (left out), below the floor (left out), allowed, known, or new."""

from __future__ import annotations

from scanner.model import Fault, ReportedFinding
from scanner.scan.counting import without_earlier
from scanner.sources.interface import around

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.baseline.lookup import Known, Lookup, Scanner
    from scanner.model import Finding
    from scanner.scan.policy import Policy
    from scanner.scan.tally import Tally
    from scanner.sources.interface import Source


def decide(
    tally: Tally, source: Source, pipeline: Scanner, policy: Policy, baseline: Lookup
) -> tuple[ReportedFinding, ...]:
    """Return the findings that are to be reported, with their status, by path and place.

    Raises KeysieveError if what stood there before cannot be read, or the baseline is broken.
    """
    findings = [
        finding for path in sorted(tally.findings) for finding in tally.findings[path] if not policy.silence(finding)
    ]
    if findings:
        findings, faults = without_earlier(findings, source, baseline.watching(pipeline), policy.unheard)
        for path, message in faults:
            tally.note_comparison_fault(Fault(path, message))
    if not findings:
        return ()
    present = [finding for found in tally.findings.values() for finding in found]
    lookup = baseline.for_scan(
        findings, present, lambda path: path in tally.scanned or not any(map(source.still_has, around(path)))
    )
    return tuple(decided(finding, policy, lookup) for finding in findings)


def decided(finding: Finding, policy: Policy, lookup: Known) -> ReportedFinding:
    """Return the finding with its status; `lookup`: what the baseline says of the findings."""
    known = lookup.known_because(finding)
    allowed = finding.allowed or policy.allowance(finding)
    if allowed:
        return ReportedFinding(finding, "allowed", allowed)
    if known is not None:
        return ReportedFinding(finding, "known", known)
    expired = lookup.expired_on(finding)
    return ReportedFinding(finding, "new", f"its baseline entry expired on {expired}" if expired else "")
