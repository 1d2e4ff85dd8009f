"""What a filter is."""

from __future__ import annotations

from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from scanner.engine.candidate import Candidate

    class Filter(Protocol):
        """One reason for which matches are dropped or lowered."""

        name: str

        def judge(self, candidate: Candidate) -> Ruling | None:
            """Return the ruling on the candidate; None if this filter has nothing against it."""
            ...


class Ruling(NamedTuple):
    """A filter's objection."""

    dropped: bool
    """True: no secret. False: one of low confidence at most."""
    reason: str
    is_final: bool = False
    """Whether the confidence stays low even if the offline check passes."""


def drop(reason: str) -> Ruling:
    """Return the ruling that the candidate is no secret."""
    return Ruling(True, reason)


def lower(reason: str) -> Ruling:
    """Return the ruling that the candidate is of low confidence, unless its offline check passes."""
    return Ruling(False, reason)


def keep_low(reason: str) -> Ruling:
    """Return the ruling that the candidate is of low confidence, whatever its offline check says."""
    return Ruling(False, reason, True)
