"""Private keys in PEM form: the body must be the base64 of a key structure; encrypted ones are useless without more.

Source: RFC 7468, RFC 5958, RFC 1421 section 4.6 (Proc-Type), https://cvsweb.openbsd.org/src/usr.bin/ssh/PROTOCOL.key
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error

from scanner.engine.checks.interface import CheckResult
from scanner.model import Check

OPENSSH = b"openssh-key-v1\0"
UNENCRYPTED = b"\0\0\0\x04none"
SEQUENCE = 0x30
BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="


def pem(value: bytes) -> CheckResult:
    """Judge a PEM block: `high` if its body parses, `low` if it is encrypted, `medium` otherwise."""
    label = value[:80].partition(b"-----BEGIN ")[2].partition(b"-----")[0]
    if label.startswith(b"ENCRYPTED ") or b"Proc-Type: 4,ENCRYPTED" in value:
        return CheckResult((Check("key", "encrypted"),), "low")
    body = decoded_body(value)
    if body.startswith(OPENSSH):
        if body[len(OPENSSH) :].startswith(UNENCRYPTED):
            return CheckResult((Check("key", "valid"),), "high")
        return CheckResult((Check("key", "encrypted"),), "low")
    if is_sequence(body):
        return CheckResult((Check("key", "valid"),), "high")
    return CheckResult((Check("key", "does not parse"),), "medium")


def decoded_body(value: bytes) -> bytes:
    """Return the bytes between the two boundaries, whatever line ends and quotes stand between; empty if bad."""
    middle = value.partition(b"PRIVATE KEY-----")[2].rpartition(b"-----END ")[0]
    for escape in (b"\\\\n", b"\\n", b"\\r", b"\\t"):
        middle = middle.replace(escape, b"")
    middle = middle.replace(b"\\/", b"/")
    parts = (part for part in middle.split() if part != b"+")  # a plus alone joins two strings, and is no base64
    text = bytes(byte for byte in b"".join(parts) if byte in BASE64)
    try:
        return b64decode(text + b"=" * (-len(text) % 4))
    except Error:
        return b""


def is_sequence(data: bytes) -> bool:
    """Whether `data` is one ASN.1 SEQUENCE (DER) of the length it states."""
    if len(data) < 16 or data[0] != SEQUENCE:
        return False
    length, start = data[1], 2
    if length & 0x80:
        octets = length & 0x7F
        length, start = int.from_bytes(data[2 : 2 + octets], "big"), 2 + octets
    return start + length == len(data)
