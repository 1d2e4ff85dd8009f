"""Sentry's organisation tokens: JSON that names the organisation, and a secret.

Source: https://docs.sentry.io/account/auth-tokens/, https://github.com/getsentry/rfcs (0091)
"""

from __future__ import annotations

from scanner.engine.checks.interface import CheckResult
from scanner.engine.checks.outcome import observed
from scanner.model import Check
from scanner.text.decoding import from_base64, json_object, printable

PREFIX = b"sntrys_"


def organisation_token(value: bytes) -> CheckResult:
    """Judge a token by its JSON, and name the organisation."""
    claims = json_object(from_base64(value.removeprefix(PREFIX).rpartition(b"_")[0])) or {}
    organisation = claims.get("org")
    judged = observed("structure", valid=isinstance(organisation, str) and "iat" in claims and "url" in claims)
    if judged.confidence is None or not isinstance(organisation, str):
        return judged
    return CheckResult((*judged.checks, Check("organisation", printable(organisation))), judged.confidence)
