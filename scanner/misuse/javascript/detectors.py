"""What is looked for in JavaScript: the same misuse as in Python, and secrets in code for the browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.misuse.javascript.module import (
    arguments,
    called,
    function_around,
    function_name,
    function_text,
    hit,
    is_literal,
    own_name,
    shown_secrets,
    text,
)
from scanner.misuse.names import is_password, mentions_secret, words

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
BROKEN_BY_NAME = {"DES", "TripleDES", "RC4", "RC4Drop", "Rabbit"}
SIGNING = ("jwt.sign", "jsonwebtoken.sign", "jwt.verify", "jsonwebtoken.verify")
FAST = {"md5": "md5", "sha1": "sha1", "CryptoJS.MD5": "md5", "CryptoJS.SHA1": "sha1"}
FILLED = re.compile(rb"randomFill|getRandomValues|\.(?:fill|copy|write\w*|set)\(")
HOME_MADE = re.compile(r"charCodeAt\([^)]*\)\s*\^|\^\s*[\w.\[\]]+\.charCodeAt")
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
    constants = module.constants()
    for call in module.calls:
        owner, _, name = called(call).rpartition(".")
        given = [constants.get(text(each), each) for each in arguments(call)]
        if len(given) < 2:
            continue
        about = mentions_secret(function_name(call)) or any(
            True for each in arguments(call) for _ in shown_secrets(each)
        )
        if owner.startswith("CryptoJS.") and name in ("encrypt", "decrypt"):
            if about and (owner.rpartition(".")[2] in BROKEN_BY_NAME or "mode.ECB" in text(given[-1])):
                yield hit("misuse-weak-cipher", call, f"{owner}.{name}")
            if is_literal(given[1], LEAST_KEY):
                yield hit("misuse-hard-coded-key", call, f"{owner}.{name}(key)")
        if name not in CIPHERS:
            continue
        if about and is_literal(given[0]) and BROKEN.search(text(given[0])):
            yield hit("misuse-weak-cipher", call, f"{name}({text(given[0])[1:-1]})")
        if is_literal(given[1], LEAST_KEY):
            yield hit("misuse-hard-coded-key", call, f"{name}(key)")
        if name.endswith("iv") and len(given) > 2 and _is_fixed(module, given[2]):
            yield hit("misuse-static-iv", call, f"{name}(iv)")


def _is_fixed(module: Module, vector: Node) -> bool:
    """Whether the vector is a literal, or zeros that nothing fills."""
    zeros = vector.type == "call_expression" and called(vector) == "Buffer.alloc"
    return is_literal(vector, LEAST_KEY) or (zeros and FILLED.search(module.content) is None)


def signed(module: Module) -> Iterator[Hit]:
    """Yield each JSON Web Token that is signed, or whose signature is checked, with a key in the code."""
    constants = module.constants()
    for call in module.calls:
        given = arguments(call)
        if called(call) not in SIGNING or len(given) < 2:
            continue
        key = constants.get(text(given[1]), given[1])
        if is_literal(key, LEAST_KEY if key is not given[1] else 1) and "-----BEGIN PUBLIC" not in text(key):
            yield hit("misuse-hard-coded-key", call, f"{called(call)}(key)")


def fast_hash(module: Module) -> Iterator[Hit]:
    """Yield each password that is hashed with MD5 or SHA-1."""
    constants = module.constants()
    for call in module.calls:
        name = text(call.child_by_field_name("function"))
        owner, _, method = name.rpartition(".")
        if method == "update" and owner in constants:
            name = f"{text(constants[owner])}.update"
        made = re.search(r"createHash\(\s*[\"'](md5|sha-?1)[\"']\s*\)\.update$", name)
        algorithm = made[1] if made else FAST.get(name, "")
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


def home_made(module: Module) -> Iterator[Hit]:
    """Yield each function that is called encryption and does exclusive or on characters."""
    for call in module.calls:
        if called(call) == "String.fromCharCode" and HOME_MADE.search(text(call)):
            inner = function_around(call)
            names = [own_name(inner), own_name(function_around(inner))]  # the inner one may be that of a `map`
            name = next(filter(_says_encrypt, names), "")
            if name:
                yield hit("misuse-weak-cipher", call, f"{name}: xor")


def _says_encrypt(name: str) -> bool:
    return bool({"encrypt", "decrypt", "encipher", "decipher"} & set(words(name)))


def _unique(values: list[Node]) -> list[str]:
    return list(dict.fromkeys(secret for value in values for secret in shown_secrets(value)))
