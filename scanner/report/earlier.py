"""A report of an earlier scan, as a page that shows the course needs it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EarlierReport:
    """What an earlier scan found. It holds no secret."""

    name: str
    """The file's name, printable."""
    ended: float | None
    """In seconds since 1970; None: the report is of a version that did not say it."""
    statuses: tuple[tuple[str, int], ...]
    """How many findings of each status it has."""
    secrets: frozenset[tuple[str, str]]
    """Path and fingerprint of every finding."""

    def count(self, status: str) -> int:
        """How many findings have this status."""
        return dict(self.statuses).get(status, 0)
