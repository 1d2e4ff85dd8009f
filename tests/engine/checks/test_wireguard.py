from __future__ import annotations

from base64 import b64encode

import pytest

from scanner.engine.checks.wireguard import private_key
from scanner.model import Check

WORKED = b"2CTUhOdF4+qwLKLdd1SiiIHC" + b"rx3xU5imPKelUnFvbVc="


def test_worked_value_is_clamped() -> None:
    assert private_key(WORKED) == ((Check("clamp", "valid"),), "high")


@pytest.mark.parametrize(
    "key", [b"", b"\x01" + bytes(30) + b"\x40", bytes(32), bytes(31) + b"\xc0", bytes(30) + b"\x40"]
)
def test_other_bits_prove_nothing(key: bytes) -> None:
    assert private_key(b64encode(key)) == ((Check("clamp", "unverified"),), None)
