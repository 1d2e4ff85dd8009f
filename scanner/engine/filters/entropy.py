"""Values with less entropy than their rule asks for."""

from __future__ import annotations

from scanner.engine.filters.interface import Ruling, drop
from scanner.text.entropy import shannon

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.candidate import Candidate


class TooRegular:
    """Too few different characters for a random value of its kind."""

    name = "entropy"

    def judge(self, candidate: Candidate) -> Ruling | None:
        """Drop a value below the rule's `entropy`."""
        least = candidate.match.rule.entropy
        return drop("too little entropy") if least and shannon(candidate.value) < least else None
