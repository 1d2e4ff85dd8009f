"""Sample credentials that providers print in their documentation."""

from __future__ import annotations

from scanner.engine.filters.interface import Ruling, drop
from scanner.ruleset.words import read_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.candidate import Candidate

LIST = "_allowlist.txt"
MARK = b"EXAMPLE"
"""AWS and others write it into their samples; random text has it once in 10^12."""


class DocumentedExample:
    """A value on the list of documented samples: it opens nothing and stands in a thousand repositories."""

    name = "example"

    def __init__(self) -> None:
        entries = [entry.partition(b" ") for entry in read_words(LIST)]
        self._beginnings = tuple(text for kind, _, text in entries if kind == b"starts")
        self._endings = tuple(text for kind, _, text in entries if kind == b"ends")
        self._values = frozenset(text for kind, _, text in entries if kind == b"equals")

    def judge(self, candidate: Candidate) -> Ruling | None:
        """Drop a documented sample."""
        value = candidate.value
        if (
            MARK in value
            or value.startswith(self._beginnings)
            or value.endswith(self._endings)
            or value in self._values
        ):
            return drop("a documented sample")
        return None
