"""C#: `Environment.GetEnvironmentVariable("NAME")`."""

from __future__ import annotations

import re

from scanner.remediation.languages.interface import NotCertainError, Splice, Spot
from scanner.remediation.languages.java import plain_where_it_can
from scanner.remediation.languages.literals import (
    BLOCK_COMMENT,
    DOUBLE,
    LINE_COMMENT,
    SINGLE,
    code_only,
    grammar,
    line_before,
    literal_at,
    open_brackets,
    preceding,
    refuse_interpolation,
    stray_quote,
)

PATTERN = grammar(
    f"{LINE_COMMENT}|{BLOCK_COMMENT}", f'(?:\\$@|@\\$|@)"(?:[^"]|"")*"|\\$?"""+.*?"""+|\\$?{DOUBLE}', SINGLE
)
MEMBER = re.compile(
    r"^([ \t]*(?:(?:public|private|internal|protected|new)[ \t]+)+)const[ \t]+string[ \t]+(\w+)[ \t]*=[ \t]*\Z"
)
USES_SYSTEM = re.compile(r"^(?:global[ \t]+)?using[ \t]+System[ \t]*;", re.MULTILINE)
OWN = re.compile(
    r"\b(?:class|struct|record|namespace|enum)\s+(?:\w+\.)*(?:Environment|System)\b|\bEnvironment\s*(?:=[^=>]|\{\s*get)"
)


class CSharp:
    """C#."""

    by_hand = 'read it with Environment.GetEnvironmentVariable("NAME")'

    def rewrite(self, spot: Spot) -> tuple[Splice, ...]:
        """Return the literal's replacement, and a read-only field in the place of a constant."""
        literal = literal_at(PATTERN, spot)
        text, begin = spot.text, literal.begin
        if len(literal.quote) == 3:
            raise NotCertainError("it stands in a raw string")
        if "$" in literal.prefix and literal.before.replace("{{", "").count("{") != literal.before.replace(
            "}}", ""
        ).count("}"):
            raise NotCertainError("it stands in an interpolated expression")
        if "$" in literal.prefix:
            refuse_interpolation(literal, "{}")
        opened = open_brackets(PATTERN, text, begin)
        if any(text[place] == "[" and preceding(text, place) in ("", ";", "{", "}", "]", "(", ",") for place in opened):
            raise NotCertainError("it is an argument of an attribute")
        line = line_before(text, begin)
        if re.search(r"\bcase\b[^:\n]*\Z", line):
            raise NotCertainError("it is a label of a `switch`")
        if opened and text[opened[-1]] == "(" and preceding(text, begin) == "=":
            raise NotCertainError("it is the default of a parameter")
        if OWN.search(code_only(PATTERN, text)):
            raise NotCertainError("the name `Environment` means something else in this file")
        owner = "Environment" if USES_SYSTEM.search(text) else "System.Environment"
        expression = literal.joined(f'{owner}.GetEnvironmentVariable("{spot.name}")')
        return (*field(text, begin, line), Splice(begin, literal.end, plain_where_it_can(literal, expression)))

    def fault(self, text: str, path: str) -> str:
        """Return what the quotes say: there is no parser at hand."""
        return stray_quote(PATTERN, text)


CSHARP = CSharp()


def field(text: str, begin: int, line: str) -> tuple[Splice, ...]:
    """Return what makes a constant a read-only field, where nothing in the file needs the constant as one."""
    if not re.search(r"\bconst\b", line):
        return ()
    member = MEMBER.match(line)
    if member is None:
        raise NotCertainError("it is a constant", "make it a variable, or a field that is `static readonly`")
    code = code_only(PATTERN, text)
    name = member[2]
    if re.search(
        rf"\bcase\s+[\w.]*\b{name}\b|\bconst\b[^;]*=[^;]*\b{name}\b|^\s*\[[^\]]*\b{name}\b|\(\s*[^()]*=\s*{name}\b",
        code,
        re.MULTILINE,
    ):
        raise NotCertainError("an attribute, a `switch` or another constant needs it as a constant")
    at = begin - len(line) + len(member[1])
    return (Splice(at, at + len("const"), "static readonly"),)
