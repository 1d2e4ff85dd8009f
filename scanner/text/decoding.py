"""Reading what a value encodes. Nothing is raised: what does not decode gives nothing."""

from __future__ import annotations

import json
from base64 import b32decode, b64decode
from binascii import Error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

URL_SAFE = bytes.maketrans(b"-_", b"+/")


def from_base64(text: bytes) -> bytes:
    """Return what `text` stands for, in either alphabet, with its padding or without; empty if it is no base64."""
    plain = text.translate(URL_SAFE).rstrip(b"=")
    try:
        return b64decode(plain + b"=" * (-len(plain) % 4), validate=True)
    except Error:
        return b""


def from_base32(text: bytes) -> bytes:
    """Return what `text`, without padding, stands for; empty if it is no base32."""
    try:
        return b32decode(text + b"=" * (-len(text) % 8))
    except Error:
        return b""


def json_object(data: bytes) -> dict[str, Any] | None:
    """Return the JSON object that `data` is; None if it is none."""
    try:
        decoded = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return decoded if isinstance(decoded, dict) else None


def printable(text: str, length: int = 80) -> str:
    """Return at most `length` characters of `text`, those that are no printable ASCII as question marks."""
    return "".join(character if " " <= character <= "~" else "?" for character in text[:length])
