"""Secrets that are logged, printed, or put into exceptions."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from scanner.misuse.python.module import arguments, keyword, name_of, shown_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scanner.misuse.interface import Hit
    from scanner.misuse.python.module import Module

LEVELS = {"debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "log", "trace", "success"}
PRINTERS = {"print", "pprint", "pprint.pprint", "sys.stdout.write", "sys.stderr.write", "click.echo", "click.secho"}
STREAMS = {"sys.stdout", "sys.stderr"}

OFTEN_NAMED = {"secret", "privatekey", "private_key"}
"""What messages name so is as often the name of a secret in a store, or of a key's file."""


def logged(module: Module) -> Iterator[Hit]:
    """Yield each secret that is given to a logger."""
    for call, _ in module.calls():
        name = name_of(call.func)
        owner, _, level = name.rpartition(".")
        if level in LEVELS and "log" in owner.rpartition(".")[2].lower():
            for secret in _unique(arguments(call)):
                yield module.hit("misuse-secret-in-log", call.func, f"{name}({secret})")


def printed(module: Module) -> Iterator[Hit]:
    """Yield each secret that is written to standard output or error."""
    for call, _ in module.calls():
        name = name_of(call.func)
        stream = keyword(call, "file")
        if name in PRINTERS and (stream is None or name_of(stream) in STREAMS):
            for secret in _unique(call.args):
                yield module.hit("misuse-secret-in-output", call.func, f"{name}({secret})")


def raised(module: Module) -> Iterator[Hit]:
    """Yield each secret that becomes part of an exception's message."""
    for node, _ in module.nodes:
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            texts = [each for each in node.exc.args if isinstance(each, ast.JoinedStr | ast.BinOp | ast.Call)]
            for secret in _unique(texts):
                if secret.rpartition(".")[2].lower() in OFTEN_NAMED:
                    continue
                yield module.hit(
                    "misuse-secret-in-exception", node.exc.func, f"raise {name_of(node.exc.func)}({secret})"
                )


def _unique(values: Sequence[ast.expr]) -> list[str]:
    return list(dict.fromkeys(secret for value in values for secret in shown_secrets(value)))
