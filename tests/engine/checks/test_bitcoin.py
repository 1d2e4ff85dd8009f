from __future__ import annotations

from collections.abc import Callable

import pytest

from scanner.engine.checks.bitcoin import extended_key, wallet_key
from scanner.model import Check
from scanner.text.base58 import checked

VALID = ((Check("checksum", "valid"),), "high")
UNVERIFIED = ((Check("checksum", "unverified"),), None)
PLAIN = b"5JpNkmhX6NWxjaNUrhnZpchu" + b"itxjiTM8adZCXtfUQ7J5Xd3JyZV"
COMPRESSED = b"L1e72CHqphyEzvHoxP27sAbZ" + b"hvM1XyHrTSM7uM2ovznNyzrH7bgo"


@pytest.mark.parametrize("value", [PLAIN, COMPRESSED])
def test_worked_values_are_valid(value: bytes) -> None:
    assert wallet_key(value) == VALID


@pytest.mark.parametrize(
    "value",
    [b"", PLAIN[:-1], PLAIN[:9] + b"z" + PLAIN[10:], checked(b"\x80" + b"k" * 33), checked(b"\xef" + b"k" * 32)],
)
def test_other_text_is_no_wallet_key(value: bytes) -> None:
    assert wallet_key(value) == UNVERIFIED


@pytest.mark.parametrize("prefix", ["xprv", "yprv", "zprv"])
def test_extended_key_has_its_prefix_from_its_version(sample: Callable[..., str], prefix: str) -> None:
    value = sample(f"{{bip32_key:{prefix}}}")
    assert (value[:4], len(value)) == (prefix, 111)
    assert extended_key(value.encode()) == VALID


@pytest.mark.parametrize("value", [b"", checked(b"k" * 78), checked(bytes(77))])
def test_other_text_is_no_extended_key(value: bytes) -> None:
    assert extended_key(value) == UNVERIFIED
