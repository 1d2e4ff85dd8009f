from __future__ import annotations

import string
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.engine.filters.filler import is_counted_in_pairs, is_counted_up, longest_run


@pytest.mark.parametrize(
    "text",
    [
        "⟦xxxxxxxxxxxxxxxx⟧",
        "⟦ghp_000000000000000000000000000000000000⟧",
        "⟦abcd**************⟧",
        "⟦sk_live_1234...⟧",
        "⟦sk_live_12ab⟧...",
        "⟦sk_live_12ab⟧…",
        "⟦ab••cd••⟧",
        "⟦abcdefghijkl⟧",
        "⟦ABCDEFGHIJKLMNOP⟧",
        "⟦abababababababab⟧",
        "⟦1231231231231231⟧",
        "⟦qwertyuiop99⟧",
        "⟦a1b2c3d4e5f6g7h8⟧",
        "⟦a1b2c3d4e5f6a7b8c9d0⟧",
    ],
)
def test_what_was_typed_to_fill_a_place_is_dropped(ruling: Callable[..., str], text: str) -> None:
    assert ruling("filler", text) == "drop"


@pytest.mark.parametrize("text", ["⟦0123456789abcdef⟧", "⟦deadbeefdeadbeef12⟧"])
def test_long_made_up_value_of_letters_and_digits_is_unsure(ruling: Callable[..., str], text: str) -> None:
    assert ruling("filler", text) == "lower"


@pytest.mark.parametrize("filters", ["distinctive", "contextual"])
@pytest.mark.parametrize(
    "text",
    [
        "⟦abcdefghijklmnopqrstuvwxyz⟧",
        "⟦sk_live_1234567890abcdefghij⟧",
        "⟦12345678901234567890⟧",
        "⟦abcd1234efgh5678ijkl⟧",
    ],
)
def test_made_up_value_in_the_form_of_a_token_is_unsure(ruling: Callable[..., str], text: str, filters: str) -> None:
    assert ruling("filler", text, filters=filters) == "lower"


def test_run_in_the_middle_of_a_token_makes_it_unsure(ruling: Callable[..., str]) -> None:
    text = "⟦xoxa-2-511111111-31111111111-3111111111111-e039d02840a0b9379c⟧"
    assert ruling("filler", text, filters="distinctive") == "lower"
    assert ruling("filler", "⟦xoxa-2-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx⟧", filters="distinctive") == "drop"


@pytest.mark.parametrize(
    "template", ["{base62:36}", "{hex:32}", "{HEX:40}", "{base64:40}", "{lower:32}", "{password:12}"]
)
def test_random_values_are_kept(ruling: Callable[..., str], sample: Callable[..., str], template: str) -> None:
    kept = sum(ruling("filler", f"k = ⟦{sample(template, seed)}⟧") == "" for seed in range(300))
    assert kept >= 299


def test_ellipsis_elsewhere_in_the_line_says_nothing(ruling: Callable[..., str], sample: Callable[..., str]) -> None:
    assert ruling("filler", sample("and so on... k = ⟦{base62:32}⟧ ...")) == ""


def test_row_in_a_long_value_is_chance(ruling: Callable[..., str], sample: Callable[..., str]) -> None:
    assert ruling("filler", sample("⟦{base64:400}cafebabe{base64:400}⟧")) == ""
    assert ruling("filler", sample("⟦{hex:8}cafebabe{hex:8}⟧")) == "lower"


@given(st.binary(max_size=60))
def test_longest_run_is_that_of_the_definition(value: bytes) -> None:
    runs = [size for size in range(1, len(value) + 1) for byte in set(value) if bytes([byte]) * size in value]
    assert longest_run(value) == max(runs, default=0)


def test_few_letters_in_order_are_chance() -> None:
    assert not is_counted_up(b"abcde")
    assert is_counted_up(b"abcdef")
    assert not is_counted_up(b"fedcba")


def test_random_letters_are_not_counted_up() -> None:
    random = Random(3)
    values = ["".join(random.choices(string.ascii_lowercase, k=16)).encode() for _ in range(1000)]
    assert not any(map(is_counted_up, values))


@pytest.mark.parametrize(
    ("value", "counted"),
    [
        (b"a1b2c3d4e5f6a7b8", True),
        (b"1a2b3c4d5e6f7g8h9i0j", True),
        (b"a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6", True),
        (b"a8b1c9d4e2f6a0b3", False),
        (b"abcdefgh12345678", False),
        (b"a1b2", False),
        (b"", False),
    ],
)
def test_letters_and_digits_that_count_in_turn_are_typed(value: bytes, counted: bool) -> None:
    assert is_counted_in_pairs(value) == counted
