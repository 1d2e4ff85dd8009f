"""`Step`: one decision on a candidate, for the verdict and for whoever wants to know why."""

from __future__ import annotations

from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from scanner.model import Check, Confidence

    Stage = Literal["filter", "context", "check"]


class Step(NamedTuple):
    """One decision on a candidate."""

    stage: Stage
    name: str
    """The filter, `paths` or `companion`, or the offline check."""
    reason: str
    """What the filter objects, what the context or the check says; empty: nothing against it."""
    confidence: Confidence | None
    """How sure the candidate is after it; None: it is dropped."""
    checks: tuple[Check, ...] = ()
