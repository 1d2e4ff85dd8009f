from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.engine.checks.crc32_bytes import atlassian, canva, cloudflare, confluent, grafana_service_account, zuplo
from scanner.model import Check

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.engine.checks.interface import CheckResult

VALID = ((Check("checksum", "valid"),), "high")
UNVERIFIED = ((Check("checksum", "unverified"),), None)

CLOUDFLARE = b"UVQlszwTKae0orvgc7kN" + b"ouujhm71gMya3PaoSvZA"
CANVA = b"cnvca" + b"rKnXiMVH_We7pV-umeuQf2" + b"fx2FJXzbAo7J1dylh7Bkh"
ZUPLO = b"cgv8cq4zo86vudp4" + b"9eelc65dluhw7jqt"
GRAFANA = b"glsa_" + b"lNWCv5HaLXNR9teY" + b"6a53LWXD0pEN3tyf"
BITBUCKET = b"ATBB" + b"G0cJDvStVN0b" + b"xAp3M6afLme5"
ATLASSIAN = b"".join(
    [
        b"ATATT3xFfGF0",
        b"5iCsRhxKUnIyS6njkM7sN-Z7WaGzVVL_muaVqjzE1XhF_dzdY1kod-NxGh3inLihLP8rZooukzgVtcF4",
        b"kW4aVQcu4lLCcRUsvk7448bWIpGWKPdynjOnp93khBiTmG1GJq737PMftcxzdJEMrkN3r8-q2qFZt4Wx",
        b"iYlOQ0WG3n67",
    ]
)
CONFLUENT = b"oQ+zhdjLWk/2GdWjY6AqPrXCkzY4" + b"STJ7wt6KMS+F9hzfJE49pXD50p"


@pytest.mark.parametrize("prefix", [b"cfk_", b"cfut_", b"cfat_"])
def test_cloudflare_leaves_the_prefix_out(prefix: bytes) -> None:
    assert cloudflare(prefix + CLOUDFLARE + b"b96aa68c") == VALID
    assert cloudflare(prefix + CLOUDFLARE + b"8ca66ab9") == UNVERIFIED


def test_canva_takes_the_prefix_in() -> None:
    assert canva(CANVA + b"a32302c5") == VALID
    assert canva(CANVA + b"a32302c6") == UNVERIFIED


def test_zuplo_takes_the_body_alone() -> None:
    assert zuplo(b"zpka_" + ZUPLO + b"_88189e9e") == VALID
    assert zuplo(b"zpka_" + ZUPLO + b"_9e9e1888") == UNVERIFIED


def test_grafana_writes_the_least_significant_byte_first() -> None:
    assert grafana_service_account(GRAFANA + b"_1713089e") == VALID
    assert grafana_service_account(GRAFANA + b"_9e081317") == UNVERIFIED


def test_bitbucket_password_takes_the_prefix_in() -> None:
    assert atlassian(BITBUCKET + b"F8808CCF") == VALID
    assert atlassian(BITBUCKET + b"f8808ccf") == UNVERIFIED


@pytest.mark.parametrize("sign", [b"=", b"\\=", b"%3D"])
def test_atlassian_token_is_covered_to_its_sign_however_that_is_escaped(sign: bytes) -> None:
    assert atlassian(ATLASSIAN + sign + b"A6B25AB6") == VALID
    assert atlassian(ATLASSIAN + sign + b"A6B25AB7") == UNVERIFIED


def test_confluent_writes_base64() -> None:
    assert confluent(b"cflt" + CONFLUENT + b"ac5Seg") == VALID
    assert confluent(b"cflt" + CONFLUENT + b"ac5Seh") == UNVERIFIED


@pytest.mark.parametrize("judge", [atlassian, canva, cloudflare, confluent, grafana_service_account, zuplo])
@pytest.mark.parametrize("value", [b"", b"_", b"a" * 60])
def test_what_has_no_checksum_proves_nothing(judge: Callable[[bytes], CheckResult], value: bytes) -> None:
    assert judge(value) == UNVERIFIED
