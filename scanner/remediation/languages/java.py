"""Java: `System.getenv("NAME")`."""

from __future__ import annotations

import re

from scanner.remediation.languages.interface import NotCertainError, Splice, Spot
from scanner.remediation.languages.literals import (
    BLOCK_COMMENT,
    DOUBLE,
    LINE_COMMENT,
    SINGLE,
    Literal,
    code_only,
    grammar,
    line_before,
    literal_at,
    open_brackets,
    preceding,
    stray_quote,
)

PATTERN = grammar(f"{LINE_COMMENT}|{BLOCK_COMMENT}", f'"""(?:[^"\\\\]|\\\\.|"(?!""))*"""|{DOUBLE}', SINGLE)
ANNOTATED = re.compile(r"@[\w.]+[ \t]*\Z")
CONSTANT = re.compile(r"\bfinal\b[^;={}()]*?\b(\w+)\s*=\s*\Z")
OWN_SYSTEM = re.compile(r"\b(?:class|interface|enum|record)\s+System\b")


class Java:
    """Java."""

    by_hand = 'read it with System.getenv("NAME")'

    def rewrite(self, spot: Spot) -> tuple[Splice, ...]:
        """Return the literal's replacement."""
        literal = literal_at(PATTERN, spot)
        text, begin = spot.text, literal.begin
        if len(literal.quote) == 3 and not literal.is_whole:
            raise NotCertainError("it is part of a text block")
        if any(ANNOTATED.search(text[:place]) for place in open_brackets(PATTERN, text, begin)):
            raise NotCertainError("it is an argument of an annotation", 'write "${NAME}" if the framework replaces it')
        if re.search(r"\bcase\b[^:\n]*\Z", line_before(text, begin)):
            raise NotCertainError("it is a label of a `switch`")
        refuse_constant(literal)
        code = code_only(PATTERN, text)
        if OWN_SYSTEM.search(code):
            raise NotCertainError("the name `System` means something else in this file")
        return (
            Splice(begin, literal.end, plain_where_it_can(literal, literal.joined(f'System.getenv("{spot.name}")'))),
        )

    def fault(self, text: str, path: str) -> str:
        """Return what the quotes say: there is no parser at hand."""
        return stray_quote(PATTERN, text)


JAVA = Java()


def plain_where_it_can(literal: Literal, expression: str) -> str:
    """Return a sum without its parentheses where nothing around it binds more strongly."""
    alone = preceding(literal.text, literal.begin) in ("=", "(", ",") and re.match(
        r"\s*[;,)]", literal.text[literal.end :]
    )
    return expression[1:-1] if alone and expression.startswith("(") else expression


def refuse_constant(literal: Literal) -> None:
    """Raise NotCertainError for a constant that an annotation or a label of the file needs as one."""
    statement = re.split(r"[;{}]", literal.text[max(0, literal.begin - 400) : literal.begin])[-1]
    constant = CONSTANT.search(statement)
    if constant is None:
        return
    rest = code_only(PATTERN, literal.text)
    if re.search(rf"\bcase\s+[\w.]*\b{constant[1]}\b|@[\w.]+\s*\([^)]*\b{constant[1]}\b", rest):
        raise NotCertainError("an annotation or a `switch` needs it as a constant")
