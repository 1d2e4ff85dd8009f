"""PyPI's tokens are binary macaroons (version 2): a location, an identifier, caveats, and a signature of 32 bytes.

Source: libmacaroons, README, "version 2 of the serialisation format"; https://pypi.org/help/#apitoken
"""

from __future__ import annotations

from base64 import urlsafe_b64decode
from binascii import Error

from scanner.engine.checks.interface import CheckResult
from scanner.model import Check

PREFIX = b"pypi-"
VERSION = 2
END, LOCATION, IDENTIFIER, SIGNATURE = 0, 1, 2, 6
SIGNATURE_LENGTH = 32


def pypi_macaroon(value: bytes) -> CheckResult:
    """Judge a token by whether it is a whole macaroon."""
    body = value.removeprefix(PREFIX)
    try:
        decoded = urlsafe_b64decode(body + b"=" * (-len(body) % 4))
    except (Error, ValueError):
        decoded = b""
    if is_macaroon(decoded):
        return CheckResult((Check("structure", "valid"),), "high")
    return CheckResult((Check("structure", "invalid"),), None)


def is_macaroon(data: bytes) -> bool:
    """Whether `data` is one binary macaroon of version 2, from its first byte to its last."""
    if data[:1] != bytes([VERSION]):
        return False
    kinds: list[int] = []
    position = 1
    while position < len(data):
        kind = data[position]
        position += 1
        kinds.append(kind)
        if kind == END:
            continue
        length, position = _varint(data, position)
        position += length
        if kind == SIGNATURE:
            return position == len(data) and length == SIGNATURE_LENGTH and kinds[:3] == [LOCATION, IDENTIFIER, END]
    return False


def _varint(data: bytes, position: int) -> tuple[int, int]:
    """Return the little-endian base-128 number at `position`, and the position behind it."""
    number = shift = 0
    while position < len(data):
        byte = data[position]
        number |= (byte & 0x7F) << shift
        position += 1
        shift += 7
        if byte < 0x80 or shift > 28:
            break
    return number, position
