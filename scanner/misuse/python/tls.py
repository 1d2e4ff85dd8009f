"""Credentials that are sent without a check of the server's certificate."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from scanner.misuse.python.module import arguments, keyword, last_name, name_of, shown_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.misuse.interface import Hit
    from scanner.misuse.python.module import Module


LOCAL = {"decode", "jwt_decode", "loads"}
"""Calls whose `verify` is about a signature, not about a connection."""


def unchecked(module: Module) -> Iterator[Hit]:
    """Yield each call with `verify=False` (`ssl=False`) and credentials beside it."""
    for call, _ in module.calls():
        off = keyword(call, "verify", "verify_ssl", "ssl_verify", "ssl")
        if last_name(call.func) in LOCAL or not (isinstance(off, ast.Constant) and off.value is False):
            continue
        credentials = [secret for value in arguments(call) for secret in shown_secrets(value)]
        login = keyword(call, "auth")
        if login is not None and not (isinstance(login, ast.Constant) and login.value is None):
            credentials.append("auth")
        if any(_authorises(value) for value in arguments(call)):
            credentials.append("Authorization")
        if credentials:
            yield module.hit(
                "misuse-credentials-without-tls-check",
                call.func,
                f"{name_of(call.func)}({credentials[0]}, verify=False)",
            )


def _authorises(node: ast.expr) -> bool:
    return isinstance(node, ast.Dict) and any(
        isinstance(key, ast.Constant) and str(key.value).lower() in ("authorization", "x-api-key") for key in node.keys
    )
