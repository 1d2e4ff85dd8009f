"""Values with less entropy than their rule asks for."""

from __future__ import annotations

from scanner.engine.filters.interface import Ruling, drop, lower
from scanner.text.entropy import shannon

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.candidate import Candidate

MADE_UP = 0.5
"""Bits a character that a value of the right form may lack: people repeat themselves."""


class TooRegular:
    """Too few different characters for a random value of its kind."""

    name = "entropy"

    def judge(self, candidate: Candidate) -> Ruling | None:
        """Drop a value far below the rule's `entropy`, lower one that a person may have made up in its form."""
        least = candidate.match.rule.entropy
        if not least:
            return None
        missing = least - shannon(candidate.value)
        if missing <= 0:
            return None
        return lower("little entropy") if missing <= MADE_UP else drop("too little entropy")
