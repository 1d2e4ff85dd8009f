"""Arguments: `define("PASSWORD", "…")`, `setPassword("…")`, `storePassword "…"`."""

from __future__ import annotations

from scanner.engine.syntax.forms.interface import Reading
from scanner.engine.syntax.forms.values import quoted_behind
from scanner.text.pattern import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.engine.syntax.named import Named, Shape

ARGUMENT = rb"""(?x) \s{0,8}+ , \s{0,40}+
(?: (?:default|defaultValue|fallback|def|value) \s{0,4}+ [=:] \s{0,4}+ )?+
[bBrRuUL@N$]{0,2} (?=\\?["'`]) """
CALL = rb"""\(\s{0,40}+[bBrRuUL@$]{0,2}(?=["'`])"""
TUPLE = rb"""[ \t]{0,8}+,\s{0,40}+(?:<<)?+(?=")"""
ERLANG = (b".erl", b".hrl", b".escript", b".config", b".app.src", b".terms", b".eterm")
STATEMENT = rb"""[ \t]{1,24}+(?=["'])"""
STATEMENT_HEAD = rb"""(?xi) [ \t]*+
(?: \#[ \t]{0,4}define[ \t]+ | (?:ENV|ARG|default)[ \t]+ | set(?:env|x)?[ \t]+(?:-[a-z]{1,3}[ \t]+)? | -
  | .{0,200}? (?<![\w:]) [:@] | .{0,200}? [{;] [ \t]*+ | \(def[ \t]+ )?
\Z """
GETTERS = tuple(
    b"get read load fetch find lookup is has from print log input prompt assert expect validate verify decode "
    b"parse hash should must can will cannot encrypt decrypt delete remove create make generate require check "
    b"test show mask redact strip describe it".split()
)
"""Beginnings of functions that take the name of a secret, or any text, rather than the secret."""

IN_CALL = rb"""[\w\]>]\(\s{0,40}(?:["'][^"'\r\n]{0,40}["']\s{0,4},\s{0,16}){0,2}[bBrRuU@]?\Z"""
PAIR_BEGIN = (b"(", b"{")
LONGEST_SPACE = 40
PAIR_END = rb"\s{0,40}[)}]"
MORE_TEXTS = rb"\s{0,8}+,\s{0,80}+[\"'][^\"'\r\n]{0,80}+[\"']\s{0,8}+,"
"""A list of texts goes on, in which the name was one of many."""

CALL_END = rb"\s{0,40}(?:\)|\.[A-Za-z])"


class Argument:
    """The value behind a name and a comma: two arguments of a call, or a pair that holds nothing else."""

    def fits(self, shape: Shape) -> bool:
        """Whether the name is quoted and a comma follows."""
        return shape.sign == b"," and shape.is_quoted and not shape.is_bracketed and not shape.is_value

    def readings(self, content: bytes, name: Named, path: bytes) -> Iterator[Reading]:
        """Yield the value; one with spaces is a text."""
        before = name.before[-120:]
        is_call = b"(" in before and compiled(IN_CALL).search(before)
        if not is_call and not opens_pair(before):
            return
        for reading in quoted_behind("argument", ARGUMENT, content, name.behind):
            behind = reading.literal.behind
            is_whole = (
                not compiled(MORE_TEXTS).match(content, behind)
                if is_call
                else compiled(PAIR_END).match(content, behind)
            )
            if is_whole and b" " not in reading.literal.value:
                yield reading


def opens_pair(before: bytes) -> bool:
    """Whether the text before a name ends in a bracket, and perhaps some space."""
    end = before[-LONGEST_SPACE - 1 :].rstrip()
    return end.endswith(PAIR_BEGIN)


class Tuple:
    """The value behind an atom and a comma in a tuple of Erlang: `{password, "…"}`, `{token, <<"…">>}`."""

    def fits(self, shape: Shape) -> bool:
        """Whether the name opens a tuple."""
        return shape.sign == b"," and not shape.is_quoted and shape.before == b"{"

    def readings(self, content: bytes, name: Named, path: bytes) -> Iterator[Reading]:
        """Yield the value, in the files of Erlang."""
        if path.lower().endswith(ERLANG):
            yield from quoted_behind("tuple", TUPLE, content, name.behind)


class Call:
    """The one argument of a function that is named after the secret."""

    def fits(self, shape: Shape) -> bool:
        """Whether a parenthesis opens behind the name."""
        return shape.sign == b"(" and not shape.is_quoted

    def readings(self, content: bytes, name: Named, path: bytes) -> Iterator[Reading]:
        """Yield the argument of a function that is no getter."""
        function = content[name.begin : name.end].rpartition(b".")[2].lower()
        if function.startswith(GETTERS):
            return
        for reading in quoted_behind("call", CALL, content, name.behind):
            if compiled(CALL_END).match(content, reading.literal.behind):
                yield reading


class Statement:
    """A line of a name and a quoted value, as in Gradle and Ruby, or behind `#define`, `{` or `;`."""

    def fits(self, shape: Shape) -> bool:
        """Whether a quote opens behind a bare name."""
        return shape.sign in (b'"', b"'") and not shape.is_quoted

    def readings(self, content: bytes, name: Named, path: bytes) -> Iterator[Reading]:
        """Yield the value, if it and its name make up the line."""
        if compiled(STATEMENT_HEAD).match(name.before, name.before.rfind(b"\n") + 1):
            yield from quoted_behind("statement", STATEMENT, content, name.behind)
