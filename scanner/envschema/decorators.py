"""Decorators in comments: `# @required @type=string(minLength=8) # why`."""

from __future__ import annotations

from scanner.envschema.expression import ArgumentReader, Call, SyntaxFault, Text
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.envschema.expression import Expression

BEHIND_NAME = " \t\n=()#@"
DIVIDING = "-=*#"
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
    if comment[1:3].strip(" \t-=*#"):  # a word, as in most comments
        return False
    mark = comment[1:].lstrip(" \t")[:3]
    return comment.startswith("#") and len(mark) == 3 and not mark.strip(DIVIDING)


def is_decorated(comment: str) -> bool:
    """Whether the comment begins with a decorator."""
    return "@" in comment and comment.startswith("#") and comment[1:].lstrip(" \t").startswith("@")


def decorators_in(lines: Sequence[tuple[str, int, int]]) -> tuple[list[Decorator], list[Misplaced]]:
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
        try:
            at = _line(rest, text.index("@"), line, column, found)
        except SyntaxFault as fault:
            faults.append(Misplaced(str(fault), line, column))
            continue
        number += rest.count("\n", 0, at)
    return found, faults


def _line(text: str, at: int, line: int, column: int, found: list[Decorator]) -> int:
    """Read the decorators of one line that may go on, and return where it ends. Raises SyntaxFault."""
    begin = 0
    while True:
        name = _name_at(text, at)
        if not name:
            raise SyntaxFault("has an `@` without a decorator's name; begin the comment with a word if it is none")
        line_now = line + text.count("\n", 0, at)
        reader = ArgumentReader(text, at + 1 + len(name), continued=True)
        following = text[reader.at : reader.at + 1]
        try:
            if following == "(":
                value: Expression = Call(name, *reader.arguments())
            elif following == "=":
                reader.at += 1
                value = reader.value(stops="#")
            else:
                value = TRUE
        except SyntaxFault as fault:
            raise SyntaxFault(f"@{name}: {fault}") from fault
        begin = text.rfind("\n", 0, at) + 1
        place = at - begin + (column if not begin else 1)
        at = reader.at
        found.append(Decorator(name, value, following == "(", line_now, place, line + text.count("\n", 0, at)))
        behind = at
        while text[behind : behind + 1] in {" ", "\t", "\r"}:
            behind += 1
        following = text[behind : behind + 1]
        if following != "@":
            _refuse_words(name, text, behind, following)
            return at
        at = behind


def _name_at(text: str, at: int) -> str:
    """Return the decorator's name behind the `@` at `at`; empty: there is none."""
    end = at + 1
    while end < len(text) and text[end] not in BEHIND_NAME:
        end += 1
    name = text[at + 1 : end]
    return name if text[at : at + 1] == "@" and name[:1].isascii() and name[:1].isalpha() else ""


def _refuse_words(name: str, text: str, at: int, following: str) -> None:
    """Raise SyntaxFault for words behind a decorator that are neither a decorator nor a comment of its own."""
    if following and following not in "#\n":
        word = text[at:].split(None, 1)[0]
        raise SyntaxFault(
            f"@{name}: is followed by {word[:20]!r}; put quotes around a value with spaces, `#` before words"
        )
