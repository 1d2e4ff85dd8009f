from __future__ import annotations

from random import Random

import pytest

from scanner.known.worth import weakness

SIGNS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"short", "has 5 bytes, and 8 are the least"),
        (b"x9Kq" * 3000, "has 12000 bytes, and 8192 are the most"),
        (b"localhost", "is made of words"),
        (b"production-eu", "is made of words"),
        (b"eu-west-1", "is made of words"),
        (b"/var/lib/app/data", "is made of words"),
        (b"someone@company.com", "is made of words"),
        (b"Sommer2019!", "is made of words"),
        (b"db.internal.net:5432", "is made of words"),
        (b"12345678901", "is a number"),
        (b"2024-01-01T00:00:00Z", "is a number"),
        (b"${OTHER}-x9Kq7Lm2", "refers to another value"),
        (b"$(pass show x9Kq)", "refers to another value"),
        (b"<your-x9Kq7Lm2>", "is a placeholder"),
        (b"changeme-x9Kq7Lm2", "is a placeholder"),
        (b"ababababababab", "repeats too few different characters"),
        (b"mnopqrstuvwx", "is a sequence of neighbours"),
        (b"postgres://db:5432/app", "is an address without credentials"),
        (b"redis://:hunter@host", "is an address whose password is too weak to be told from other text"),
    ],
)
def test_value_that_may_stand_anywhere_is_refused_with_the_reason(value: bytes, reason: str) -> None:
    assert weakness(value) == reason


@pytest.mark.parametrize(
    "value",
    [b"postgres://app:x7Kp2mQ9vT@db/app", b"https://hooks.chat.net/services/T01ABCDEF/aB3dE5fG7hJ9kL1mN3pQ5rS7"],
    ids=["password", "path"],
)
def test_address_with_a_secret_part_is_worth_it(value: bytes) -> None:
    assert weakness(value) == ""


@pytest.mark.parametrize("length", [12, 16, 24, 32, 43])
def test_random_values_are_hardly_ever_refused(length: int) -> None:
    chance = Random(length)
    values = [bytes(chance.choices(SIGNS, k=length)) for _ in range(1000)]
    assert sum(1 for value in values if weakness(value)) <= 40


def test_names_in_code_are_hardly_ever_taken() -> None:
    names = b"self.assertEqual test_value_is_written load_ruleset getElementById application/json os.path.join".split()
    assert [name for name in names if not weakness(name)] == []
