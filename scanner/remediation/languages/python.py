"""Python: `os.environ["NAME"]`, and `import os` where it belongs."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from scanner.remediation.languages.interface import NotCertainError, Splice
from scanner.remediation.languages.literals import newline_of, preceding, refuse_interpolation, taken_apart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.remediation.languages.interface import Spot
    from scanner.remediation.languages.literals import Literal

UNUSUAL_END = re.compile("\r(?!\n)|[\f\v\x1c-\x1e\x85\u2028\u2029]")
"""What ends a line for some, and not for others."""

DEFAULT = r"\bos\.(?:environ\.get|getenv)\(\s*[\"']NAME[\"']\s*,\s*\Z"
"""A look-up of which the literal is the default: without it, the look-up fails where the variable is missing."""

F_START = getattr(tokenize, "FSTRING_START", -1)
F_END = getattr(tokenize, "FSTRING_END", -1)


class Python:
    """Python 3."""

    by_hand = 'read it with os.environ["NAME"]'

    def rewrite(self, spot: Spot) -> tuple[Splice, ...]:
        """Return the literal's replacement, and the import that it needs."""
        tree = parsed(spot.text)
        strings = list(string_tokens(spot.text))
        begin, end = string_around(spot, strings)
        literal = taken_apart(spot, begin, end)
        if is_statement(tree, spot.text, begin):
            raise NotCertainError("it stands in a docstring", "take it out of the text")
        beside = any(other[1] <= begin and not spot.text[other[1] : begin].strip("\\\r\n\t ") for other in strings)
        beside |= any(end <= other[0] and not spot.text[end : other[0]].strip("\\\r\n\t ") for other in strings)
        expression = replacement(spot, literal, beside)
        look_up = re.search(DEFAULT.replace("NAME", spot.name), spot.text[:begin])
        behind = re.match(r"\s*,?\s*\)", spot.text[end:])
        if look_up is not None and behind is not None and literal.is_whole:
            return (Splice(look_up.start(), end + behind.end(), f'os.environ["{spot.name}"]'),)
        return (*imported(tree, spot, begin), Splice(begin, end, expression))

    def fault(self, text: str, path: str) -> str:
        """Return what Python's own parser says."""
        try:
            parsed(text)
        except NotCertainError as error:
            return error.why
        return ""


PYTHON = Python()


def parsed(text: str) -> ast.Module:
    """Return the syntax tree. Raises NotCertainError if there is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text.encode("utf-8", "surrogateescape"))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        raise NotCertainError(f"the file is no Python that parses{f' (line {line})' if line else ''}") from None


def string_tokens(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each string literal begins and ends, f-strings as a whole. Raises NotCertainError."""
    if UNUSUAL_END.search(text):
        raise NotCertainError("the file has unusual line ends")
    starts = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]
    depth, outer = 0, 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text, newline="").readline):
            begin, end = (starts[row - 1] + column for row, column in (token.start, token.end))
            if token.type == F_START:
                outer = begin if not depth else outer
                depth += 1
            elif token.type == F_END:
                depth -= 1
                if not depth:
                    yield outer, end
            elif token.type == tokenize.STRING and not depth:
                yield begin, end
    except (tokenize.TokenError, SyntaxError, IndexError):
        raise NotCertainError("the file is no Python that parses") from None


def string_around(spot: Spot, strings: list[tuple[int, int]]) -> tuple[int, int]:
    """Return the literal that the secret stands in. Raises NotCertainError if it is in none."""
    for begin, end in strings:
        if begin < spot.begin and spot.end < end:
            return begin, end
    line = spot.text[spot.text.rfind("\n", 0, spot.begin) + 1 : spot.begin]
    if "#" in line:
        raise NotCertainError("it stands in a comment", "take it out of the comment")
    raise NotCertainError("it stands in no single string literal")


def is_statement(tree: ast.Module, text: str, begin: int) -> bool:
    """Whether the literal is a statement of its own: a docstring, or one that does nothing."""
    row = text.count("\n", 0, begin) + 1
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            value = node.value
            if value.lineno <= row <= (value.end_lineno or value.lineno):
                return True
    return False


def replacement(spot: Spot, literal: Literal, beside: bool) -> str:
    """Return the expression in the literal's place. `beside`: whether other literals stand next to it."""
    prefix = literal.prefix.lower()
    if spot.text[literal.end :].lstrip(" \t")[:1] == "%" or spot.text[literal.end :].lstrip().startswith(".format"):
        raise NotCertainError("the text around it is a template")
    if "b" in prefix:
        if beside:
            raise NotCertainError("several bytes literals stand side by side")
        return literal.joined(f'os.environ["{spot.name}"].encode()')
    if literal.is_whole and not beside and "f" not in prefix:
        return f'os.environ["{spot.name}"]'
    if len(literal.quote) == 3:
        if literal.before.strip() or literal.after.strip() or beside or "f" in prefix or "\\" in literal.after:
            raise NotCertainError("it is part of a text of several lines")
        edges = [
            edge.replace("\r\n", "\n").replace("\n", "\\n").replace("\t", "\\t")
            for edge in (literal.before, literal.after)
        ]
        pieces = (
            f'"{edges[0]}"' if edges[0] else "",
            f'os.environ["{spot.name}"]',
            f'"{edges[1]}"' if edges[1] else "",
        )
        return "(" + " + ".join(piece for piece in pieces if piece) + ")"
    return as_f_string(spot, literal)


def as_f_string(spot: Spot, literal: Literal) -> str:
    """Return the literal as an f-string that reads the variable. Its own fields stay."""
    prefix, before, after = literal.prefix, literal.before, literal.after
    if "f" in prefix.lower():
        refuse_interpolation(literal, "{}")
        if before.replace("{{", "").count("{") != before.replace("}}", "").count("}"):
            raise NotCertainError("it stands in a field of an f-string")
    else:
        if "\\N{" in before + after:
            raise NotCertainError("the text around it names characters")
        before, after = (piece.replace("{", "{{").replace("}", "}}") for piece in (before, after))
        prefix = "fr" if "r" in prefix.lower() and "\\" in before + after else "f"
    inner = "'" if literal.quote == '"' else '"'
    return f"{prefix}{literal.quote}{before}{{os.environ[{inner}{spot.name}{inner}]}}{after}{literal.quote}"


def imported(tree: ast.Module, spot: Spot, at: int) -> tuple[Splice, ...]:
    """Return the splice that imports `os`; none if it is there already. Raises NotCertainError if `os` is taken."""
    row = spot.text.count("\n", 0, at) + 1
    refuse_other_os(tree, row)
    body = list(tree.body)
    for node in body:
        if isinstance(node, ast.Import) and node.lineno < row and any(brings_os(alias) for alias in node.names):
            return ()
    newline = newline_of(spot.text)
    first = body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        body.pop(0)
    while body and isinstance(body[0], ast.ImportFrom) and body[0].module == "__future__":
        body.pop(0)
    assert body  # the literal's own statement is no docstring
    target = body[0]
    if isinstance(target, ast.Import | ast.ImportFrom):
        target = sorted_place(body)
    line = min([target.lineno, *(each.lineno for each in getattr(target, "decorator_list", []))])
    begin = 0
    for _ in range(line - 1):
        begin = spot.text.index("\n", begin) + 1
    if spot.text[begin : begin + 1].isspace() or preceding(spot.text, begin) in (";", "\\"):
        raise NotCertainError("there is no place for `import os`")
    if isinstance(target, ast.Import | ast.ImportFrom):
        return (Splice(begin, begin, f"import os{newline}"),)
    above = spot.text[:begin].splitlines()[-1:]
    gap = newline if above and above[0].endswith(('"', "'")) else ""
    return (Splice(begin, begin, f"{gap}import os{newline}{newline}"),)


def refuse_other_os(tree: ast.Module, row: int) -> None:
    """Raise NotCertainError if the file gives the name `os` to anything but the module.

    The module is something else as well where a function around the row imports it: the name is the function's own
    then, also before the import.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.lineno <= row <= (node.end_lineno or row):
            inner = [alias for each in ast.walk(node) if isinstance(each, ast.Import) for alias in each.names]
            if any(brings_os(alias) for alias in inner):
                raise NotCertainError("the name `os` is one of the function's own, which imports it")
        taken = isinstance(node, ast.Name) and node.id == "os" and not isinstance(node.ctx, ast.Load)
        taken |= isinstance(node, ast.arg) and node.arg == "os"
        taken |= isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == "os"
        taken |= isinstance(node, ast.ImportFrom | ast.Import) and any(
            (alias.asname or (alias.name if isinstance(node, ast.ImportFrom) else "")) == "os" for alias in node.names
        )
        if taken:
            raise NotCertainError("the name `os` means something else in this file")


def sorted_place(body: list[ast.stmt]) -> ast.stmt:
    """Return the import before which `import os` keeps the first block of imports sorted; else the first one."""
    for before, after in pairwise(body):
        if not (isinstance(before, ast.Import) and before.names[0].name < "os"):
            return before
        if not isinstance(after, ast.Import | ast.ImportFrom) or after.lineno != (before.end_lineno or 0) + 1:
            break
    return body[0]


def brings_os(alias: ast.alias) -> bool:
    """Whether the import makes the name `os` the module."""
    return alias.asname is None and alias.name.split(".")[0] == "os"
