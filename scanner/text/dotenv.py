r"""The reader of `.env` files: statements with their exact places, and nothing about what they should hold.

It accepts what dotenv loaders accept (quotes of three kinds and tripled, `export`, values over several lines, comments
behind values), never expands anything, and goes on behind a fault at the next line. Offsets, lines and columns count
characters of the text that was given; lines end at `\n`, and a `\r` before it belongs to the line's end.
"""

from __future__ import annotations

from scanner.record import NamedTuple
from scanner.text.lazy_pattern import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

STATEMENT = lazy(
    r"[ \t]*+(?:(?P<comment>\#[^\n]*+)"
    r"|(?P<export>export[ \t]++)?(?P<key>[^\s=\#'\"`:]++)(?P<before>[ \t]*+)=(?P<after>[ \t]*+)"
    r"(?P<quote>\"\"\"|```|[\"'`])?)?"
)
UNQUOTED = lazy(r"[^\n]*+")
KEY = lazy(r"[A-Za-z_][A-Za-z0-9_.-]*+\Z")
CLOSING = {
    '"': lazy(r'(?s)(?:[^"\\]++|\\.)*"'),
    "'": lazy(r"(?s)(?:[^'\\]++|\\.)*'"),
    "`": lazy(r"(?s)(?:[^`\\]++|\\.)*`"),
    '"""': lazy(r'(?s)(?:[^"\\]++|\\.|"(?!""))*"""'),
    "```": lazy(r"(?s)(?:[^`\\]++|\\.|`(?!``))*```"),
}
BEHIND = lazy(r"[ \t]*+(\#[^\n]*+)?\r?(?=\n|\Z)")


class Entry(NamedTuple):
    """One assignment: `KEY=value`."""

    key: str
    raw: str
    """The value as it is written, without its quotes and without a comment behind it; no escape is read."""
    quote: str
    """What it is quoted with, or empty."""
    line: int
    """1-based line of the key."""
    column: int
    """1-based column of the key."""
    end_line: int
    """Line in which the value ends."""
    value_begin: int
    """Offset of the value, its opening quote included."""
    value_end: int
    """Offset behind the value, its closing quote included."""
    value_column: int
    """1-based column of the value in the key's line."""
    export: bool
    """Whether `export` stands before the key."""
    spaced: bool
    """Whether there is space on a side of the `=`."""
    comment: str
    """The comment behind the value, from its `#`; empty: there is none."""
    comment_apart: bool
    """Whether there is space before that comment."""

    def __repr__(self) -> str:
        return f"Entry({self.key!r}, line={self.line})"


class Comment(NamedTuple):
    """A comment that has its line to itself."""

    text: str
    """From its `#`, without the line's end."""
    line: int
    column: int


class Blank(NamedTuple):
    """A line with nothing but space."""

    line: int


class Broken(NamedTuple):
    """A line that no loader, or not every loader, can read."""

    key: str
    """The name that it would set, as far as it can be told; else empty."""
    message: str
    mend: str
    line: int
    column: int


class EnvText:
    """The text of a `.env` file and its statements."""

    def __init__(self, text: str, literals: bool = False) -> None:
        """Take the text without its byte order mark; `literals`: calls, `[…]` and `{…}` go on over several lines."""
        self.text = text
        self._literals = literals
        self._unclosed = 0

    def statements(self) -> Iterator[Entry | Comment | Blank | Broken]:
        """Yield the statements in the order of the text."""
        text = self.text
        lines = text.split("\n")
        last = len(lines) if lines[-1] else len(lines) - 1
        line, begin = 1, 0
        while line <= last:
            whole = lines[line - 1]
            simple = self._simple(whole, begin, line)
            if simple is not None:
                yield simple
                line, begin = line + 1, begin + len(whole) + 1
                continue
            found = STATEMENT.match(text, begin)
            assert found is not None
            following = line + 1
            if found["key"] is not None:
                statement, following = self._entry(found, begin, line)
                yield statement
            elif found["comment"] is not None:
                at = found.start("comment") - begin
                yield Comment(whole[at:].rstrip("\r"), line, at + 1)
            else:
                yield _not_assigned(whole.strip(), line, found.end() - begin + 1)
            begin += sum(map(len, lines[line - 1 : following - 1])) + following - line
            line = following

    def _simple(self, whole: str, begin: int, line: int) -> Entry | Comment | Blank | None:
        """Return the statement in a line of the kinds that most lines are, without a pattern; None: it is no such."""
        # Tuples are made by their own `__new__`: there are thousands, and by the names of their classes it takes long.
        if not whole or whole.isspace():
            return tuple.__new__(Blank, (line,))
        if whole[0] == "#":
            return tuple.__new__(Comment, (whole.rstrip("\r"), line, 1))
        key, equals, value = whole.partition("=")
        if not (equals and key.isidentifier() and key.isascii()):
            return None
        at = begin + len(key) + 1
        quote, comment, apart, raw = "", "", False, value
        if value.isalnum() or not value:  # the usual one
            closed = at + len(value)
        elif value[0] in "\"'":
            quote = value[0]
            raw, closing, behind = value[1:].partition(quote)
            if not raw or not closing or "\\" in raw or behind not in {"", "\r"}:
                return None
            closed = at + len(raw) + 2
        elif value[0] in " \t`" or (self._literals and any(one in value for one in "([{")):
            return None
        else:
            raw, mark, comment = value.partition("#")
            raw, comment = raw.rstrip(), mark + comment.rstrip("\r")
            closed = at + len(raw)
            apart = value[len(raw) : len(raw) + 1] in {" ", "\t"}
        values = key, raw, quote, line, 1, line, at, closed, at - begin + 1, False, False, comment, apart
        return tuple.__new__(Entry, values)

    def _entry(self, found: re.Match[str], begin: int, line: int) -> tuple[Entry | Broken, int]:
        """Return the entry whose beginning was `found`, and the line behind it."""
        key, column = found["key"], found.start("key") - begin + 1
        if not KEY.match(key):
            mend = "use letters, digits and `_`, not a digit first"
            return Broken(key, "no loader can be trusted with this name", mend, line, column), line + 1
        quote = found["quote"] or ""
        at = found.end() - len(quote)
        if quote:
            end, comment = self._quoted(quote, found.end())
            if end < 0:
                mend = f"close it with {quote}, or leave the quote away"
                return Broken(key, "the quote that opens the value is never closed", mend, line, column), line + 1
            behind = BEHIND.match(self.text, end)
            end_line = line + self.text.count("\n", begin, end - 1)
            if behind is None and end_line > line:
                message = f"the quote that opens the value is closed by that of another, in line {end_line}"
                return Broken(key, message, f"close it in line {line}, with {quote}", line, column), line + 1
            if behind is None:
                mend = f"put {quote} only around the whole value, or escape it inside with a backslash"
                return Broken(key, "there is text behind the closing quote", mend, line, column), line + 1
            comment = behind[1] or ""
            apart = self.text[end : end + 1] in {" ", "\t"}
            raw = self.text[at + len(quote) : end - len(quote)]
        else:
            raw, end, comment = self._unquoted(at)
            apart = self.text[end : end + 1] in {" ", "\t"}
            end_line = line + raw.count("\n")
        spaced = bool(found["before"] or found["after"])
        entry = Entry(
            key,
            raw,
            quote,
            line,
            column,
            end_line,
            at,
            end,
            at - begin + 1,
            bool(found["export"]),
            spaced,
            comment,
            apart,
        )
        return entry, end_line + 1

    def _quoted(self, quote: str, at: int) -> tuple[int, str]:
        closed = CLOSING[quote].match(self.text, at)
        return (closed.end(), "") if closed else (-1, "")

    def _unquoted(self, at: int) -> tuple[str, int, str]:
        line = UNQUOTED.match(self.text, at)
        assert line is not None
        end = line.end()
        if self._literals and self._unclosed < MOST_UNCLOSED:
            closed = end_of_literal(self.text, at)
            self._unclosed += closed < 0 and LITERAL.match(self.text, at) is not None
            if closed > end:
                behind = BEHIND.match(self.text, closed)
                return (self.text[at:closed], closed, behind[1] or "") if behind else (line[0].strip(), end, "")
        value, mark, comment = line[0].partition("#")
        value = value.rstrip()
        return value, at + len(value), mark + comment.rstrip("\r")


def _not_assigned(line: str, number: int, column: int) -> Broken:
    """Return what is wrong with a line that is neither a comment nor an assignment."""
    name = NAMED.match(line)
    key = name[1] if name else ""
    rest = line[name.end() :] if name else line
    if rest.startswith(":"):
        return Broken(key, "a `:` stands where the `=` should", "write NAME=value", number, column)
    if key and not rest:
        return Broken(key, "has no `=`; loaders skip it or read it as they like", "write NAME=", number, column)
    if rest.startswith("="):
        return Broken(key, "there is no name before the `=`", "write NAME=value", number, column)
    return Broken("", "is no assignment and no comment", "write NAME=value, or begin it with `#`", number, column)


NAMED = lazy(r"(?:export\s+)?([A-Za-z_]\w*)\s*")
LITERAL = lazy(r"[A-Za-z]\w*+\(|[\[{]")
PIECE = lazy(r"(?s)[^()\[\]{}\"'`#]++|\"(?:[^\"\\\n]++|\\.)*\"|'(?:[^'\\\n]++|\\.)*'|`(?:[^`\\\n]++|\\.)*`|.")
PAIRS = {"(": ")", "[": "]", "{": "}"}
LONGEST_LITERAL = 65536
"""Characters; a bracket that is not closed by then is a character like others."""

MOST_UNCLOSED = 100
"""Brackets that are never closed; behind them, values end with their lines."""


def end_of_literal(text: str, at: int) -> int:
    """Return the offset behind the call, list or table that begins at `at`; -1 if none does, or it is not closed."""
    if not LITERAL.match(text, at):
        return -1
    open_: list[str] = []
    limit = min(len(text), at + LONGEST_LITERAL)
    while at < limit:
        piece = PIECE.match(text, at)
        assert piece is not None
        first = piece[0]
        at = piece.end()
        if first in PAIRS:
            open_.append(PAIRS[first])
        elif first in ")]}":
            if not open_ or open_.pop() != first:
                return -1
            if not open_:
                return at
        elif first == "#" and text[at - 2 : at - 1].isspace():
            at = text.find("\n", at)
            if at < 0:
                return -1
    return -1
