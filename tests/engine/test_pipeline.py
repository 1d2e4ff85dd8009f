from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.engine.pipeline import Pipeline, most_specific
from scanner.engine.prefilter import AhoCorasickPrefilter
from scanner.model import CONFIDENCE_RANK, Announcement, Fragment, Match, Rule

NAMES = ["generic", "contextual", "password", "literal", "distinctive"]
RULES = [
    Rule(f"{name}-{rank}", "", "", "high", rank, ("key_",), "", 9, 0.0, "", name, "", "")  # type: ignore[arg-type]
    for name in NAMES
    for rank in CONFIDENCE_RANK
]


def match(rule: Rule, begin: int, end: int) -> Match:
    return Match(rule, begin, end, begin, end)


@pytest.fixture
def claims(make_rule: Callable[..., Rule]) -> Callable[..., list[str]]:
    """Return the ids of the rules that keep their claim; each is given as (id, begin, end, changes)."""

    def run(*given_matches: tuple[str, int, int, dict[str, object]]) -> list[str]:
        matches = [match(make_rule(id=name, **changes), begin, end) for name, begin, end, changes in given_matches]
        return [kept.rule.id for kept in most_specific(matches)]

    return run


@pytest.mark.parametrize(
    ("weak", "strong"),
    [
        ({"filters": "generic"}, {"filters": "contextual"}),
        ({"filters": "generic", "confidence": "high"}, {"filters": "distinctive", "confidence": "low"}),
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
            lambda rule, begin, size: match(rule, begin, begin + size),
            st.sampled_from(RULES),
            st.integers(0, 60),
            st.integers(1, 20),
        )
    )
)
def test_what_is_kept_is_in_order_and_apart(matches: list[Match]) -> None:
    kept = most_specific(matches)
    assert all(first.secret_end <= second.secret_begin for first, second in zip(kept, kept[1:], strict=False))
    assert set(kept) <= set(matches)
    assert most_specific(kept) == kept
    assert most_specific(reversed(matches)) == kept or len({m.rule for m in matches}) < len(matches)
    assert bool(kept) == bool(matches)


class OneRule:
    """A ruleset of one rule that counts how often it is asked."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self.asked = 0

    def rule(self, number: int) -> Rule:
        self.asked += 1
        return self._rule


@pytest.fixture
def prefilter() -> AhoCorasickPrefilter:
    return AhoCorasickPrefilter({"key_": (Announcement(0),)})


@pytest.mark.parametrize("text", [b"", b"nothing here", b"key_!"])
def test_clean_text_gives_nothing(
    make_rule: Callable[..., Rule],
    make_fragment: Callable[..., Fragment],
    prefilter: AhoCorasickPrefilter,
    text: bytes,
) -> None:
    assert Pipeline(OneRule(make_rule()), prefilter).scan(make_fragment(text)) == []  # type: ignore[arg-type]


def test_text_without_a_keyword_parses_no_rule(
    make_rule: Callable[..., Rule], make_fragment: Callable[..., Fragment], prefilter: AhoCorasickPrefilter
) -> None:
    ruleset = OneRule(make_rule())
    Pipeline(ruleset, prefilter).scan(make_fragment(b"x" * 1000))  # type: ignore[arg-type]
    assert ruleset.asked == 0


def test_pipeline_remembers_nothing(
    make_rule: Callable[..., Rule], make_fragment: Callable[..., Fragment], prefilter: AhoCorasickPrefilter
) -> None:
    pipeline = Pipeline(OneRule(make_rule()), prefilter)  # type: ignore[arg-type]
    text = make_fragment(b"x = key_0a1b2c3d\n")
    first = pipeline.scan(text)
    pipeline.scan(make_fragment(b"key_9z8y7x6w"))
    assert pipeline.scan(text) == first
    assert [finding.location.column for finding in first] == [5]
