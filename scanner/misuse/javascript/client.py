"""Secrets of the environment in code that runs in the browser, and in what a bundler puts into it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.misuse.javascript.module import called, hit, text
from scanner.misuse.lines.client import PUBLIC
from scanner.misuse.names import is_secret_variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from scanner.misuse.interface import Hit
    from scanner.misuse.javascript.module import Module

ENVIRONMENTS = ("process.env", "import.meta.env")
DIRECTIVE = re.compile(rb"(?:\s|//[^\n]*\n|/\*(?:[^*]|\*(?!/))*\*/)*[\"']use client[\"']")
HOOKS = re.compile(
    rb"\bimport\b[^;\"']*\buse(?:State|Effect|LayoutEffect|Reducer)\b[^;\"']*"
    rb"\bfrom[ \t]*[\"'](?:react|preact/hooks)[\"']"
)
ELSEWHERE = re.compile(rb"[\"'](?:ink|react-native|electron)(?:/[^\"']*)?[\"']|\"use server\"|'use server'")
"""Code with components that runs in a terminal or beside the file system, or that is called on the server."""

ON_SERVER = re.compile(rb"\bget(?:ServerSideProps|StaticProps|StaticPaths|InitialProps)\b")
CONFIGURATION = re.compile(
    rb"(?:^|/)(?P<tool>next|nuxt|vite|vue|webpack|rollup|rspack|rsbuild|craco|esbuild|quasar)[\w.-]*\.(?:[cm]?[jt]s)$"
)
SHIPPED = {"next": {"env", "publicRuntimeConfig"}, "nuxt": {"env", "public"}, "vite": {"define"}, "quasar": {"env"}}
SHIPPED |= {"esbuild": {"define"}, "rspack": {"define"}, "rsbuild": {"define"}}
PASSED_ON = ("JSON.stringify", "String")
"""Calls whose result shows their argument."""

PLUGINS = ("DefinePlugin", "EnvironmentPlugin")


def in_browser(module: Module) -> Iterator[Hit]:
    """Yield each secret of the environment that a file for the browser reads."""
    if not _runs_in_browser(module):
        return
    for node, name in _read(module):
        if is_secret_variable(name) and not PUBLIC.fullmatch(name.encode()):
            yield hit("misuse-secret-in-client", node, name)


def _runs_in_browser(module: Module) -> bool:
    """Whether the file says that it does, or has components with a state, which servers do not keep."""
    if DIRECTIVE.match(module.content):
        return True
    is_component = HOOKS.search(module.content) and not ELSEWHERE.search(module.content)
    return bool(is_component) and not ON_SERVER.search(module.content)


def _read(module: Module) -> Iterator[tuple[Node, str]]:
    """Yield each place where a variable of the environment is read, and the variable."""
    for member in module.members:
        if text(member.child_by_field_name("object")) in ENVIRONMENTS:
            yield member, text(member.child_by_field_name("property"))
    for each in module.subscripts:
        if text(each.child_by_field_name("object")) in ENVIRONMENTS:
            yield each, text(each.child_by_field_name("index")).strip("\"'`")
    for each in module.declared:
        names = each.child_by_field_name("name")
        if text(each.child_by_field_name("value")) in ENVIRONMENTS and names is not None:
            for part in names.named_children:
                yield part, text(part.child_by_field_name("key") or part)


def bundled(module: Module) -> Iterator[Hit]:
    """Yield each secret of the environment that the configuration of a bundler puts into what browsers get."""
    configuration = CONFIGURATION.search(module.path)
    keys = SHIPPED.get(configuration["tool"].decode(), set()) if configuration else set()
    plugins = [each for each in module.made if _constructor(each) in PLUGINS]
    if not (keys or plugins):
        return
    for member in (*module.members, *module.subscripts):
        owner = text(member.child_by_field_name("object"))
        name = text(member.child_by_field_name("property") or member.child_by_field_name("index")).strip("\"'`")
        is_read = owner in (*ENVIRONMENTS, "env") and is_secret_variable(name) and not PUBLIC.fullmatch(name.encode())
        if is_read and _is_shipped(member, keys):
            yield hit("misuse-secret-in-client", member, name)
    for plugin in plugins:
        if _constructor(plugin) == "EnvironmentPlugin":
            for name in re.findall(r"[\"'](\w+)[\"']", text(plugin)[:2000]):
                if is_secret_variable(name) and not PUBLIC.fullmatch(name.encode()):
                    yield hit("misuse-secret-in-client", plugin, name)
    for pair in module.pairs:
        value = pair.child_by_field_name("value")
        whole = value is not None and text(value) in ("process.env", "JSON.stringify(process.env)")
        if whole and text(pair.child_by_field_name("key")).strip("\"'`") == "process.env" and _is_shipped(pair, keys):
            yield hit("misuse-secret-in-client", pair, "process.env")


def _constructor(node: Node) -> str:
    return text(node.child_by_field_name("constructor")).rpartition(".")[2]


def _is_shipped(node: Node, keys: set[str]) -> bool:
    """Whether a value stands in an object that browsers get, and is no part of a condition."""
    around = node.parent
    while around is not None:
        if around.type == "new_expression" and _constructor(around) in PLUGINS:
            return True
        if around.type == "pair" and text(around.child_by_field_name("key")) in keys:
            return True
        is_result = around.type == "call_expression" and called(around) not in PASSED_ON
        if is_result or around.type in ("unary_expression", "if_statement"):
            return False
        around = around.parent
    return False
