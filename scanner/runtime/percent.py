"""Percent-encoding, without `urllib`, whose imports cost more than all else here."""

from __future__ import annotations

import re

UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
ENCODED = re.compile(rb"%([0-9A-Fa-f]{2})")


def quoted(raw: bytes, safe: str = "") -> str:
    """Return the bytes with all encoded but letters, digits, `-._~` and what is `safe`."""
    kept = UNRESERVED | frozenset(safe.encode())
    return "".join(chr(byte) if byte in kept else f"%{byte:02X}" for byte in raw)


def unquoted(text: bytes) -> bytes:
    """Return what was encoded; a `%` without two digits behind it stays."""
    return ENCODED.sub(lambda match: bytes.fromhex(match[1].decode()), text)
