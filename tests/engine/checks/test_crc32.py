from __future__ import annotations

from collections.abc import Callable

import pytest

from scanner.engine.checks.crc32 import github, npm
from scanner.model import Check

BODY = b"sw0KSZFy2XPBgUm7" + b"JydSrm3tdvsemJ"
CHECKSUM = b"0yp1je"


def test_worked_value_is_valid() -> None:
    assert github(b"ghp_" + BODY + CHECKSUM) == ((Check("checksum", "valid"),), "high")


def test_npm_uses_the_same_scheme() -> None:
    assert npm(b"npm_" + b"tesl21dIwkfaBd5F" + b"HRgKnFNNiHmboK" + b"08QAEJ").confidence == "high"


@pytest.mark.parametrize(
    "value", [BODY[::-1] + CHECKSUM, BODY + b"0yp1jf", BODY + CHECKSUM.upper(), BODY, b"", BODY + b"yp1je"]
)
def test_wrong_checksum_lowers(value: bytes) -> None:
    assert github(b"ghp_" + value) == ((Check("checksum", "invalid"),), "low")


@pytest.mark.parametrize("prefix", ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"])
def test_prefix_is_not_part_of_the_body(sample: Callable[..., str], prefix: str) -> None:
    assert github(sample(f"{{github_token:{prefix}}}").encode()).confidence == "high"
