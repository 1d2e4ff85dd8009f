"""What holds for every offline check: it raises nothing, it proves nothing by chance, it tells no secret."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.engine.checks.table import CHECKS, run_check
from scanner.rulecheck.generators import GENERATORS

SAMPLES = {
    "age": ("age_key", ""),
    "apify": ("apify_token", ""),
    "atlassian": ("atlassian_token", "ATATT3xFfGF0"),
    "atlassian_data_center": ("data_center_token", ""),
    "aws_key_id": ("aws_key_id", "AKIA"),
    "bip32": ("bip32_key", "xprv"),
    "bitcoin_wif": ("wif_key", ""),
    "canva": ("canva_secret", ""),
    "cloudflare": ("cloudflare_token", "cfut_"),
    "confluent": ("confluent_secret", ""),
    "deno": ("deno_token", "ddp_"),
    "discord_bot": ("discord_bot_token", ""),
    "fly_macaroon": ("fly_token", ""),
    "github": ("github_token", "ghp_"),
    "github_refresh": ("github_refresh_token", ""),
    "gitlab_routable": ("gitlab_routable", "glpat-"),
    "google_service_account": ("google_service_account", ""),
    "grafana_api_key": ("grafana_api_key", ""),
    "grafana_cloud": ("grafana_cloud_token", ""),
    "grafana_service_account": ("grafana_service_token", ""),
    "jfrog_reference": ("jfrog_reference_token", ""),
    "jwt": ("jwt", ""),
    "microsoft_annotated": ("azure_annotated_key", "ACOG"),
    "microsoft_identifiable": ("azure_key", "+ASt"),
    "nats_nkey": ("nkey_seed", "SU"),
    "npm": ("npm_token", ""),
    "pem": ("pem", "PRIVATE KEY"),
    "pgp": ("pgp_block", ""),
    "pypi_macaroon": ("pypi_token", ""),
    "saladcloud": ("saladcloud_key", ""),
    "sentry_organisation": ("sentry_token", ""),
    "slack_app": ("slack_app_token", ""),
    "stellar": ("stellar_seed", ""),
    "vercel": ("vercel_token", "vcp_"),
    "wireguard": ("wireguard_key", ""),
    "zuplo": ("zuplo_key", ""),
}
LONGEST = 80
"""Characters that a check may say."""


def test_every_check_has_a_sample() -> None:
    assert set(SAMPLES) == set(CHECKS)


@pytest.mark.parametrize("name", sorted(CHECKS))
@given(value=st.binary(max_size=200))
def test_check_raises_nothing_whatever_the_value(name: str, value: bytes) -> None:
    run_check(name, value)


@pytest.mark.parametrize("name", sorted(CHECKS))
@given(data=st.data())
def test_damaged_sample_raises_nothing(name: str, data: st.DataObject) -> None:
    generator, argument = SAMPLES[name]
    whole = GENERATORS[generator](argument, Random(data.draw(st.integers(0, 99)))).encode()
    at = data.draw(st.integers(0, len(whole)))
    cut = data.draw(st.integers(0, len(whole)))
    run_check(name, whole[:at] + data.draw(st.binary(max_size=9)) + whole[cut:])


@pytest.mark.parametrize("name", sorted(CHECKS))
@given(st.integers(0, 2**32))
def test_check_tells_no_secret(name: str, seed: int) -> None:
    generator, argument = SAMPLES[name]
    value = GENERATORS[generator](argument, Random(seed))
    for check in run_check(name, value.encode()).checks:
        assert len(check.outcome) <= LONGEST
        assert value[-12:] not in check.outcome
