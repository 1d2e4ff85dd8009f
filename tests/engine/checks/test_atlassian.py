from __future__ import annotations

from base64 import b64encode

import pytest

from scanner.engine.checks.atlassian import data_center_token
from scanner.model import Check

WORKED = b"MTIzNDU2Nzg5MDEyOhH2rY7F" + b"KimEq6r9fDtRZQN4XCBy"


@pytest.mark.parametrize("prefix", [b"", b"BBDC-"])
def test_worked_value_is_valid(prefix: bytes) -> None:
    assert data_center_token(prefix + WORKED) == ((Check("structure", "valid"),), "high")


@pytest.mark.parametrize("data", [b"", b"1" * 33, b"12345678901x:" + b"s" * 20, b"123456789012:" + b"s" * 19])
def test_other_bytes_prove_nothing(data: bytes) -> None:
    assert data_center_token(b64encode(data)) == ((Check("structure", "unverified"),), None)
