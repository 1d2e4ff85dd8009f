"""Every way in which a rule does not live up to its own samples is a complaint."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scanner.rulecheck.check import check_rules
from scanner.rulecheck.template import TemplateError
from scanner.ruleset.compile import compile_rules
from scanner.ruleset.load import load_compiled
from scanner.ruleset.schema import Provider, RequiresSyntax, RuleSyntax

GOOD = RuleSyntax(
    id="example-token",
    provider=Provider("Example"),
    description="Example token",
    severity="high",
    confidence="high",
    regex="(?P<secret>exa_[0-9A-Za-z]{30})",
    source="https://example.com/keys",
    keywords=("exa_",),
    positive=("exa_{base62:30}", "key = 'exa_{base62:30}'"),
    negative=("exa_{base62:20}", "exa_config"),
)


def changed(**changes: object) -> RuleSyntax:
    values = {name: getattr(GOOD, name) for name in GOOD.__slots__}
    return RuleSyntax(**{**values, **changes})


@pytest.fixture
def complaints(tmp_path: Path) -> Callable[..., list[str]]:
    def run(*rules: RuleSyntax) -> list[str]:
        for name, text in compile_rules(rules).items():
            (tmp_path / name).write_text(text, encoding="utf-8", newline="")
        return [f"{each.rule}: {each.message}" for each in check_rules(rules, load_compiled(str(tmp_path)))]

    return run


def test_good_rule_gives_no_complaint(complaints: Callable[..., list[str]]) -> None:
    assert complaints(GOOD) == []


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"positive": ("exa_{base62:20}", *GOOD.positive)}, "its positive 'exa_{base62:20}' is not found"),
        (
            {"positive": ("exa_{lower:0}" + "a" * 30, *GOOD.positive)},
            f"its positive 'exa_{{lower:0}}{'a' * 30}' is not found",
        ),
        ({"negative": ("x exa_{base62:30}", "exa_")}, "its negative 'x exa_{base62:30}' is found by example-token"),
        ({"checksum": "none"}, "checksum 'none' is none of age, apify, "),
        ({"filters": "none"}, "filters 'none' is none of block, "),
        ({"checksum": "github"}, f"its positive {GOOD.positive[0]!r} is found below high"),
    ],
)
def test_rule_that_does_not_live_up_to_its_samples(
    complaints: Callable[..., list[str]], changes: dict[str, object], complaint: str
) -> None:
    found = complaints(changed(**changes))
    assert found
    assert found[0].startswith(f"example-token: {complaint}")


def test_rule_in_the_way_of_another_is_told(complaints: Callable[..., list[str]]) -> None:
    wide = changed(id="wide-token", regex="x(?P<secret>=[0-9]{8})", keywords=("x=",))
    wide = RuleSyntax(
        **{
            **{name: getattr(wide, name) for name in wide.__slots__},
            "positive": ("x={digit:8} exa_{base62:30}", "x={digit:8}"),
            "negative": ("x", "y"),
        }
    )
    assert complaints(GOOD, wide) == [
        "wide-token: its positive 'x={digit:8} exa_{base62:30}' is also found by example-token"
    ]


def test_uncertain_find_in_a_negative_is_no_complaint(complaints: Callable[..., list[str]]) -> None:
    assert complaints(changed(confidence="low", negative=("exa_{base62:30}", "exa_"))) == []


def test_complaint_is_made_once_a_sample(complaints: Callable[..., list[str]]) -> None:
    assert len(complaints(changed(positive=("none", "neither")))) == 2


def test_wrong_template_is_no_passing_sample(complaints: Callable[..., list[str]]) -> None:
    with pytest.raises(TemplateError):
        complaints(changed(positive=("exa_{nothing:3}", "exa_")))


ID = RequiresSyntax(within=2, name="id", regex="id=[0-9]{4}", keywords=("id=",), without="none")
PAIRS = ("id={digit:4}\nexa_{base62:30}", "exa_{base62:30} id={digit:4}")


def test_positives_of_several_lines_hold_the_companion(complaints: Callable[..., list[str]]) -> None:
    assert complaints(changed(requires=ID, positive=PAIRS, negative=GOOD.positive)) == []


def test_positive_without_the_companion_is_found_as_the_rule_says(complaints: Callable[..., list[str]]) -> None:
    lone = (*PAIRS, GOOD.positive[0])
    low = RequiresSyntax(within=2, name="id", regex="id=[0-9]{4}", keywords=("id=",), without="low")
    assert complaints(changed(requires=low, positive=lone)) == []
    assert complaints(changed(requires=ID, positive=lone)) == [
        f"example-token: its positive {GOOD.positive[0]!r} is not found"
    ]


def test_rule_whose_samples_lack_the_companion_is_told(complaints: Callable[..., list[str]]) -> None:
    low = RequiresSyntax(within=2, name="id", regex="id=[0-9]{4}", keywords=("id=",), without="low")
    assert complaints(changed(requires=low, positive=(PAIRS[0], GOOD.positive[0]))) == [
        "example-token: only 1 of its positives hold what it requires; write 2 or more"
    ]


@pytest.mark.parametrize(("provider", "complains"), [("Example", False), ("Other", True)])
def test_companion_may_be_a_finding_of_the_same_provider(
    complaints: Callable[..., list[str]], provider: str, complains: bool
) -> None:
    other = changed(
        id="example-id",
        provider=Provider(provider),
        regex="(?P<secret>id=[0-9]{4})",
        keywords=("id=",),
        filters="literal",
        positive=("id={digit:4}", "a id={digit:4}"),
        negative=("id=", "id={digit:3}"),
    )
    asks = RequiresSyntax(within=2, rule="example-id", without="none")
    found = complaints(changed(requires=asks, positive=PAIRS), other)
    assert any("also found by example-id" in each for each in found) is complains


@pytest.mark.parametrize("glob", ["*.ini", "conf/**/*.ini", "/a?c.txt"])
def test_samples_stand_in_a_path_that_the_rule_is_meant_for(complaints: Callable[..., list[str]], glob: str) -> None:
    assert complaints(changed(paths=(glob,), elsewhere="none")) == []


def test_glob_that_is_none_is_told(complaints: Callable[..., list[str]]) -> None:
    assert complaints(changed(paths=("[z-a]",))) == [
        "example-token: paths of a rule: the range z-a runs backwards; run `keysieve rules check`"
    ]
