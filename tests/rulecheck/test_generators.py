"""The samples are what they claim to be: their checks say so."""

from __future__ import annotations

import json
from base64 import b64decode, urlsafe_b64decode
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.engine.checks.table import run_check
from scanner.rulecheck.generators import ALPHABETS, GENERATORS, SIGNS

SEEDS = st.integers(0, 2**32)


@pytest.mark.parametrize("name", sorted(ALPHABETS))
@given(seed=SEEDS, length=st.integers(0, 40))
def test_run_has_its_length_and_alphabet(name: str, seed: int, length: int) -> None:
    value = GENERATORS[name](str(length), Random(seed))
    assert len(value) == length
    assert not set(value) - set(ALPHABETS[name])


@given(SEEDS)
def test_run_of_a_range_stays_in_it(seed: int) -> None:
    assert 3 <= len(GENERATORS["hex"]("3-9", Random(seed))) <= 9


@given(SEEDS)
def test_uuid_is_one_of_version_four(seed: int) -> None:
    value = GENERATORS["uuid"]("", Random(seed))
    assert str(UUID(value)) == value
    assert UUID(value).version == 4


@given(SEEDS, st.integers(4, 40))
def test_password_has_every_kind_of_character(seed: int, length: int) -> None:
    value = GENERATORS["password"](str(length), Random(seed))
    assert len(value) == length
    assert value[0].isalpha()
    assert any(map(str.isdigit, value))
    assert set(value) & set(SIGNS)


@pytest.mark.parametrize(
    ("generator", "argument", "check"),
    [
        ("github_token", "ghp_", "github"),
        ("github_token", "ghs_", "github"),
        ("npm_token", "", "npm"),
        ("gitlab_routable", "glpat-", "gitlab_routable"),
        ("pypi_token", "", "pypi_macaroon"),
        ("jwt", "", "jwt"),
        ("pem", "RSA PRIVATE KEY", "pem"),
        ("pem", "OPENSSH PRIVATE KEY", "pem"),
        ("pem_escaped", "PRIVATE KEY", "pem"),
        ("age_key", "", "age"),
        ("apify_token", "", "apify"),
        ("atlassian_token", "ATCTT3xFfGN0", "atlassian"),
        ("azure_annotated_key", "AZDO", "microsoft_annotated"),
        ("azure_key", "+ASt", "microsoft_identifiable"),
        ("azure_key", "AzSe", "microsoft_identifiable"),
        ("bip32_key", "", "bip32"),
        ("bitbucket_password", "", "atlassian"),
        ("canva_secret", "", "canva"),
        ("cloudflare_token", "cfat_", "cloudflare"),
        ("confluent_secret", "", "confluent"),
        ("data_center_token", "", "atlassian_data_center"),
        ("deno_token", "ddo_", "deno"),
        ("discord_bot_token", "27", "discord_bot"),
        ("fly_token", "", "fly_macaroon"),
        ("github_refresh_token", "", "github_refresh"),
        ("google_service_account", "", "google_service_account"),
        ("grafana_api_key", "", "grafana_api_key"),
        ("grafana_cloud_token", "", "grafana_cloud"),
        ("grafana_service_token", "", "grafana_service_account"),
        ("jfrog_reference_token", "", "jfrog_reference"),
        ("nkey_seed", "", "nats_nkey"),
        ("pgp_block", "", "pgp"),
        ("saladcloud_key", "", "saladcloud"),
        ("sentry_token", "", "sentry_organisation"),
        ("stellar_seed", "", "stellar"),
        ("vercel_token", "vcr_", "vercel"),
        ("wif_key", "compressed", "bitcoin_wif"),
        ("wireguard_key", "", "wireguard"),
        ("zuplo_key", "", "zuplo"),
    ],
)
@given(seed=SEEDS)
def test_sample_passes_its_check(generator: str, argument: str, check: str, seed: int) -> None:
    value = GENERATORS[generator](argument, Random(seed))
    assert value.startswith(argument if generator.startswith(("github", "gitlab")) else "")
    assert run_check(check, value.encode()).confidence == "high"


@given(SEEDS)
def test_aws_id_names_a_possible_account(seed: int) -> None:
    value = GENERATORS["aws_key_id"]("", Random(seed))
    assert (value[:4], len(value)) == ("AKIA", 20)
    ((name, outcome),) = run_check("aws_key_id", value.encode()).checks
    assert name == "account"
    assert outcome.isdigit()
    assert len(outcome) == 12


@given(SEEDS)
def test_gitlab_token_of_the_older_form_has_no_checksum(seed: int) -> None:
    value = GENERATORS["gitlab_token"]("glpat-", Random(seed))
    assert len(value) == 26
    assert run_check("gitlab_routable", value.encode()).confidence is None


@given(SEEDS)
def test_jwt_is_of_three_parts(seed: int) -> None:
    header, claims, signature = GENERATORS["jwt"]("", Random(seed)).split(".")
    assert json.loads(urlsafe_b64decode(header + "=="))["alg"] == "HS256"
    assert "sub" in json.loads(urlsafe_b64decode(claims + "=="))
    assert len(signature) == 43


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_base64_of_is_that_of_the_argument(text: str) -> None:
    assert b64decode(GENERATORS["base64_of"](text, Random(0))).decode() == text


def test_pem_has_short_lines_and_both_labels() -> None:
    lines = GENERATORS["pem"]("EC PRIVATE KEY", Random(0)).split("\n")
    assert (lines[0], lines[-1]) == ("-----BEGIN EC PRIVATE KEY-----", "-----END EC PRIVATE KEY-----")
    assert max(map(len, lines)) == 64
    assert "\n" not in GENERATORS["pem_escaped"]("EC PRIVATE KEY", Random(0))


def test_every_generator_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
    assert [name for name in GENERATORS if f"`{name}`" not in text and f"`{{{name}" not in text] == []
