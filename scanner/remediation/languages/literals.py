"""String literals of languages that are like C: found by a pattern that knows comments, and taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.remediation.languages.interface import NotCertainError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.remediation.languages.interface import Spot

DOUBLE = r'"(?:[^"\\\n]|\\.)*"'
SINGLE = r"'(?:[^'\\\n]|\\.)*'"
LINE_COMMENT = r"//[^\n]*"
BLOCK_COMMENT = r"/\*.*?(?:\*/|\Z)"

QUOTES = re.compile(r"\"\"\"|'''|[\"'`]")
OPENING = {"(": ")", "[": "]", "{": "}"}


def grammar(comment: str, string: str, other: str = r"(?!)", stray: str = r"[\"'`]") -> re.Pattern[str]:
    """Return the pattern that finds comments, strings, other tokens that may hold quotes, and quotes that pair not."""
    return re.compile(rf"(?P<comment>{comment})|(?P<other>{other})|(?P<string>{string})|(?P<stray>{stray})", re.DOTALL)


@dataclass(frozen=True, slots=True, repr=False)
class Literal:
    """A string literal that holds the secret."""

    text: str
    """The whole text of the file."""
    begin: int
    end: int
    prefix: str
    """What stands before the opening quote and belongs to it."""
    quote: str
    secret_begin: int
    secret_end: int

    @property
    def body_begin(self) -> int:
        """Offset behind the opening quote."""
        return self.begin + len(self.prefix) + len(self.quote)

    @property
    def body_end(self) -> int:
        """Offset of the closing quote."""
        return self.end - len(self.quote)

    @property
    def before(self) -> str:
        """What the literal holds before the secret, as it is written."""
        return self.text[self.body_begin : self.secret_begin]

    @property
    def after(self) -> str:
        """What the literal holds behind the secret, as it is written."""
        return self.text[self.secret_end : self.body_end]

    @property
    def is_whole(self) -> bool:
        """Whether the literal is the secret and nothing else."""
        return not self.before and not self.after

    def joined(self, read: str, plus: str = " + ") -> str:
        """Return an expression of the literal's pieces with `read` in the secret's place."""
        if self.is_whole:
            return read
        opening = self.prefix + self.quote
        pieces = [f"{opening}{piece}{self.quote}" if piece else "" for piece in (self.before, self.after)]
        return "(" + plus.join(piece for piece in (pieces[0], read, pieces[1]) if piece) + ")"


def literal_at(pattern: re.Pattern[str], spot: Spot) -> Literal:
    """Return the literal that holds the secret. Raises NotCertainError if none does, or the text is not understood."""
    for found in pattern.finditer(spot.text):
        if found.start() >= spot.end:
            break
        if found.end() <= spot.begin:
            if found.lastgroup == "stray":
                raise NotCertainError(
                    f"a quote before it, in line {line_of(spot.text, found.start())}, is not understood"
                )
            continue
        if found.lastgroup == "comment":
            raise NotCertainError("it stands in a comment", "take it out of the comment")
        if found.lastgroup == "string" and found.start() < spot.begin and spot.end < found.end():
            return taken_apart(spot, found.start(), found.end())
        break
    raise NotCertainError("it stands in no string literal")


def taken_apart(spot: Spot, begin: int, end: int) -> Literal:
    """Return the literal `text[begin:end]`, prefix, quotes and all. Raises NotCertainError if it has escapes inside."""
    quote = QUOTES.search(spot.text, begin, end)
    assert quote is not None
    prefix = spot.text[begin : quote.start()]
    literal = Literal(spot.text, begin, end, prefix, quote.group(), spot.begin, spot.end)
    if spot.begin < literal.body_begin or spot.end > literal.body_end:
        raise NotCertainError("it is more than the contents of a string literal")
    secret = spot.text[spot.begin : spot.end]
    if "\\" in secret or literal.quote[0] in secret:
        raise NotCertainError("it is written with escapes")
    return literal


def refuse_interpolation(literal: Literal, signs: str) -> None:
    """Raise NotCertainError if the secret holds one of the signs, which the language reads in such a literal."""
    if any(sign in signs for sign in literal.text[literal.secret_begin : literal.secret_end]):
        raise NotCertainError("the language reads signs in it")


def line_of(text: str, at: int) -> int:
    """Return the 1-based line of an offset."""
    return text.count("\n", 0, at) + 1


def line_before(text: str, at: int) -> str:
    """Return what stands before the offset in its line."""
    return text[text.rfind("\n", 0, at) + 1 : at]


def preceding(text: str, at: int) -> str:
    """Return the last character before the offset that is no white space; empty at the beginning."""
    return text[:at].rstrip()[-1:]


def following(text: str, at: int) -> str:
    """Return the first character from the offset on that is no white space; empty at the end."""
    return text[at : at + 200].lstrip()[:1]


def open_brackets(pattern: re.Pattern[str], text: str, at: int) -> list[int]:
    """Return the offsets of the brackets that are open at the offset, the innermost last."""
    opened: list[int] = []
    for place in code_places(pattern, text, at):
        sign = text[place]
        if sign in OPENING:
            opened.append(place)
        elif sign in ")]}" and opened:
            opened.pop()
    return opened


def closing_bracket(pattern: re.Pattern[str], text: str, opened: int) -> int:
    """Return the offset of the bracket that closes the one at the offset; the end of the text if none does."""
    depth = 0
    for place in code_places(pattern, text, len(text)):
        if place >= opened:
            depth += 1 if text[place] in OPENING else -1
            if not depth:
                return place
    return len(text)


def code_places(pattern: re.Pattern[str], text: str, until: int) -> Iterator[int]:
    """Yield the offsets of all brackets in code, not in comments or strings, before `until`."""
    at = 0
    for found in pattern.finditer(text, 0, until):
        yield from (at + place for place, sign in enumerate(text[at : found.start()]) if sign in "()[]{}")
        at = found.end()
    yield from (at + place for place, sign in enumerate(text[at:until]) if sign in "()[]{}")


def stray_quote(pattern: re.Pattern[str], text: str) -> str:
    """Return that a quote is never closed; empty: each is."""
    stray = any(found.lastgroup == "stray" for found in pattern.finditer(text))
    return "a quote is never closed" if stray else ""


def code_only(pattern: re.Pattern[str], text: str) -> str:
    """Return the text with blanks in the place of comments and strings."""
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def newline_of(text: str) -> str:
    """Return the line end that the text has."""
    return "\r\n" if "\r\n" in text else "\n"
