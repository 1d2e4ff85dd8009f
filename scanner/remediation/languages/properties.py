"""Files of lines `name=value` whose reader replaces `${NAME}`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scanner.remediation.languages.interface import NotCertainError, Splice, Spot
from scanner.remediation.languages.literals import line_before

LINE = re.compile(r"^[ \t]*[^#;!\s=][^=\n]*=[^\n]*\Z")


@dataclass(frozen=True, slots=True)
class Properties:
    """Such a file."""

    by_hand: str = "write ${NAME}"

    def rewrite(self, spot: Spot) -> tuple[Splice, ...]:
        """Return the placeholder in the secret's place."""
        secret = spot.text[spot.begin : spot.end]
        if not LINE.match(line_before(spot.text, spot.begin)) or "\n" in secret:
            raise NotCertainError("it is no value of a line `name=value`")
        if "\\" in secret or "$" in secret:
            raise NotCertainError("it is written with escapes")
        return (Splice(spot.begin, spot.end, f"${{{spot.name}}}"),)

    def fault(self, text: str, path: str) -> str:
        """Return nothing: each line stays a line."""
        return ""


SPRING = Properties()
NPMRC = Properties()
