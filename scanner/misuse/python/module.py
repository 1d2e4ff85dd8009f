"""`Module`: a parsed file with what the detectors ask of it."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.misuse.interface import Hit
from scanner.misuse.names import is_secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LINE_END = re.compile(rb"\r\n|\r|\n")
PASSED_ON = {"str", "repr", "format", "quote", "quote_plus", "encode", "bytes"}
"""Calls whose result shows their argument."""

FETCHED = {"getenv", "get"}
"""Calls that fetch the value of the name that they are given."""

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """A file's calls, raised exceptions and functions, in the order of the text."""

    nodes: tuple[tuple[ast.AST, FunctionNode | None], ...]
    """Every node with the function that it stands in."""
    line_starts: tuple[int, ...]
    """Byte offset of each line."""

    def constants(self) -> dict[str, ast.expr]:
        """Return what the module sets each name to, of those that it sets once and outside of functions."""
        values: dict[str, ast.expr] = {}
        twice = set()
        for node, function in self.nodes:
            if isinstance(node, ast.Assign) and function is None and len(node.targets) == 1:
                name = name_of(node.targets[0])
                twice |= {name} & values.keys()
                values[name] = node.value
        return {name: value for name, value in values.items() if name not in twice}

    def calls(self) -> Iterator[tuple[ast.Call, FunctionNode | None]]:
        """Yield every call with the function that it stands in."""
        for node, function in self.nodes:
            if isinstance(node, ast.Call):
                yield node, function

    def hit(self, rule: str, node: ast.expr, shown: str) -> Hit:
        """Return the hit at a node."""
        begin = self.line_starts[node.lineno - 1] + node.col_offset
        end = self.line_starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or node.col_offset)
        return Hit(rule, begin, end, shown)


def parse(content: bytes) -> Module | None:
    """Return the parsed file; None if it is not Python in UTF-8."""
    try:
        text = content.decode("utf-8-sig")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the file's own faults are not this program's to tell
            tree = ast.parse(text)
        nodes = tuple(_nodes(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    mark = len(content) - len(text.encode())
    starts = (0, *(found.end() for found in LINE_END.finditer(content)), len(content))
    return Module(nodes, (mark, *starts[1:]))


def _nodes(tree: ast.AST) -> Iterator[tuple[ast.AST, FunctionNode | None]]:
    stack: list[tuple[ast.AST, FunctionNode | None]] = [(tree, None)]
    while stack:
        node, function = stack.pop()
        yield node, function
        inside = node if isinstance(node, FunctionNode) else function
        stack.extend((child, inside) for child in reversed([*ast.iter_child_nodes(node)]))


def name_of(node: ast.expr) -> str:
    """Return the dotted name that an expression is, as far as it is one: `self.log.info`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return ""


def shown_secrets(node: ast.expr) -> Iterator[str]:
    """Yield the names of the secrets whose values a text made of this expression shows.

    A length, a comparison, a part or the result of any other call shows none.
    """
    name = _own_name(node)
    if is_secret(name.rpartition(".")[2]):
        yield name.lstrip(".")
    for part in _parts(node):
        yield from shown_secrets(part)


def _own_name(node: ast.expr) -> str:
    """Return the name of the value that an expression fetches: a variable, an attribute, a key; empty if none."""
    if isinstance(node, ast.Name | ast.Attribute):
        return node.id if isinstance(node, ast.Name) else name_of(node)
    key: ast.expr | None = None
    if isinstance(node, ast.Subscript):
        key = node.slice
    elif isinstance(node, ast.Call) and node.args and last_name(node.func) in FETCHED:
        key = node.args[0]
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""


def _parts(node: ast.expr) -> Sequence[ast.expr]:
    """Return the expressions whose values show in the text that is made of this one."""
    if isinstance(node, ast.JoinedStr):
        return [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return [node.left, node.right]
    if isinstance(node, ast.Tuple | ast.List):
        return node.elts
    if isinstance(node, ast.Dict):
        return node.values
    if isinstance(node, ast.Call) and last_name(node.func) in PASSED_ON:
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        return [*([owner] if owner is not None and last_name(node.func) != "format" else []), *arguments(node)]
    return []


def last_name(node: ast.expr) -> str:
    """Return the last part of a dotted name, whatever stands before it."""
    return node.attr if isinstance(node, ast.Attribute) else name_of(node)


def arguments(call: ast.Call) -> list[ast.expr]:
    """Return the values that a call is given, by place and by name."""
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def keyword(call: ast.Call, *names: str) -> ast.expr | None:
    """Return the value given under one of these names; None if there is none."""
    return next((each.value for each in call.keywords if each.arg in names), None)


def is_literal(node: ast.expr | None, least: int = 1) -> bool:
    """Whether the expression is a text or bytes written in the code, of at least that length, maybe repeated."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str | bytes) and len(node.value) >= least
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return any(isinstance(side, ast.Constant) and isinstance(side.value, bytes) for side in (node.left, node.right))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "encode":
        return is_literal(node.func.value, least)
    return False
