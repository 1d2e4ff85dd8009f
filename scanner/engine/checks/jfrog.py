"""JFrog's reference tokens: `reftkn:<number>:<expiry>:<text>` in base64.

Source: https://jfrog.com/help/r/jfrog-platform-administration-documentation/reference-tokens
"""

from __future__ import annotations

from scanner.engine.checks.expiry import expired
from scanner.engine.checks.interface import CheckResult
from scanner.engine.checks.outcome import observed
from scanner.text.decoding import from_base64


def reference_token(value: bytes, now: float | None = None) -> CheckResult:
    """Judge a token by its four parts, and say whether it is expired; an expiry of 0 is none."""
    parts = from_base64(value).split(b":")
    valid = len(parts) == 4 and parts[0] == b"reftkn" and parts[1].isdigit() and parts[2].isdigit()
    judged = observed("structure", valid=valid and len(parts[2]) == 10)
    if judged.confidence is None or not int(parts[2]):
        return judged
    return CheckResult((*judged.checks, *expired(int(parts[2]), now)), judged.confidence)
