"""What a value may be made of: text, references and calls. Parsed here, evaluated elsewhere, never executed."""

from __future__ import annotations

from scanner.record import NamedTuple
from scanner.text.lazy_pattern import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
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

QUOTED = lazy(r"(?s)\"((?:[^\"\\\n]++|\\.)*)\"|'((?:[^'\\\n]++|\\.)*)'|`((?:[^`\\\n]++|\\.)*)`")
DOLLAR = lazy(
    r"\\\$|\$\$|\$\((?P<command>[^)]*)\)?"
    r"|\$\{(?P<braced>[A-Za-z_]\w*)(?:(?P<sign>:?[-+?])(?P<default>[^{}]*))?\}"
    r"|\$(?P<bare>[A-Za-z_]\w*)"
)
BETWEEN_COMMENTED = lazy(r"(?:[ \t]|(?:\#[^\n]*)?\n[ \t]*\#[ \t]*)*")
BETWEEN = lazy(r"(?:[ \t\n\r]|(?<=\s)\#[^\n]*)*")
DEEPEST = 50


class SyntaxFault(Exception):  # noqa: N818  told apart from the errors that reach a user
    """A call, list or table that cannot be read; the text says why."""


def expand(text: str, quoted: bool = True) -> Expression:
    """Return what `text` stands for: `$NAME`, `${NAME}` and `${NAME:-default}` are references, `$(…)` is a command."""
    if "$" not in text:
        return Text(text, quoted)
    name = text[2:-1] if text.startswith("${") and text.endswith("}") else text[1:]
    if text[0] == "$" and name.isascii() and name.isidentifier():
        return Reference(name)  # the usual one, without a pattern
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
    if raw[-1] in ")]}" or raw[name_end(raw, 0) : name_end(raw, 0) + 1] == "(":
        called = _whole(raw)
        if called is not None:
            return called
    return Call("undefined", ()) if raw == "undefined" else expand(raw, quoted=False)


def _whole(raw: str) -> Expression | None:
    """Return the call, list or table that `raw` is; None if it is text. Raises SyntaxFault."""
    at = name_end(raw, 0)
    if raw[at : at + 1] != "(" and raw[0] not in "[{":
        return None
    reader = ArgumentReader(raw)
    try:
        value = reader.value()
        reader.space()
    except SyntaxFault:
        if not at or raw[-1] != ")":
            return None  # JSON, for one, or text such as `a(b`
        raise
    if reader.at == len(raw):
        return value
    if not at:
        return None
    raise SyntaxFault(f"goes on behind {raw[:at]}(…)")


class ArgumentReader:
    """Reads calls, lists and tables, and what stands in them."""

    def __init__(self, text: str, at: int = 0, continued: bool = False) -> None:
        """Begin at offset `at`; `continued`: lines that go on begin with `#`, as in comments."""
        self.text = text
        self.at = at
        self._depth = 0
        self._continued = continued

    def space(self) -> None:
        """Go over space, ends of lines that go on, and comments in them."""
        at = self._behind(self.at, " \t" if self._continued else " \t\n\r")
        if self.text[at : at + 1] in ({"#", "\n"} if self._continued else {"#"}):
            found = (BETWEEN_COMMENTED if self._continued else BETWEEN).match(self.text, self.at)
            assert found is not None
            at = found.end()
        self.at = at

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
        end = name_end(self.text, self.at)
        if end > self.at and self.text[end : end + 1] == "(":
            name, self.at = self.text[self.at : end], end
            return Call(name, *self._list(")"))
        if first and first in "\"'`":
            return self._quoted()
        return self._bare(stops)

    def _quoted(self) -> Expression:
        quote = self.text[self.at]
        end = self.text.find(quote, self.at + 1) + 1
        if not end or any(one in self.text[self.at : end] for one in "\\\n"):
            found = QUOTED.match(self.text, self.at)
            if not found:
                raise SyntaxFault("has a quote that is not closed")
            end = found.end()
        text, self.at = unescape(self.text[self.at + 1 : end - 1], quote), end
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
            end = name_end(self.text, self.at) if closing != "]" else self.at
            equals = self._equals(end, closing == "}") if end > self.at else 0
            if equals:
                key, self.at = self.text[self.at : end], equals
                options.append((key, self.value(f",{closing}")))
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

    def _equals(self, at: int, spaced: bool) -> int:
        """Return the offset behind the `=` that stands at `at`, with blanks on its sides if `spaced`; 0: none does."""
        at = self._behind(at, " \t") if spaced else at
        if self.text[at : at + 1] != "=":
            return 0
        return self._behind(at + 1, " \t") if spaced else at + 1

    def _behind(self, at: int, blanks: str) -> int:
        while at < len(self.text) and self.text[at] in blanks:
            at += 1
        return at


def name_end(text: str, at: int) -> int:
    """Return the offset behind the name that begins at `at`; `at` itself: none does."""
    first = text[at : at + 1]
    if not (first.isascii() and first.isalpha()):
        return at
    at += 1
    while at < len(text) and (text[at].isalnum() or text[at] == "_"):
        at += 1
    return at
