"""PHP: `getenv('NAME')`."""

from __future__ import annotations

import re

from scanner.remediation.languages.interface import NotCertainError, Splice, Spot
from scanner.remediation.languages.java import plain_where_it_can
from scanner.remediation.languages.literals import (
    BLOCK_COMMENT,
    grammar,
    line_before,
    literal_at,
    open_brackets,
    preceding,
    refuse_interpolation,
    stray_quote,
)

DOUBLE = r'"(?:[^"\\]|\\.)*"'
SINGLE = r"'(?:[^'\\]|\\.)*'"
PATTERN = grammar(rf"//[^\n]*|\#(?!\[)[^\n]*|{BLOCK_COMMENT}", f"{DOUBLE}|{SINGLE}")
CONSTANT = re.compile(r"\bconst\s+(?:\w+\s+)?\w+\s*=\s*\Z")
PROPERTY = re.compile(r"\b(?:public|private|protected|var|static|readonly)\s+(?:[\w?|\\]+\s+)*\$\w+\s*=[^;]*\Z")


class Php:
    """PHP."""

    by_hand = "read it with getenv('NAME')"

    def rewrite(self, spot: Spot) -> tuple[Splice, ...]:
        """Return the literal's replacement."""
        text = spot.text
        if not re.match(r"(?:#![^\n]*\n)?\s*<\?php\b", text) or "?>" in text[: spot.begin]:
            raise NotCertainError("PHP and other text are mixed before it")
        if "<<<" in text[: spot.begin]:
            raise NotCertainError("a here-document before it makes the quotes uncertain")
        literal = literal_at(PATTERN, spot)
        begin = literal.begin
        line = line_before(text, begin)
        statement = re.split(r"[;{}]", text[max(0, begin - 400) : begin])[-1]
        if CONSTANT.search(statement) or PROPERTY.search(statement):
            raise NotCertainError("PHP wants a constant here", "set it in the constructor, with getenv('NAME')")
        if re.search(r"\b(?:include|require)(?:_once)?\b[ \t(]*\Z", line):
            raise NotCertainError("it names a file")
        opened = open_brackets(PATTERN, text, begin)
        if opened and text[opened[-1]] == "(" and preceding(text, begin) == "=":
            raise NotCertainError("it is the default of a parameter")
        if any(text[place - 1 : place] == "#" for place in opened if text[place] == "["):
            raise NotCertainError("it is an argument of an attribute")
        if "case " in line and line.strip().startswith("case ") and "=" in line:
            raise NotCertainError("it is a value of an enum")
        if literal.quote == '"':
            refuse_interpolation(literal, "$")
        if literal.quote == '"' and re.search(r"\{\$[^}]*\Z", literal.before):
            raise NotCertainError("it stands in an interpolated expression")
        expression = literal.joined(f"getenv('{spot.name}')", " . ")
        return (Splice(begin, literal.end, plain_where_it_can(literal, expression)),)

    def fault(self, text: str, path: str) -> str:
        """Return what the quotes say: there is no parser at hand."""
        return "" if "?>" in text or "<<<" in text else stray_quote(PATTERN, text)


PHP = Php()
