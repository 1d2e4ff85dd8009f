"""What a scan notes beside its findings: made in a process that scans, needed in the one that gathers."""

from __future__ import annotations

from typing import Any, Protocol

Noted = list[Any]
"""Notes as JSON holds them."""


class Notes(Protocol):
    """Notes that travel with the findings; in which order they come, and how often, makes no difference."""

    def fresh(self) -> Noted:
        """Return what was noted since this was last asked."""
        ...

    def take(self, noted: Noted) -> None:
        """Add what another process noted."""
        ...
