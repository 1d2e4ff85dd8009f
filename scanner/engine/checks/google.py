"""Google's service account keys: JSON with the account's address and its private key.

Source: https://cloud.google.com/iam/docs/keys-create-delete
"""

from __future__ import annotations

from scanner.engine.checks.interface import CheckResult
from scanner.engine.checks.outcome import observed
from scanner.engine.checks.pem import decoded_body, is_sequence
from scanner.model import Check
from scanner.text.decoding import from_base64, json_object, printable


def service_account(value: bytes) -> CheckResult:
    """Judge a key file in base64 by the private key that it holds, and name the account."""
    members = json_object(from_base64(value)) or {}
    key, account = members.get("private_key"), members.get("client_email")
    if not isinstance(key, str) or not isinstance(account, str):
        return observed("key", valid=False)
    judged = observed("key", valid=is_sequence(decoded_body(key.encode("utf-8", "replace"))))
    return CheckResult((*judged.checks, Check("account", printable(account))), judged.confidence)
