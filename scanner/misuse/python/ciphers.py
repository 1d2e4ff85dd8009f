"""Weak or home-made encryption: base64 in its place, broken ciphers, keys and vectors in the code, fast hashes."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from scanner.misuse.names import is_password, mentions_secret, words
from scanner.misuse.python.module import arguments, is_literal, keyword, name_of, shown_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.misuse.interface import Hit
    from scanner.misuse.python.module import FunctionNode, Module

BASE64 = {"b64encode", "b64decode", "urlsafe_b64encode", "urlsafe_b64decode", "encodebytes", "standard_b64encode"}
CIPHER_WORDS = {"encrypt", "decrypt", "encryptor", "decryptor", "cipher", "fernet", "aes", "rsa", "kms", "gpg", "box"}
CIPHER_WORDS |= {"encrypted", "decrypted", "ciphertext", "seal", "unseal", "wrap", "unwrap", "des", "update", "crypt"}
CIPHER_WORDS |= {"protect", "unprotect", "ncrypt", "dpapi"}
BROKEN = {"DES.new", "ARC4.new", "ARC2.new", "DES3.new", "algorithms.ARC4", "algorithms.TripleDES", "algorithms.DES"}
KEYED = {"AES.new", "DES.new", "DES3.new", "ARC4.new", "Blowfish.new", "ChaCha20.new", "ChaCha20_Poly1305.new"}
KEYED |= {"Fernet", "fernet.Fernet", "algorithms.AES", "AESGCM", "ChaCha20Poly1305", "AESCCM", "AESSIV"}
MODES = {"modes.CBC", "modes.CTR", "modes.GCM", "modes.OFB", "modes.CFB"}
FAST = {"md5", "sha1"}
LEAST_KEY = 8
"""Characters of a literal that is taken for a key."""


def base64_for_encryption(module: Module) -> Iterator[Hit]:
    """Yield each call of base64 in a function whose name says encrypt, and that calls no cipher."""
    for call, function in module.calls():
        name = name_of(call.func)
        if name.rpartition(".")[2] in BASE64 and function is not None and _says_encrypt(function.name):
            called = [name_of(each.func) for each in ast.walk(function) if isinstance(each, ast.Call)]
            if not any(CIPHER_WORDS & set(words(each)) for each in called) and not _is_nested(function):
                yield module.hit("misuse-base64-as-encryption", call.func, f"{function.name}: {name}")


def _says_encrypt(name: str) -> bool:
    return bool({"encrypt", "decrypt", "encipher", "decipher"} & set(words(name)))


def _is_nested(function: FunctionNode) -> bool:
    """Whether the function does arithmetic on bytes, and so may be a cipher itself."""
    return any(isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitXor) for node in ast.walk(function))


def broken_cipher(module: Module) -> Iterator[Hit]:
    """Yield each use of a broken cipher or of ECB where the function is about a secret."""
    for node, function in module.nodes:
        if not isinstance(node, ast.Call | ast.Attribute) or function is None or not _about_secret(function):
            continue
        name = name_of(node.func if isinstance(node, ast.Call) else node)
        called = _last_two(name)
        if isinstance(node, ast.Call) and (called in BROKEN or called == "modes.ECB"):
            yield module.hit("misuse-weak-cipher", node.func, f"{function.name}: {called}")
        elif isinstance(node, ast.Attribute) and node.attr == "MODE_ECB":
            yield module.hit("misuse-weak-cipher", node, f"{function.name}: {called}")


def _about_secret(function: FunctionNode) -> bool:
    given = function.args
    names = [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return mentions_secret(function.name) or any(map(mentions_secret, names))


def fast_hash(module: Module) -> Iterator[Hit]:
    """Yield each password that a function hashes with MD5 or SHA-1, once."""
    made = _made_hashes(module)
    told: set[tuple[FunctionNode | None, str]] = set()
    for call, function in module.calls():
        name = name_of(call.func)
        if name.endswith(".update"):
            name = made.get((function, name.removesuffix(".update")), name)
        owner, _, algorithm = name.rpartition(".")
        given = call.args[:1]
        if owner == "hashlib" and algorithm == "new" and call.args and isinstance(call.args[0], ast.Constant):
            algorithm, given = str(call.args[0].value).lower().replace("-", ""), call.args[1:2]
        if algorithm in FAST and owner in ("hashlib", ""):
            for secret in (found for value in given for found in shown_secrets(value)):
                if is_password(secret.rpartition(".")[2]) and (function, secret) not in told:
                    told.add((function, secret))
                    yield module.hit("misuse-weak-password-hash", call.func, f"{algorithm}({secret})")


def _made_hashes(module: Module) -> dict[tuple[FunctionNode | None, str], str]:
    """Return what makes the hashes that variables hold: `h = hashlib.md5()`, by function and name."""
    return {
        (function, name_of(node.targets[0])): name_of(node.value.func)
        for node, function in module.nodes
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and not node.value.args
    }


def literal_key(module: Module) -> Iterator[Hit]:
    """Yield each key of a cipher or of a token's signature that is written in the code."""
    constants = module.constants()
    for call, _ in module.calls():
        called = _last_two(name_of(call.func))
        key = call.args[0] if call.args else keyword(call, "key")
        if called == "jwt.encode":
            key = call.args[1] if len(call.args) > 1 else keyword(call, "key")
        if isinstance(key, ast.Name):
            key = constants.get(key.id)
        if (called in KEYED or called == "jwt.encode") and is_literal(key, LEAST_KEY):
            yield module.hit("misuse-hard-coded-key", call.func, f"{called}(key)")


def literal_vector(module: Module) -> Iterator[Hit]:
    """Yield each initialisation vector or nonce that is written in the code."""
    constants = module.constants()
    for call, _ in module.calls():
        called = _last_two(name_of(call.func))
        vector = None
        if called in MODES and arguments(call):
            vector = arguments(call)[0]
        elif called in KEYED:
            vector = keyword(call, "iv", "IV", "nonce") or (call.args[2] if len(call.args) > 2 else None)
        if isinstance(vector, ast.Name):
            vector = constants.get(vector.id)
        if is_literal(vector, LEAST_KEY) or _is_zeros(vector):
            yield module.hit("misuse-static-iv", call.func, f"{called}(iv)")


def _is_zeros(node: ast.expr | None) -> bool:
    """Whether it is `bytes(16)`."""
    return isinstance(node, ast.Call) and name_of(node.func) == "bytes" and is_number(node.args)


def is_number(given: list[ast.expr]) -> bool:
    """Whether a call is given one whole number and nothing else."""
    return len(given) == 1 and isinstance(given[0], ast.Constant) and isinstance(given[0].value, int)


def home_made(module: Module) -> Iterator[Hit]:
    """Yield each function that is called encryption and does exclusive or on characters, or turns the alphabet."""
    for call, function in module.calls():
        if function is None or not _says_encrypt(function.name):
            continue
        name = name_of(call.func)
        if name == "chr" and any(_is_exclusive_or(each) for each in call.args):
            yield module.hit("misuse-weak-cipher", call.func, f"{function.name}: xor")
        elif name in ("codecs.encode", "codecs.decode") and _is_rot13(call.args[1:2]):
            yield module.hit("misuse-weak-cipher", call.func, f"{function.name}: rot13")


def _is_exclusive_or(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.BitXor)
        and any(isinstance(side, ast.Call) and name_of(side.func) == "ord" for side in (node.left, node.right))
    )


def _is_rot13(given: list[ast.expr]) -> bool:
    return bool(given) and isinstance(given[0], ast.Constant) and str(given[0].value).replace("_", "") == "rot13"


def _last_two(name: str) -> str:
    return ".".join(name.split(".")[-2:])
