"""JSON Web Tokens: the header must be a JSON object that names an algorithm.

Source: RFC 7515 and RFC 7519.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from binascii import Error

from scanner.engine.checks.interface import CheckResult
from scanner.model import Check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SIGNATURE_LENGTHS = {"HS256": 43, "HS384": 64, "HS512": 86, "ES256": 86, "ES384": 128, "ES512": 176, "EdDSA": 86}
"""Characters of the signature, where the algorithm fixes them."""


def jwt(value: bytes) -> CheckResult:
    """Judge a token by its header and by the length of its signature."""
    parts = value.split(b".")
    header = _json_object(parts[0])
    if header is None or not isinstance(header.get("alg"), str):
        return CheckResult((Check("structure", "invalid"),), "low")
    expected = SIGNATURE_LENGTHS.get(header["alg"])
    if len(parts) == 3 and expected is not None and len(parts[2]) != expected:
        return CheckResult((Check("structure", "invalid"),), "low")
    if len(parts) == 3 and _json_object(parts[1]) is None:
        return CheckResult((Check("structure", "invalid"),), "low")
    return CheckResult((Check("structure", "valid"),), "high")


def _json_object(part: bytes) -> dict[str, Any] | None:
    try:
        decoded = json.loads(urlsafe_b64decode(part + b"=" * (-len(part) % 4)))
    except (Error, ValueError, RecursionError):
        return None
    return decoded if isinstance(decoded, dict) else None
