from __future__ import annotations

from base64 import b64encode

import pytest

from scanner.engine.checks.jfrog import reference_token
from scanner.model import Check

VALID = ((Check("structure", "valid"),), "high")
UNVERIFIED = ((Check("structure", "unverified"),), None)
WORKED = b"cmVmdGtuOjAxOjAwMDAwMDAwMDA6YWJjZGVm" + b"Z2hpamtsbW5vcHFyc3R1dnd4eXow"


def test_worked_value_never_expires() -> None:
    assert reference_token(WORKED) == VALID


def test_expired_token_says_so() -> None:
    value = b64encode(b"reftkn:01:1700000000:" + b"a" * 27)
    assert reference_token(value, now=1_700_000_001).checks[1:] == (Check("expired", "2023-11-14"),)
    assert reference_token(value, now=1_600_000_000) == VALID


@pytest.mark.parametrize(
    "text", [b"", b"reftkn:01:17000:abc", b"reftkn:x:1700000000:abc", b"token:01:1700000000:abc", b"reftkn:1"]
)
def test_other_text_proves_nothing(text: bytes) -> None:
    assert reference_token(b64encode(text)) == UNVERIFIED
