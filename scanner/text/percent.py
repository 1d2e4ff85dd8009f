"""Percent encoding, as in addresses and forms."""

from __future__ import annotations

UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
"""Bytes that need no encoding anywhere (RFC 3986)."""

HEX = b"0123456789ABCDEFabcdef"


def percent_encoded(value: bytes, left: bytes = b"", form: str = "%%%02X") -> bytes:
    """Return the value with all bytes encoded but unreserved ones and those of `left`; `form`: of one byte."""
    kept = UNRESERVED.union(left)
    return b"".join(bytes((byte,)) if byte in kept else (form % byte).encode() for byte in value)


def percent_decoded(text: bytes) -> bytes:
    """Return what the text stands for; a `%` without two digits behind it is one."""
    first, *rest = text.split(b"%")
    pieces = [first]
    for piece in rest:
        digits = piece[:2]
        if len(digits) == 2 and not digits.strip(HEX):
            pieces.append(bytes((int(digits, 16),)) + piece[2:])
        else:
            pieces.append(b"%" + piece)
    return b"".join(pieces)
