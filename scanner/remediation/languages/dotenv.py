"""Environment files: a value is commented out, or left empty in a file that is a template."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scanner.remediation.languages.interface import NotCertainError, Splice, Spot
from scanner.text.dotenv import Entry, EnvText

EXPANDED = re.compile(r"\$[{(A-Za-z_]")


@dataclass(frozen=True, slots=True)
class Dotenv:
    """One kind of environment file."""

    template: bool
    """Whether its lines say which variables there are."""
    by_hand: str = "take the value out of the file, and the file out of git: `git rm --cached`"

    def rewrite(self, spot: Spot) -> tuple[Splice, ...]:
        """Return the splice that takes the value out, so that the process's own variable counts."""
        entry = entry_at(spot)
        if self.template:
            return (Splice(entry.value_begin, entry.value_end, ""),)
        line = spot.text.rfind("\n", 0, entry.value_begin) + 1
        return (Splice(line, line, "# "), Splice(entry.value_begin, entry.value_end, ""))

    def fault(self, text: str, path: str) -> str:
        """Return nothing: each line stays a line."""
        return ""


def entry_at(spot: Spot) -> Entry:
    """Return the assignment whose value the secret is. Raises NotCertainError."""
    for entry in EnvText(spot.text).statements():
        if isinstance(entry, Entry) and entry.value_begin <= spot.begin and spot.end <= entry.value_end:
            if entry.line != entry.end_line:
                raise NotCertainError("the value goes over several lines")
            if entry.raw != spot.text[spot.begin : spot.end]:
                raise NotCertainError("it is part of a value")
            if (entry.quote == '"' and "\\" in entry.raw) or (entry.quote != "'" and EXPANDED.search(entry.raw)):
                raise NotCertainError("programs that load the file expand it")
            return entry
    raise NotCertainError("it is no value of a line NAME=value")


DOTENV = Dotenv(template=False)
TEMPLATE = Dotenv(template=True)
