"""What is looked for in JavaScript: the same misuse as in Python, and secrets in code for the browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.misuse.javascript.module import (
    arguments,
    called,
    function_name,
    function_text,
    hit,
    is_literal,
    shown_secrets,
    text,
)
from scanner.misuse.names import is_password, is_secret, mentions_secret, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from scanner.misuse.interface import Hit
    from scanner.misuse.javascript.module import Module

LEVELS = {"log", "info", "warn", "error", "debug", "trace", "dir", "fatal", "verbose"}
CONSOLE = "console"
QUERY = re.compile(r"[?&][\w.\-\[\]]+=$")
CIPHERS = ("createCipheriv", "createDecipheriv", "createCipher", "createDecipher")
BROKEN = re.compile(r"^.(?:des|rc4|rc2|bf|blowfish)\b|-ecb\b", re.IGNORECASE)
ENCRYPTION = re.compile(r"cipher|subtle|crypto|sodium|aes|\bseal|\^", re.IGNORECASE)
LEAST_KEY = 8
REACH = 300
"""Characters before a value that are looked at."""

UNCHECKED = re.compile(r"rejectUnauthorized\s*:\s*false")
LOGIN = re.compile(r"\b[Aa]uthorization\b|\bauth\s*:")
LONGEST_OPTIONS = 2000
"""Bytes of an object that is taken for a call's options."""


def logged(module: Module) -> Iterator[Hit]:
    """Yield each secret that is given to a logger or to the console."""
    for call in module.calls:
        name = called(call)
        owner, _, level = name.rpartition(".")
        owner = owner.rpartition(".")[2].lower()
        if level in LEVELS and (owner == CONSOLE or "log" in owner):
            rule = "misuse-secret-in-output" if owner == CONSOLE else "misuse-secret-in-log"
            for secret in _unique(arguments(call)):
                yield hit(rule, call, f"{name}({secret})")


def thrown(module: Module) -> Iterator[Hit]:
    """Yield each secret that becomes part of an error's message."""
    for throw in module.throws:
        error = next(iter(throw.named_children), None)
        if error is None or error.type != "new_expression":
            continue
        texts = [each for each in arguments(error) if each.type in ("template_string", "binary_expression")]
        for secret in _unique(texts):
            yield hit(
                "misuse-secret-in-exception", error, f"throw {text(error.child_by_field_name('constructor'))}({secret})"
            )


def in_query(module: Module) -> Iterator[Hit]:
    """Yield each secret that follows `?name=` or `&name=`."""
    for template in module.templates:
        children = template.children
        for before, part in zip(children, children[1:], strict=False):
            if (
                part.type == "template_substitution"
                and before.type == "string_fragment"
                and QUERY.search(text(before)[-REACH:])
            ):
                for secret in shown_secrets(part):
                    yield hit("misuse-secret-in-url", part, f"?…={secret}")
    for total in module.sums:
        left, right = total.child_by_field_name("left"), total.child_by_field_name("right")
        if left is None or right is None or text(total.child_by_field_name("operator")) != "+":
            continue
        last = left.child_by_field_name("right") if left.type == "binary_expression" else left
        if last is not None and last.type == "string" and QUERY.search(text(last)[1:-1][-REACH:]):
            for secret in shown_secrets(right):
                yield hit("misuse-secret-in-url", right, f"?…={secret}")


def base64_for_encryption(module: Module) -> Iterator[Hit]:
    """Yield each call of base64 in a function whose name says encrypt, and that calls no cipher."""
    for call in module.calls:
        name = text(call.child_by_field_name("function"))
        is_base64 = name in ("btoa", "atob", "window.btoa", "window.atob") or (
            name.endswith(".toString") and [text(each) for each in arguments(call)] in (['"base64"'], ["'base64'"])
        )
        if is_base64 and {"encrypt", "decrypt"} & set(words(function_name(call))):
            body = function_text(call)
            if not ENCRYPTION.search(body.partition("{")[2] or body.partition("=>")[2]):
                yield hit("misuse-base64-as-encryption", call, f"{function_name(call)}: base64")


def weak_cipher(module: Module) -> Iterator[Hit]:
    """Yield each use of a broken cipher in a function about a secret, and each key or vector in the code."""
    for call in module.calls:
        name = called(call).rpartition(".")[2]
        given = arguments(call)
        if name not in CIPHERS or len(given) < 2:
            continue
        about = mentions_secret(function_name(call)) or any(True for each in given for _ in shown_secrets(each))
        if about and is_literal(given[0]) and BROKEN.search(text(given[0])):
            yield hit("misuse-weak-cipher", call, f"{name}({text(given[0])[1:-1]})")
        if is_literal(given[1], LEAST_KEY):
            yield hit("misuse-hard-coded-key", call, f"{name}(key)")
        if name.endswith("iv") and len(given) > 2 and is_literal(given[2], LEAST_KEY):
            yield hit("misuse-static-iv", call, f"{name}(iv)")


def signed(module: Module) -> Iterator[Hit]:
    """Yield each JSON Web Token that is signed with a key in the code."""
    for call in module.calls:
        given = arguments(call)
        if called(call) in ("jwt.sign", "jsonwebtoken.sign") and len(given) > 1 and is_literal(given[1], 1):
            yield hit("misuse-hard-coded-key", call, f"{called(call)}(key)")


def fast_hash(module: Module) -> Iterator[Hit]:
    """Yield each password that is hashed with MD5 or SHA-1."""
    for call in module.calls:
        name = text(call.child_by_field_name("function"))
        made = re.search(r"createHash\(\s*[\"'](md5|sha-?1)[\"']\s*\)\.update$", name)
        algorithm = made[1] if made else {"md5": "md5", "sha1": "sha1", "CryptoJS.MD5": "md5"}.get(name, "")
        if algorithm:
            for secret in _unique(arguments(call)[:1]):
                if is_password(secret.rpartition(".")[2]):
                    yield hit("misuse-weak-password-hash", call, f"{algorithm}({secret})")


def unchecked(module: Module) -> Iterator[Hit]:
    """Yield each call with `rejectUnauthorized: false` and credentials in the same call."""
    for call in module.calls:
        for argument in arguments(call):
            is_short = argument.end_byte - argument.start_byte < LONGEST_OPTIONS
            body = text(argument) if argument.type == "object" and is_short else ""
            if UNCHECKED.search(body) and (LOGIN.search(body) or any(shown_secrets(argument))):
                shown = f"{called(call)}(rejectUnauthorized: false)"
                yield hit("misuse-credentials-without-tls-check", call, shown)


def in_browser(module: Module) -> Iterator[Hit]:
    """Yield each secret of the environment that a file for the browser reads."""
    if not module.in_browser:
        return
    for member in module.members:
        owner = text(member.child_by_field_name("object"))
        name = text(member.child_by_field_name("property"))
        if owner in ("process.env", "import.meta.env") and is_secret(name):
            yield hit("misuse-secret-in-client", member, name)


def _unique(values: list[Node]) -> list[str]:
    return list(dict.fromkeys(secret for value in values for secret in shown_secrets(value)))
