"""What a scan has looked at, and found there."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.model import Fault, Finding, Skipped


class Tally:
    """What a scan has looked at so far."""

    def __init__(self) -> None:
        self.listed = 0
        self.scanned: set[bytes] = set()
        self.scanned_entries = 0
        self.scanned_bytes = 0
        self.skipped: list[Skipped] = []
        self.faults: list[Fault] = []
        self.findings: dict[bytes, list[Finding]] = {}
        """By path, of every confidence, in the order of the text."""

    def add(self, other: Tally) -> None:
        """Add what was looked at elsewhere, and comes after it in the order."""
        self.listed += other.listed
        self.scanned |= other.scanned
        self.scanned_entries += other.scanned_entries
        self.scanned_bytes += other.scanned_bytes
        self.skipped += other.skipped
        self.faults += other.faults
        for path, found in other.findings.items():
            self.findings.setdefault(path, []).extend(found)

    def note_comparison_fault(self, fault: Fault) -> None:
        """Note that what stood in a path before cannot be read: the entry, or a deleted one, counts as not scanned."""
        if fault.path in self.scanned:
            self.scanned.discard(fault.path)
            self.scanned_entries -= 1
        else:
            self.listed += 1
        self.faults.append(fault)


def fault_alone(fault: Fault) -> Tally:
    """Return the tally of one entry that failed."""
    tally = Tally()
    tally.listed = 1
    tally.faults.append(fault)
    return tally
