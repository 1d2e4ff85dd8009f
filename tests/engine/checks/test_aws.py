from __future__ import annotations

from base64 import b32encode

import pytest

from scanner.engine.checks.aws import LARGEST_ACCOUNT, aws_key_id
from scanner.model import Check


def key_id(account: int) -> bytes:
    return b"AKIA" + b32encode((account << 7).to_bytes(6, "big") + b"\x12\x34\x56\x78")


def test_worked_value_names_its_account() -> None:
    assert aws_key_id(b"AKIA" + b"RZPUZDIKDRR5NI4I") == ((Check("account", "123456789012"),), None)


@pytest.mark.parametrize("account", [0, 7, 123456789012, LARGEST_ACCOUNT])
def test_account_has_twelve_digits(account: int) -> None:
    assert aws_key_id(key_id(account)) == ((Check("account", f"{account:012d}"),), None)


def test_impossible_account_lowers() -> None:
    assert aws_key_id(key_id(LARGEST_ACCOUNT + 1)) == ((Check("account", "impossible"),), "low")


@pytest.mark.parametrize("value", [b"AKIA" + b"1" * 16, b"AKIA" + b"A" * 15, b"AKIA" + b"a" * 16])
def test_what_is_no_base32_lowers(value: bytes) -> None:
    assert aws_key_id(value) == ((Check("account", "none"),), "low")
