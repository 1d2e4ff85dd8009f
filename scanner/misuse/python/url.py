"""Secrets that are put into the query of a URL."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from scanner.misuse.python.module import shown_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.misuse.interface import Hit
    from scanner.misuse.python.module import Module

QUERY = re.compile(r"https?://[^\s\"']*[?&][\w.\-\[\]]+=$|^[^\s\"']*/?[?&][\w.\-\[\]]+=$")
"""The text before a value that stands in a query."""


REACH = 300
"""Characters before a value that are looked at."""


def in_query(module: Module) -> Iterator[Hit]:
    """Yield each secret that follows `?name=` or `&name=` in an f-string or a sum."""
    for node, _ in module.nodes:
        if isinstance(node, ast.JoinedStr):
            for before, part in zip(node.values, node.values[1:], strict=False):
                if _ends_in_query(before) and isinstance(part, ast.FormattedValue):
                    for secret in shown_secrets(part.value):
                        yield module.hit("misuse-secret-in-url", node, f"?…={secret}")
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left = node.left.right if isinstance(node.left, ast.BinOp) else node.left
            if _ends_in_query(left) and not isinstance(node.right, ast.BinOp | ast.JoinedStr):
                for secret in shown_secrets(node.right):
                    yield module.hit("misuse-secret-in-url", left, f"?…={secret}")


def _ends_in_query(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and QUERY.search(node.value[-REACH:]) is not None
    )
