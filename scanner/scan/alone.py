"""A scan of little input by the process that was asked for it: another one would take longer to begin than to scan."""

from __future__ import annotations

from scanner.errors import internal_error
from scanner.model import Fault
from scanner.scan.run import take
from scanner.scan.tally import Tally, fault_alone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.baseline.lookup import Scanner
    from scanner.scan.policy import Policy
    from scanner.scan.run import Progress
    from scanner.sources.interface import Entry, Source


class LoneWalk:
    """Looks at all that a source lists, one entry after the other; an unforeseen error fails no more than its entry."""

    def __init__(self, progress: Progress | None = None) -> None:
        """`progress`: is told how far the scan is."""
        self._progress = progress

    def __call__(self, source: Source, pipeline: Scanner, policy: Policy) -> Tally:
        """Return what `walk_in_turn` returns. Raises KeysieveError if the source fails."""
        total = Tally()
        findings = 0
        for entry in source.entries():
            tally = _taken(entry, pipeline, policy)
            total.add(tally)
            findings += sum(map(len, tally.findings.values()))
            if self._progress is not None:
                self._progress(total.listed, total.scanned_bytes, findings)
        return total


def _taken(entry: Entry, pipeline: Scanner, policy: Policy) -> Tally:
    tally = Tally()
    try:
        take(entry, pipeline, policy, tally)
    except Exception as error:  # noqa: BLE001  an edge, as in a process that scans: the fault tells it
        return fault_alone(Fault(entry.path, f"it cannot be scanned: {internal_error(error)}"))
    return tally
