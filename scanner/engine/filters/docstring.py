"""Values in the documentation that stands in Python code: usage shown to readers, and run by nobody."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache

from scanner.engine.filters.interface import Ruling, lower

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.candidate import Candidate

QUOTES = (b'"""', b"'''")
DOCUMENTED = frozenset((b"DOCUMENTATION", b"EXAMPLES", b"RETURN", b"__doc__"))
"""Names of texts that only document, in modules of Ansible (its guide "Module format and documentation")."""

LONGEST_LINE = 200
CONTINUED = (b"(", b"[", b"{", b",", b"=", b"+", b"\\")
"""What a line ends in whose expression goes on in the next."""


class Docstring:
    """A documentation string; a text that is assigned to any other name is part of the program."""

    name = "docstring"

    def judge(self, candidate: Candidate) -> Ruling | None:
        """Lower a value in a documentation string."""
        if not candidate.path.lower().endswith(b".py"):
            return None
        begin = candidate.match.secret_begin
        for quote in QUOTES:
            places = quotes_in(candidate.content, quote)
            passed = bisect_left(places, begin)
            if passed % 2:
                is_shown = opens_documentation(candidate.content, places[passed - 1])
                return lower("in a documentation string") if is_shown else None
        return None


@lru_cache(maxsize=len(QUOTES))
def quotes_in(content: bytes, quote: bytes) -> list[int]:
    """Return the offsets of a triple quote, ascending; once a content, however many candidates ask."""
    places = []
    at = content.find(quote)
    while at >= 0:
        places.append(at)
        at = content.find(quote, at + len(quote))
    return places


def opens_documentation(content: bytes, at: int) -> bool:
    """Whether the triple quote at the offset begins a text that is no part of an expression, or has such a name."""
    before = content[max(0, at - LONGEST_LINE) : at]
    above, _, line = before.rpartition(b"\n")
    name = line.rstrip(b"rRuU").partition(b"=")[0].strip()
    if name:
        return name in DOCUMENTED
    return above.rstrip()[-1:] not in CONTINUED
