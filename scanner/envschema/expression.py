"""What a value may be made of: text, references and calls. Parsed here, evaluated elsewhere, never executed."""

from __future__ import annotations

import re

from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias


class Text(NamedTuple):
    """A text that stands for itself."""

    text: str
    quoted: bool = False
    """Whether it stood in quotes, so that `true` or `3` in it is text."""

    def __repr__(self) -> str:
        return "Text(…)"


class Reference(NamedTuple):
    """The value of another item: `$NAME`, `${NAME}`."""

    name: str


class Call(NamedTuple):
    """A call: `name(first, key=second)`. Lists and tables are calls of `[` and `{`."""

    name: str
    arguments: tuple[Expression, ...]
    options: tuple[tuple[str, Expression], ...] = ()


if TYPE_CHECKING:
    Expression: TypeAlias = Text | Reference | Call

NAME = re.compile(r"[A-Za-z]\w*+")
OPENED = re.compile(r"[A-Za-z]\w*+\(")
QUOTED = re.compile(r"\"((?:[^\"\\\n]++|\\.)*)\"|'((?:[^'\\\n]++|\\.)*)'|`((?:[^`\\\n]++|\\.)*)`", re.DOTALL)
DOLLAR = re.compile(
    r"\\\$|\$\$|\$\((?P<command>[^)]*)\)?"
    r"|\$\{(?P<braced>[A-Za-z_]\w*)(?:(?P<sign>:?[-+?])(?P<default>[^{}]*))?\}"
    r"|\$(?P<bare>[A-Za-z_]\w*)"
)
DEEPEST = 50


class SyntaxFault(Exception):  # noqa: N818  told apart from the errors that reach a user
    """A call, list or table that cannot be read; the text says why."""


def expand(text: str, quoted: bool = True) -> Expression:
    """Return what `text` stands for: `$NAME`, `${NAME}` and `${NAME:-default}` are references, `$(…)` is a command."""
    if "$" not in text:
        return Text(text, quoted)
    parts: list[Expression] = []
    at = 0
    for found in DOLLAR.finditer(text):
        if found.start() > at:
            parts.append(Text(text[at : found.start()], quoted=True))
        at = found.end()
        parts.append(_dollar(found))
    if not parts:
        return Text(text, quoted)
    if at < len(text):
        parts.append(Text(text[at:], quoted=True))
    return parts[0] if len(parts) == 1 else Call("concat", tuple(parts))


def _dollar(found: re.Match[str]) -> Expression:
    if found["command"] is not None:
        return Call("exec", (Text(found["command"], quoted=True),))
    name = found["braced"] or found["bare"]
    if name is None:
        return Text("$", quoted=True)
    if not found["sign"]:
        return Reference(name)
    default = Text(found["default"], quoted=True)
    if found["sign"].endswith("+"):
        return Call("if", (Call("not", (Call("isEmpty", (Reference(name),)),)), default, Text("", quoted=True)))
    if found["sign"].endswith("?"):
        return Reference(name)
    return Call("fallback", (Reference(name), default))


def unescape(raw: str, quote: str) -> str:
    r"""Return a quoted text without its escapes: the quote itself, and in all but single quotes `\n`."""
    if "\\" not in raw:
        return raw
    raw = raw.replace("\\" + quote, quote)
    return raw if quote == "'" else raw.replace("\\n", "\n")


def item_value(raw: str, quote: str) -> Expression | None:
    """Return what the value of an item stands for; None: nothing is set (`KEY=`). Raises SyntaxFault."""
    if quote:
        text = unescape(raw, quote)
        return Text(text, quoted=True) if quote == "'" else expand(text)
    if not raw:
        return None
    if raw[-1] in ")]}" or OPENED.match(raw):
        called = _whole(raw)
        if called is not None:
            return called
    return Call("undefined", ()) if raw == "undefined" else expand(raw, quoted=False)


def _whole(raw: str) -> Expression | None:
    """Return the call, list or table that `raw` is; None if it is text. Raises SyntaxFault."""
    opening = NAME.match(raw)
    at = opening.end() if opening else 0
    if raw[at : at + 1] != "(" and raw[0] not in "[{":
        return None
    reader = ArgumentReader(raw)
    try:
        value = reader.value()
        reader.space()
    except SyntaxFault:
        if opening is None or raw[-1] != ")":
            return None  # JSON, for one, or text such as `a(b`
        raise
    if reader.at == len(raw):
        return value
    if opening is None:
        return None
    raise SyntaxFault(f"goes on behind {opening[0]}(…)")


class ArgumentReader:
    """Reads calls, lists and tables, and what stands in them."""

    def __init__(self, text: str, at: int = 0, continued: bool = False) -> None:
        """Begin at offset `at`; `continued`: lines that go on begin with `#`, as in comments."""
        self.text = text
        self.at = at
        self._depth = 0
        self._between = re.compile(
            r"(?:[ \t]|(?:\#[^\n]*)?\n[ \t]*\#[ \t]*)*" if continued else r"(?:[ \t\n\r]|(?<=\s)\#[^\n]*)*"
        )

    def space(self) -> None:
        """Go over space, ends of lines that go on, and comments in them."""
        found = self._between.match(self.text, self.at)
        assert found is not None
        self.at = found.end()

    def value(self, stops: str = ",)") -> Expression:
        """Read a value: quoted, a call, a list, a table, or bare up to one of `stops` or space. Raises SyntaxFault."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise SyntaxFault(f"is nested deeper than {DEEPEST} calls")
        try:
            return self._value(stops)
        finally:
            self._depth -= 1

    def _value(self, stops: str) -> Expression:
        first = self.text[self.at : self.at + 1]
        if first == "[":
            return Call("[", *self._list("]"))
        if first == "{":
            return Call("{", *self._list("}"))
        name = NAME.match(self.text, self.at)
        if name and self.text[name.end() : name.end() + 1] == "(":
            self.at = name.end()
            return Call(name[0], *self._list(")"))
        if first and first in "\"'`":
            return self._quoted()
        return self._bare(stops)

    def _quoted(self) -> Expression:
        found = QUOTED.match(self.text, self.at)
        if not found:
            raise SyntaxFault("has a quote that is not closed")
        self.at = found.end()
        quote = found[0][0]
        text = unescape(found[0][1:-1], quote)
        return Text(text, quoted=True) if quote == "'" else expand(text)

    def _bare(self, stops: str) -> Expression:
        begin = self.at
        while self.at < len(self.text) and self.text[self.at] not in stops and not self.text[self.at].isspace():
            self.at += 1
        if begin == self.at:
            raise SyntaxFault("lacks a value")
        return expand(self.text[begin : self.at], quoted=False)

    def arguments(self) -> tuple[tuple[Expression, ...], tuple[tuple[str, Expression], ...]]:
        """Read what stands in the parentheses that open here. Raises SyntaxFault."""
        return self._list(")")

    def _list(self, closing: str) -> tuple[tuple[Expression, ...], tuple[tuple[str, Expression], ...]]:
        self.at += 1
        values: list[Expression] = []
        options: list[tuple[str, Expression]] = []
        while True:
            self.space()
            if self.text[self.at : self.at + 1] == closing:
                self.at += 1
                return tuple(values), tuple(options)
            if self.at >= len(self.text):
                raise SyntaxFault(f"lacks its `{closing}`")
            key = NAME.match(self.text, self.at) if closing != "]" else None
            equals = (
                re.compile(r"[ \t]*=[ \t]*" if closing == "}" else "=").match(self.text, key.end()) if key else None
            )
            if key and equals:
                self.at = equals.end()
                options.append((key[0], self.value(f",{closing}")))
            elif options or closing == "}":
                raise SyntaxFault("has a value without a name behind named ones" if options else "needs name=value")
            else:
                values.append(self.value(f",{closing}"))
            self.space()
            following = self.text[self.at : self.at + 1]
            if following == ",":
                self.at += 1
            elif following != closing:
                raise SyntaxFault(f"lacks its `{closing}`" if not following else f"lacks a `,` or `{closing}`")
