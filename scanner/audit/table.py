"""Which format a baseline file has, and who keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.audit.lock import lock_of
from scanner.audit.native import NativeLedger
from scanner.baseline.kind import is_foreign

if TYPE_CHECKING:
    from scanner.audit.interface import Ledger


def open_ledger(path: str, name: str) -> Ledger:
    """Return the baseline at `path`, ready for answers; `name`: what messages call it.

    Raises BaselineError if it is missing or broken.
    """
    lock = lock_of(path)
    if not is_foreign(path):
        return NativeLedger(path, name, lock)
    from scanner.audit.detect_secrets import ForeignLedger  # its patterns take 20 ms to load

    return ForeignLedger(path, name, lock)
