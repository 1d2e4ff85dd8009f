"""`Module`: a parsed file with what the detectors ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import tree_sitter
import tree_sitter_javascript
import tree_sitter_typescript

from scanner.misuse.interface import Hit
from scanner.misuse.names import is_secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

WANTED = """
(call_expression) @call
(throw_statement) @throw
(template_string) @template
(binary_expression) @binary
(member_expression) @member
(subscript_expression) @subscript
(variable_declarator) @declared
(new_expression) @new
(pair) @pair
"""
FUNCTIONS = {"function_declaration", "method_definition", "function_expression", "arrow_function", "function"}
CONTAINERS = {"template_string", "template_substitution", "parenthesized_expression", "object", "array"}
PASSED_ON = {"String", "encodeURIComponent", "JSON.stringify", "encodeURI"}
"""Calls whose result shows their argument."""


@dataclass(frozen=True, slots=True)
class Module:
    """A file's nodes by kind, in the order of the text."""

    calls: tuple[Node, ...]
    throws: tuple[Node, ...]
    templates: tuple[Node, ...]
    sums: tuple[Node, ...]
    members: tuple[Node, ...]
    subscripts: tuple[Node, ...]
    declared: tuple[Node, ...]
    made: tuple[Node, ...]
    pairs: tuple[Node, ...]
    path: bytes
    content: bytes

    def constants(self) -> dict[str, Node]:
        """Return the values of the names that are declared once."""
        values: dict[str, Node] = {}
        twice = set()
        for each in self.declared:
            name, value = each.child_by_field_name("name"), each.child_by_field_name("value")
            if name is not None and name.type == "identifier" and value is not None:
                twice |= {text(name)} & values.keys()
                values[text(name)] = value
        return {name: value for name, value in values.items() if name not in twice}


@cache
def _grammar(name: str) -> tuple[tree_sitter.Parser, tree_sitter.Query]:
    pointer = {
        "javascript": tree_sitter_javascript.language,
        "typescript": tree_sitter_typescript.language_typescript,
        "tsx": tree_sitter_typescript.language_tsx,
    }[name]()
    language = tree_sitter.Language(pointer)
    return tree_sitter.Parser(language), tree_sitter.Query(language, WANTED)


def parse(path: bytes, content: bytes, grammar: str) -> Module:
    """Return the parsed file; parts that are not of the language are left out by the parser."""
    parser, query = _grammar(grammar)
    found = tree_sitter.QueryCursor(query).captures(parser.parse(content).root_node)

    def nodes(name: str) -> tuple[Node, ...]:
        return tuple(sorted(found.get(name, ()), key=lambda node: node.start_byte))

    kinds = ("call", "throw", "template", "binary", "member", "subscript", "declared", "new", "pair")
    calls, throws, templates, sums, members, subscripts, declared, made, pairs = map(nodes, kinds)
    return Module(calls, throws, templates, sums, members, subscripts, declared, made, pairs, path, content)


def hit(rule: str, node: Node, shown: str) -> Hit:
    """Return the hit at a node."""
    return Hit(rule, node.start_byte, node.end_byte, shown)


def text(node: Node | None) -> str:
    """Return the text of a node; empty if there is none."""
    return "" if node is None or node.text is None else node.text.decode("utf-8", "replace")


def called(call: Node) -> str:
    """Return the dotted name of what is called; empty for anything else than a short name."""
    name = text(call.child_by_field_name("function"))
    return name if len(name) < 80 and all(part.isidentifier() for part in name.replace("$", "_").split(".")) else ""


def arguments(call: Node) -> list[Node]:
    """Return the arguments of a call."""
    given = call.child_by_field_name("arguments")
    return [] if given is None else given.named_children


def is_literal(node: Node | None, least: int = 1) -> bool:
    """Whether the node is a text of at least that length, without anything put into it."""
    if node is None:
        return False
    if node.type == "call_expression" and called(node) == "Buffer.from":
        return is_literal(next(iter(arguments(node)), None), least)
    plain = node.type == "string" or (
        node.type == "template_string" and not any(child.type == "template_substitution" for child in node.children)
    )
    return plain and len(text(node)) - 2 >= least


def shown_secrets(node: Node) -> Iterator[str]:
    """Yield the names of the secrets whose values a text made of this expression shows."""
    name = _own_name(node)
    if is_secret(name.rpartition(".")[2]):
        yield name
    for part in _parts(node):
        yield from shown_secrets(part)


def _own_name(node: Node) -> str:
    """Return the name of the value that an expression fetches: a variable, a property, a key; empty if none."""
    if node.type in ("identifier", "shorthand_property_identifier"):
        return text(node)
    if node.type == "member_expression":
        return _short(text(node))
    if node.type == "subscript_expression":
        return text(node.child_by_field_name("index")).strip("\"'`")
    return ""


def _parts(node: Node) -> list[Node]:
    """Return the expressions whose values show in the text that is made of this one."""
    if node.type in CONTAINERS:
        return node.named_children
    wanted: list[Node | None] = []
    if node.type == "pair":
        wanted = [node.child_by_field_name("value")]
    elif node.type == "binary_expression" and text(node.child_by_field_name("operator")) == "+":
        wanted = [node.child_by_field_name("left"), node.child_by_field_name("right")]
    elif node.type == "call_expression" and called(node) in PASSED_ON:
        wanted = [*arguments(node)[:1]]
    return [child for child in wanted if child is not None]


def _short(name: str) -> str:
    return name if len(name) < 60 and name.replace(".", "").replace("_", "").isalnum() else name.rpartition(".")[2]


def function_around(node: Node | None) -> Node | None:
    """Return the function that a node stands in; None if it stands in none."""
    around = node.parent if node is not None else None
    while around is not None and around.type not in FUNCTIONS:
        around = around.parent
    return around


def function_name(node: Node) -> str:
    """Return the name of the function that a node stands in, or of the variable that holds it; empty if none has."""
    return own_name(function_around(node))


def own_name(function: Node | None) -> str:
    """Return the name of a function, or of the variable or key that holds it; empty if it has none."""
    if function is None:
        return ""
    name = text(function.child_by_field_name("name"))
    if not name and function.parent is not None:
        name = text(function.parent.child_by_field_name("name")) or text(function.parent.child_by_field_name("key"))
    return name


def function_text(node: Node) -> str:
    """Return the text of the function that a node stands in."""
    return text(function_around(node))
