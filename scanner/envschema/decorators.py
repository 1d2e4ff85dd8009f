"""Decorators in comments: `# @required @type=string(minLength=8) # why`."""

from __future__ import annotations

import re

from scanner.envschema.expression import ArgumentReader, Call, SyntaxFault, Text
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.envschema.expression import Expression

OPENING = re.compile(r"\#[ \t]*@")
NAME = re.compile(r"@([A-Za-z][^ \t\n=()#@]*)")
DIVIDER = re.compile(r"\#[ \t]*[-=*#]{3}")
MOST_LINES = 200
"""Lines that one decorator may go on over."""

TRUE = Text("true")


class Decorator(NamedTuple):
    """One decorator, with its place."""

    name: str
    value: Expression
    """Of `@name(…)` a call of that name."""
    is_call: bool
    """Whether it was written `@name(…)`, which may be repeated."""
    line: int
    column: int
    end_line: int


class Misplaced(NamedTuple):
    """What in a decorator comment cannot be read."""

    message: str
    line: int
    column: int


def is_divider(comment: str) -> bool:
    """Whether the comment is a line that parts sections: `# ---`."""
    return DIVIDER.match(comment) is not None


def is_decorated(comment: str) -> bool:
    """Whether the comment begins with a decorator."""
    return OPENING.match(comment) is not None


def decorators_in(lines: list[tuple[str, int, int]]) -> tuple[list[Decorator], list[Misplaced]]:
    """Return the decorators in comment lines that follow each other, given as text, line and column, and the faults.

    Brackets that a line leaves open go on in the next.
    """
    found: list[Decorator] = []
    faults: list[Misplaced] = []
    number = 0
    while number < len(lines):
        text, line, column = lines[number]
        number += 1
        if not is_decorated(text):
            continue
        rest = "\n".join(each[0] for each in lines[number - 1 : number + MOST_LINES])
        at = text.index("@")
        try:
            at = _line(rest, at, line, column, found)
        except SyntaxFault as fault:
            faults.append(Misplaced(str(fault), line, column))
            continue
        number += rest.count("\n", 0, at)
    return found, faults


def _line(text: str, at: int, line: int, column: int, found: list[Decorator]) -> int:
    """Read the decorators of one line that may go on, and return where it ends. Raises SyntaxFault."""
    begin = 0
    while True:
        name = NAME.match(text, at)
        if not name:
            raise SyntaxFault("has an `@` without a decorator's name; begin the comment with a word if it is none")
        line_now = line + text.count("\n", 0, at)
        reader = ArgumentReader(text, name.end(), continued=True)
        following = text[reader.at : reader.at + 1]
        try:
            if following == "(":
                value: Expression = Call(name[1], *reader.arguments())
            elif following == "=":
                reader.at += 1
                value = reader.value(stops="#")
            else:
                value = TRUE
        except SyntaxFault as fault:
            raise SyntaxFault(f"@{name[1]}: {fault}") from fault
        begin = text.rfind("\n", 0, at) + 1
        place = at - begin + (column if not begin else 1)
        at = reader.at
        found.append(Decorator(name[1], value, following == "(", line_now, place, line + text.count("\n", 0, at)))
        behind = re.compile(r"[ \t\r]*").match(text, at)
        assert behind is not None
        following = text[behind.end() : behind.end() + 1]
        if following != "@":
            _refuse_words(name[1], text, behind.end(), following)
            return at
        at = behind.end()


def _refuse_words(name: str, text: str, at: int, following: str) -> None:
    """Raise SyntaxFault for words behind a decorator that are neither a decorator nor a comment of its own."""
    if following and following not in "#\n":
        word = text[at:].split(None, 1)[0]
        raise SyntaxFault(
            f"@{name}: is followed by {word[:20]!r}; put quotes around a value with spaces, `#` before words"
        )
