"""Of what is claimed twice, the more specific rule tells it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.engine.claims import Claim, settled
from scanner.model import CONFIDENCE_RANK, Rule

NAMES = ["generic", "contextual", "password", "literal", "distinctive"]
RULES = [
    Rule(f"{name}-{rank}", "", "", "high", rank, ("key_",), "", 9, 0.0, "", name, "", "")  # type: ignore[arg-type]
    for name in NAMES
    for rank in CONFIDENCE_RANK
]


def claim(rule: Rule, begin: int, end: int, encoded: bool = False) -> Claim:
    return Claim(begin, end, rule, b"", rule.confidence, (), encoded)


@pytest.fixture
def claims(make_rule: Callable[..., Rule]) -> Callable[..., list[str]]:
    """Return the ids of the rules that keep their claim; each is given as (id, begin, end, changes)."""

    def run(*given_matches: tuple[str, int, int, dict[str, object]]) -> list[str]:
        made = [claim(make_rule(id=name, **changes), begin, end) for name, begin, end, changes in given_matches]
        return [kept.rule.id for kept in settled(made)]

    return run


@pytest.mark.parametrize(
    ("weak", "strong"),
    [
        ({"filters": "generic"}, {"filters": "contextual"}),
        ({"filters": "generic", "confidence": "high"}, {"filters": "distinctive", "confidence": "medium"}),
        ({"filters": "distinctive", "confidence": "low"}, {"filters": "generic", "confidence": "medium"}),
        ({"filters": "contextual"}, {"filters": "literal"}),
        ({"filters": "literal"}, {"filters": "distinctive"}),
        ({"filters": "generic"}, {"filters": "password"}),
        ({"confidence": "medium"}, {"confidence": "high"}),
        ({"keywords": ("key_",)}, {"keywords": ("k", "key_b")}),
    ],
)
def test_same_bytes_are_told_once_by_the_most_specific_rule(
    claims: Callable[..., list[str]], weak: dict[str, object], strong: dict[str, object]
) -> None:
    spans = [(0, 10), (0, 10)], [(0, 10), (5, 20)], [(5, 20), (0, 10)], [(0, 20), (5, 10)], [(5, 10), (0, 20)]
    for first, second in spans:
        assert claims(("weak", *first, weak), ("strong", *second, strong)) == ["strong"]
        assert claims(("strong", *second, strong), ("weak", *first, weak)) == ["strong"]


def test_equal_claims_are_decided_alike_in_any_order(claims: Callable[..., list[str]]) -> None:
    assert claims(("a", 0, 10, {}), ("b", 0, 10, {})) == claims(("b", 0, 10, {}), ("a", 0, 10, {})) == ["b"]


def test_neighbours_are_both_told(claims: Callable[..., list[str]]) -> None:
    assert claims(("b", 10, 20, {}), ("a", 0, 10, {}), ("c", 20, 30, {})) == ["a", "b", "c"]


def test_one_wide_claim_gives_way_to_several(claims: Callable[..., list[str]]) -> None:
    generic = {"filters": "generic"}
    assert claims(("wide", 0, 40, generic), ("a", 5, 10, {}), ("b", 20, 30, {})) == ["a", "b"]


@given(
    st.lists(
        st.builds(
            lambda rule, begin, size: claim(rule, begin, begin + size),
            st.sampled_from(RULES),
            st.integers(0, 60),
            st.integers(1, 20),
        )
    )
)
def test_what_is_kept_is_in_order_and_apart(made: list[Claim]) -> None:
    kept = settled(made)
    assert all(first.end <= second.begin for first, second in zip(kept, kept[1:], strict=False))
    assert set(kept) <= set(made)
    assert settled(kept) == kept
    assert settled(reversed(made)) == kept or len({one.rule for one in made}) < len(made)
    assert bool(kept) == bool(made)


def test_several_secrets_in_one_encoded_text_are_all_told(make_rule: Callable[..., Rule]) -> None:
    made = [claim(make_rule(id=name), 0, 80, encoded=True) for name in ("a", "b")]
    assert {kept.rule.id for kept in settled(made)} == {"a", "b"}


def test_plain_claim_is_told_before_an_equal_one_in_encoded_text(make_rule: Callable[..., Rule]) -> None:
    kept = settled([claim(make_rule(id="z"), 0, 80, encoded=True), claim(make_rule(id="a"), 0, 80)])
    assert [one.rule.id for one in kept] == ["a"]
