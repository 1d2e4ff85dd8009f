"""JSON: only files whose reader is known to replace variables are rewritten."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from scanner.remediation.languages.interface import NotCertainError, Splice, Spot
from scanner.remediation.languages.literals import BLOCK_COMMENT, DOUBLE, LINE_COMMENT, following, grammar, literal_at

PATTERN = grammar(f"{LINE_COMMENT}|{BLOCK_COMMENT}", DOUBLE, stray='"')


@dataclass(frozen=True, slots=True)
class Json:
    """JSON of one reader."""

    placeholder: str
    """What the reader replaces by a variable, with `NAME` in it; empty: nothing."""
    by_hand: str = "let the program that reads the file take it from the environment as NAME"

    def rewrite(self, spot: Spot) -> tuple[Splice, ...]:
        """Return the placeholder in the secret's place."""
        if not self.placeholder:
            raise NotCertainError("JSON reads no variables")
        literal = literal_at(PATTERN, spot)
        if following(spot.text, literal.end) == ":":
            raise NotCertainError("it is a key")
        return (Splice(spot.begin, spot.end, self.placeholder.replace("NAME", spot.name)),)

    def fault(self, text: str, path: str) -> str:
        """Return what the standard library's parser says; comments and commas at the end are no fault."""
        plain = PATTERN.sub(lambda found: " " if found.lastgroup == "comment" else found.group(), text)
        try:
            json.loads(re.sub(r",(\s*[\]}])", r"\1", plain))
        except (ValueError, RecursionError):
            return "the file is no JSON that parses"
        return ""


JSON = Json("")
MCP = Json("${NAME}")
VSCODE = Json("${env:NAME}")
DEVCONTAINER = Json("${localEnv:NAME}")
