"""What holds for every offline check: it raises nothing, it proves nothing by chance, it tells no secret."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.engine.checks.table import CHECKS, run_check
from scanner.rulecheck.generators import GENERATORS

SAMPLES = {
    "aws_key_id": ("aws_key_id", "AKIA"),
    "github": ("github_token", "ghp_"),
    "gitlab_routable": ("gitlab_routable", "glpat-"),
    "jwt": ("jwt", ""),
    "npm": ("npm_token", ""),
    "pem": ("pem", "PRIVATE KEY"),
    "pypi_macaroon": ("pypi_token", ""),
}


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
        assert len(check.outcome) <= 20
        assert value[-12:] not in check.outcome
