from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.envschema.strength import Strength

if TYPE_CHECKING:
    from collections.abc import Callable

LEFT_IN = [
    "changeme",
    "CHANGE_ME",
    "your-api-key-here",
    "your_secret_here",
    "<token>",
    "{{ secret }}",
    "xxxxxxxx",
    "********",
    "REPLACE_WITH_KEY",
    "super-secret-password",
    "todo",
    "postgres://user:password@db.shop.com/app",
    "https://your-host-here/",
]
FINE = [
    "postgres://postgres:postgres@localhost:5432/app",
    "postgresql://app:app@db:5432/app",
    "redis://localhost:6379",
    "correct horse battery staple",
    "amqp://127.0.0.1",
]


@pytest.mark.parametrize("value", LEFT_IN)
def test_placeholder_that_was_left_in_is_told(value: str) -> None:
    weakness = Strength().judge(value, allow_short=False)
    assert weakness is not None
    assert (weakness.kind, weakness.grave) == ("placeholder", True)


@pytest.mark.parametrize("value", FINE)
def test_local_address_and_passphrase_are_no_placeholders(value: str) -> None:
    assert Strength().judge(value, allow_short=False) is None


def test_random_values_are_never_weak(sample: Callable[..., str], github_token: str, aws_id: str) -> None:
    strength = Strength()
    for seed in range(200):
        for template in ("{base62:20}", "{hex:32}", "{password:16}", "{base62:64}", "sk_live_{base62:24}"):
            assert strength.judge(sample(template, seed), allow_short=False) is None
    assert strength.judge(github_token, allow_short=False) is None
    assert strength.judge(f"postgres://u:{aws_id}@db.shop.com/app", allow_short=False) is None


def test_address_with_a_password_or_a_long_piece_is_a_secret_in_an_example(sample: Callable[..., str]) -> None:
    strength = Strength()
    assert not strength.is_placeholder(f"postgres://u:{sample('{base62:20}')}@db.shop.com/app")
    assert not strength.is_placeholder(f"https://hooks.shop.com/services/{sample('{base62:24}')}")
    assert strength.is_placeholder("postgres://user:password@localhost/db")
    assert strength.is_placeholder("https://shop.com/hooks")
