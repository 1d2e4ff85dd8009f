"""Values in the documentation that stands in Python code: usage shown to readers, and run by nobody."""

from __future__ import annotations

from scanner.engine.filters.interface import Ruling, lower

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.candidate import Candidate

QUOTES = (b'"""', b"'''")
DOCUMENTED = frozenset((b"DOCUMENTATION", b"EXAMPLES", b"RETURN", b"__doc__"))
"""Names of texts that only document, in modules of Ansible (its guide "Module format and documentation")."""

LONGEST_LINE = 200


class Docstring:
    """A documentation string; a text that is assigned to any other name is part of the program."""

    name = "docstring"

    def judge(self, candidate: Candidate) -> Ruling | None:
        """Lower a value in a documentation string."""
        if not candidate.path.lower().endswith(b".py"):
            return None
        begin = candidate.match.secret_begin
        for quote in QUOTES:
            if candidate.content.count(quote, 0, begin) % 2:
                opening = candidate.content.rfind(quote, 0, begin)
                line = candidate.content[max(0, opening - LONGEST_LINE) : opening].rpartition(b"\n")[2]
                name = line.rstrip(b"rRuU").partition(b"=")[0].strip()
                return lower("in a documentation string") if not name or name in DOCUMENTED else None
        return None
