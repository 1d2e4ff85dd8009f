from __future__ import annotations

from base64 import b64encode

import pytest

from scanner.engine.checks.discord import bot_token
from scanner.model import Check

UNVERIFIED = ((Check("structure", "unverified"),), None)


def test_worked_value_was_made_in_2015() -> None:
    checks = (Check("structure", "valid"), Check("made", "2015-10-03"))
    assert bot_token(b"MTAwMDAwMDAwMDAwMDAwMDAw" + b".abcdef." + b"x" * 38) == (checks, "high")


@pytest.mark.parametrize("number", [b"", b"1" * 16, b"1" * 21, b"9" * 20, b"1" * 17 + b"x"])
def test_other_numbers_prove_nothing(number: bytes) -> None:
    assert bot_token(b64encode(number).rstrip(b"=") + b".abcdef." + b"x" * 38) == UNVERIFIED
