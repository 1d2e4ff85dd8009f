"""What an offline check is."""

from __future__ import annotations

from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from scanner.model import Check, Confidence

    class OfflineCheck(Protocol):
        """Reads a credential's structure. Raises nothing, whatever the value."""

        def __call__(self, value: bytes) -> CheckResult:
            """Judge the value."""
            ...


class CheckResult(NamedTuple):
    """What a check learnt."""

    checks: tuple[Check, ...]
    confidence: Confidence | None
    """`high` if the check proves the value, `low` if it disproves it; None: the rule's own confidence stands."""
