"""Fly.io's tokens are macaroons in MessagePack: a nonce, a location, caveats, and a signature of 32 bytes.

Source: macaroon.go and nonce.go of https://github.com/superfly/macaroon
"""

from __future__ import annotations

from scanner.engine.checks.outcome import observed
from scanner.text.decoding import from_base64
from scanner.text.msgpack import outline, skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.checks.interface import CheckResult

FIELDS = ("array", "text", "array", "bytes")
"""What the four fields are."""

SIGNATURE_LENGTH = 32


def fly_macaroon(value: bytes) -> CheckResult:
    """Judge a token, or several joined by commas, by whether each is a whole macaroon."""
    return observed("structure", valid=all(_is_macaroon(from_base64(_body(part))) for part in value.split(b",")))


def _body(part: bytes) -> bytes:
    return part.partition(b"_")[2]


def _is_macaroon(data: bytes) -> bool:
    whole = outline(data, 0)
    if whole is None or whole.kind != "array" or whole.values != len(FIELDS):
        return False
    position = whole.end
    signature = 0
    for kind in FIELDS:
        field = outline(data, position)
        if field is None or field.kind != kind:
            return False
        signature = field.length
        position = skip(data, position)
    return position == len(data) and signature == SIGNATURE_LENGTH
