"""JSON Web Tokens: the header must be a JSON object that names an algorithm.

Source: RFC 7515 and RFC 7519.
"""

from __future__ import annotations

from scanner.engine.checks.expiry import expired
from scanner.engine.checks.interface import CheckResult
from scanner.model import Check
from scanner.text.decoding import from_base64, json_object, printable

SIGNATURE_LENGTHS = {"HS256": 43, "HS384": 64, "HS512": 86, "ES256": 86, "ES384": 128, "ES512": 176, "EdDSA": 86}
"""Characters of the signature, where the algorithm fixes them."""


def jwt(value: bytes, now: float | None = None) -> CheckResult:
    """Judge a token by its header and by the length of its signature; say who issued it, and whether it is expired.

    An expired token is as good as before: its key is still in use, and the claims are still told.
    """
    parts = value.split(b".")
    header = json_object(from_base64(parts[0]))
    if header is None or not isinstance(header.get("alg"), str):
        return CheckResult((Check("structure", "invalid"),), "low")
    expected = SIGNATURE_LENGTHS.get(header["alg"])
    if len(parts) != 3:
        return CheckResult((Check("structure", "valid"),), "high")
    claims = json_object(from_base64(parts[1]))
    if claims is None or (expected is not None and len(parts[2]) != expected):
        return CheckResult((Check("structure", "invalid"),), "low")
    issuer = claims.get("iss")
    named = (Check("issuer", printable(issuer)),) if isinstance(issuer, str) and issuer else ()
    return CheckResult((Check("structure", "valid"), *named, *expired(claims.get("exp"), now)), "high")
