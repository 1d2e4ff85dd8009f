from __future__ import annotations

from collections.abc import Callable

import pytest

from scanner.engine.filters.strength import character_kinds


@pytest.mark.parametrize(
    "text",
    [
        "token = '⟦abcdefgh⟧'",
        "password = '⟦12345678⟧'",
        "token = '⟦123456789012345678901234567890123456⟧'",
        "pwd: ⟦------⟧",
    ],
)
def test_value_of_one_kind_of_character_is_dropped(ruling: Callable[..., str], text: str) -> None:
    assert ruling("strength", text, from_start=True) == "drop"


@pytest.mark.parametrize(
    "text",
    [
        "token = '⟦abc123⟧'",
        "token = '⟦aaaaaaaaaaaaaaaa1111⟧'",
        "api_key = '⟦RaNdOmLeTtErSoNlY-x⟧'",
        "password = '⟦Welcome⟧'",
        "password = '⟦@#!%#⟧'",
        "password = '⟦station1⟧'",  # keysieve: allow[generic-secret] made up
    ],
)
def test_value_that_a_person_may_have_typed_is_lowered(ruling: Callable[..., str], text: str) -> None:
    assert ruling("strength", text, from_start=True) == "lower"


@pytest.mark.parametrize(
    "text",
    [
        "password = '⟦{password:8}⟧'",
        "password = '⟦xq7k2z⟧'",  # keysieve: allow[generic-secret] made up
        "passwd = '⟦Tr0ub4dor&3⟧'",  # keysieve: allow[generic-secret] made up
        "token = '⟦{base62:30}7⟧'",
        "token = '⟦{hex:30}a7⟧'",
        "pass = '⟦x{lower:40}⟧'",
    ],
)
def test_strong_value_is_kept(ruling: Callable[..., str], sample: Callable[..., str], text: str) -> None:
    assert ruling("strength", sample(text), from_start=True) == ""


@pytest.mark.parametrize(
    ("value", "kinds"), [(b"", 0), (b"a", 1), (b"aB", 2), (b"aB1", 3), (b"aB1-", 4), ("é".encode(), 1), (b"--", 1)]
)
def test_kinds_of_characters_are_counted(value: bytes, kinds: int) -> None:
    assert character_kinds(value) == kinds


def test_random_key_with_signs_is_kept(ruling: Callable[..., str], sample: Callable[..., str]) -> None:
    kept = sum(ruling("strength", sample("key=⟦{base62:12}-{hex:8}_{digit:3}{base62:16}⟧", s)) == "" for s in range(50))
    assert kept >= 40
