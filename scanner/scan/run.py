"""Running a scan: every entry of a source through the pipeline, and the decision on each finding."""

from __future__ import annotations

import sys
from time import perf_counter

from scanner.errors import KeysieveError
from scanner.model import Fault, PartialScanError, ReportedFinding, ScanResult, Skipped
from scanner.scan.tally import Tally

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from scanner.baseline.lookup import Lookup, Scanner
    from scanner.model import Finding
    from scanner.scan.policy import Policy
    from scanner.sources.interface import Entry, Source

    Walk = Callable[[Source, Scanner, Policy], Tally]
    """A way to look at all that a source lists: one by one, or shared out among processes."""

    Progress = Callable[[int, int, int], None]
    """Told, every now and then, how many entries and bytes were scanned, and how many findings there are."""


class IncompleteScanError(KeysieveError):
    """What was listed is not what was scanned, skipped or reported as a fault: the count itself is wrong."""


def walk_in_turn(source: Source, pipeline: Scanner, policy: Policy) -> Tally:
    """Look at everything that `source` lists, one entry after the other."""
    tally = Tally()
    for entry in source.entries():
        take(entry, pipeline, policy, tally)
    return tally


def run_scan(
    source: Source, pipeline: Scanner, policy: Policy, baseline: Lookup, walk: Walk = walk_in_turn
) -> ScanResult:
    """Scan everything that `source` lists and return what was found, decided by `policy` and `baseline`.

    What cannot be read becomes a fault; the rest is scanned all the same. Raises KeysieveError if the source cannot
    list its entries, or the baseline is broken.
    """
    began = perf_counter()
    tally = gather(source, pipeline, policy, walk)
    findings: tuple[ReportedFinding, ...] = ()
    if tally.findings:
        from scanner.scan.decide import decide  # only a scan with findings needs to compare and to read the baseline

        findings = decide(tally, source, pipeline, policy, baseline)
    keep_parsed_patterns()
    return ScanResult(
        findings,
        tuple(tally.faults),
        tuple(tally.skipped),
        tally.listed,
        tally.scanned_entries,
        tally.scanned_bytes,
        perf_counter() - began,
    )


def keep_parsed_patterns() -> None:
    """Keep the patterns that this scan has parsed for the next one; most scans of a commit parse none."""
    if "regex" in sys.modules:  # without it, no pattern was made
        from scanner.text.pattern import keep_patterns

        keep_patterns()


def take(entry: Entry, pipeline: Scanner, policy: Policy, tally: Tally) -> None:
    """Scan one entry, or skip it with the reason, and note the outcome."""
    tally.listed += 1
    reason = entry.skipped or policy.exclusion(entry.path)
    if reason:
        tally.skipped.append(Skipped(entry.path, reason))
    else:
        scan_entry(entry, pipeline, tally, policy.rules_off(entry.path))


def gather(source: Source, pipeline: Scanner, policy: Policy, walk: Walk = walk_in_turn) -> Tally:
    """Scan everything that `source` lists and return what was found, undecided.

    Raises KeysieveError if the source cannot list its entries.
    """
    tally = walk(source, pipeline, policy)
    if tally.listed != tally.scanned_entries + len(tally.skipped) + len(tally.faults):
        raise IncompleteScanError(
            f"{tally.listed} entries were listed, but {tally.scanned_entries} scanned, {len(tally.skipped)} skipped "
            f"and {len(tally.faults)} failed; this is a fault in keysieve, please report it"
        )
    return tally


def scan_entry(entry: Entry, pipeline: Scanner, tally: Tally, off: Collection[str]) -> None:
    """Scan one entry, without the rules in `off`, and note the outcome."""
    findings: list[Finding] = []
    try:
        for fragment in entry.fragments:
            tally.scanned_bytes += fragment.end - fragment.begin
            findings.extend(pipeline.scan(fragment, off))
    except PartialScanError as error:
        findings.extend(error.findings)
        tally.faults.append(Fault(entry.path, str(error)))
    except KeysieveError as error:
        tally.faults.append(Fault(entry.path, str(error)))
    except OSError as error:
        tally.faults.append(Fault(entry.path, error.strerror or str(error)))
    else:
        tally.scanned.add(entry.path)
        tally.scanned_entries += 1
    if findings:
        tally.findings.setdefault(entry.path, []).extend(findings)
