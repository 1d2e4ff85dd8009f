"""Identities of age: Bech32 in capitals.

Source: https://age-encryption.org/v1
"""

from __future__ import annotations

from scanner.engine.checks.outcome import observed
from scanner.text.bech32 import is_valid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.checks.interface import CheckResult


def identity(value: bytes) -> CheckResult:
    """Judge a secret key by its checksum."""
    return observed("checksum", valid=is_valid(value))
