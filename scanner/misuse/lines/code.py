"""Secrets that are printed or logged, and weak ciphers, in languages without a parser here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.misuse.interface import Hit
from scanner.misuse.names import is_secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.misuse.interface import Text

LOGGER = rb"\b(?:log|logger|LOG|LOGGER|slog|klog|glog|logrus|_logger|Log|Timber|NSLog|error_log|Rails\.logger)"
CALL = re.compile(
    rb"(" + LOGGER + rb"(?:\.[A-Za-z]\w*|::\w+)?|\bfmt\.(?:Print|Errorf|Fprint)\w*|\bSystem\.(?:out|err)\.print\w*|"
    rb"\bConsole\.Write\w*|\be?println!|\bvar_dump|\bprint_r|\bputs|\bos_log)[ \t]*\(([^\n]{1,400})\)"
)
TEXT = re.compile(rb"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`\n]*`")
NAME = re.compile(rb"(?:[$@&]?[A-Za-z_]\w*(?:\.|->|::|\?\.))*[$@]?([A-Za-z_]\w*)")
CIPHER = re.compile(
    rb"Cipher\.getInstance\([ \t]*\"((?:DES|DESede|RC4|ARCFOUR|RC2|Blowfish)\b[^\"]*|[^\"]*/ECB/[^\"]*)\"|"
    rb"\b(des\.NewCipher|rc4\.NewCipher|NewTripleDESCipher|MCRYPT_MODE_ECB|CipherMode\.ECB|OpenSSL::Cipher::DES)\b"
)
LITERAL_KEY = re.compile(
    rb"new[ \t]+(SecretKeySpec|IvParameterSpec)\([ \t]*(?:\"[^\"\n]{8,}\"\.getBytes\(|new[ \t]+byte\[\d+\][ \t]*[,)])"
)
HASHED = re.compile(
    rb"(?:\b(md5|sha1)\([ \t]*\$?([A-Za-z_]\w*)[ \t]*\)|"
    rb"\bDigest::(MD5|SHA1)\.hexdigest\([ \t]*@?([A-Za-z_]\w*)[ \t]*\)|"
    rb"\b(md5|sha1)\.Sum\(\[\]byte\([ \t]*([A-Za-z_]\w*)[ \t]*\)\))"
)
NEAR = 400
"""Bytes to each side in which a cipher must have a name of a secret beside it."""


def analyse(text: Text) -> Iterator[Hit]:
    """Yield each misuse that one line shows."""
    for found in CALL.finditer(text.content):
        rule = "misuse-secret-in-log" if re.match(LOGGER, found[1]) else "misuse-secret-in-output"
        for name in _bare_names(found[2]):
            yield Hit(rule, found.start(1), found.end(1), f"{found[1].decode()}({name})")
    for found in CIPHER.finditer(text.content):
        around = text.content[max(0, found.start() - NEAR) : found.end() + NEAR]
        if any(is_secret(each.decode()) for each in re.findall(rb"[A-Za-z_]\w{3,}", TEXT.sub(b"", around))):
            yield Hit("misuse-weak-cipher", found.start(), found.end(), (found[1] or found[2]).decode())
    for found in LITERAL_KEY.finditer(text.content):
        rule = "misuse-hard-coded-key" if found[1] == b"SecretKeySpec" else "misuse-static-iv"
        if rule == "misuse-static-iv" or b'"' in found[0]:
            yield Hit(rule, found.start(), found.end(), found[1].decode())
    for found in HASHED.finditer(text.content):
        algorithm, name = [each.decode() for each in found.groups() if each is not None]
        if is_secret(name) and "pass" in name.lower():
            yield Hit("misuse-weak-password-hash", found.start(), found.end(), f"{algorithm.lower()}({name})")


def _bare_names(given: bytes) -> Iterator[str]:
    """Yield the secrets among what is given to a call, parted by commas and signs that join texts."""
    for piece in re.split(rb"[,+]|<<|\.(?=\s)|(?<=\s)\.", TEXT.sub(b'""', given)):
        name = NAME.fullmatch(piece.strip())
        if name is not None and is_secret(name[1].decode()):
            yield name[1].decode()
