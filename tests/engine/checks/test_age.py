from __future__ import annotations

from scanner.engine.checks.age import identity
from scanner.model import Check

WORKED = b"AGE-SECRET-KEY-" + b"1M9XYAEVWUPUQMC9H9SV79LGKDLQ4M3VP" + b"4387RYY062K37JYECZKQKV3WNK"


def test_worked_value_is_valid() -> None:
    assert identity(WORKED) == ((Check("checksum", "valid"),), "high")


def test_wrong_checksum_proves_nothing() -> None:
    assert identity(WORKED[:-1] + b"Q") == ((Check("checksum", "unverified"),), None)
