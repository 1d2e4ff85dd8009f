from __future__ import annotations

from collections.abc import Callable

from scanner.engine.checks.gitlab import gitlab_routable
from scanner.model import Check

SIGNED = b"glpat-" + b"5oNGh1C3eNEkDdAl85lg4G86" + b"MQp1OjJuOWMK" + b".01." + b"10"


def test_worked_value_is_valid() -> None:
    assert gitlab_routable(SIGNED + b"1bp9l7p") == ((Check("checksum", "valid"),), "high")


def test_wrong_checksum_lowers() -> None:
    assert gitlab_routable(SIGNED + b"1bp9l7q") == ((Check("checksum", "invalid"),), "low")


def test_token_of_the_older_form_stands(sample: Callable[..., str]) -> None:
    assert gitlab_routable(sample("{gitlab_token:glpat-}").encode()) == ((), None)
