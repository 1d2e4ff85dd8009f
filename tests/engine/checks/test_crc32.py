from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from scanner.engine.checks.crc32 import apify, deno, github, github_refresh, npm, saladcloud, vercel
from scanner.model import Check

if TYPE_CHECKING:
    from scanner.engine.checks.interface import CheckResult

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


UNVERIFIED = ((Check("checksum", "unverified"),), None)
VERCEL = b"1pmmKedkSPT7jS9EQSCcS3dw" + b"xulfCJV477YhPvirwYBbpKaifS"


@pytest.mark.parametrize("prefix", [b"vcp_", b"vck_", b"vci_", b"vca_", b"vcr_"])
def test_vercel_leaves_the_prefix_out(prefix: bytes) -> None:
    assert vercel(prefix + VERCEL + b"41GqKr") == ((Check("checksum", "valid"),), "high")


@pytest.mark.parametrize(
    ("signed", "checksum"),
    [
        (b"ddp_" + b"CTbwI1i1B4zK7nG" + b"sWzNHpQQn4FiFMw", b"4gHxjv"),
        (b"ddo_" + b"QSUmjd33qmZ7beA" + b"njEUHbK60RgwcFF", b"0AlTNG"),
    ],
)
def test_deno_takes_the_prefix_in(signed: bytes, checksum: bytes) -> None:
    assert deno(signed + checksum).confidence == "high"


def test_apify_has_its_own_order_of_letters() -> None:
    signed = b"apify_api_" + b"C3Ka3c210aUVZ62o" + b"qufnw2eJCHcMaN"
    assert apify(signed + b"2n0sBD").confidence == "high"
    assert apify(signed + b"2N0SbD") == UNVERIFIED


def test_saladcloud_takes_the_last_part_alone() -> None:
    body = b"zLqo6o2izCTOgAs" + b"DXrcKkQZqshOfQs"
    assert saladcloud(b"salad_cloud_user_" + body + b"1YrSl7").confidence == "high"


@pytest.mark.parametrize("judge", [apify, deno, github_refresh, saladcloud, vercel])
@pytest.mark.parametrize("value", [b"", b"abc", b"vcp_" + VERCEL + b"41GqKs"])
def test_algorithm_that_was_found_out_lowers_nothing(judge: Callable[[bytes], CheckResult], value: bytes) -> None:
    assert judge(value) == UNVERIFIED


def test_long_refresh_token_has_the_checksum(sample: Callable[..., str]) -> None:
    assert github_refresh(sample("{github_refresh_token}").encode()).confidence == "high"
