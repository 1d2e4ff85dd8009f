"""What surroundings decide: the path that a rule is meant for, the companion that it requires."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from scanner.engine.candidate import Candidate, candidate
from scanner.engine.claims import Claim, settled
from scanner.engine.companion import Companions
from scanner.engine.context import least
from scanner.engine.judge import credible, steps, verdict_on
from scanner.model import Check, Companion, Fragment, Match, Rule
from scanner.ruleset.schema import RuleError

if TYPE_CHECKING:
    from scanner.model import Confidence

ID = Companion("key id", "id[0-9]{2}", 4, 2, 2, "low", ("id",))


@pytest.fixture
def judged(marked: Callable[..., Candidate], make_fragment: Callable[..., Fragment]) -> Callable[..., object]:
    """Return the verdict on the value between ⟦ and ⟧ of a rule that differs as told."""

    def run(text: str, path: str = "a.txt", **rule: object) -> object:
        each = marked(text, path=path, **rule)
        return verdict_on(each, Companions(make_fragment(each.content, each.path), []))

    return run


@pytest.mark.parametrize("without", [None, "low", "medium"])
@pytest.mark.parametrize("confidence", ["medium", "high"])
def test_rule_is_as_sure_as_it_says_with_its_companion_only(
    judged: Callable[..., object], confidence: str, without: Confidence | None
) -> None:
    requires = ID._replace(without=without)
    found = judged("id12\n⟦key_0a1b2c⟧", confidence=confidence, requires=requires)
    assert found == (confidence, (Check("companion", "key id"),))
    alone = judged("⟦key_0a1b2c⟧", confidence=confidence, requires=requires)
    assert alone == (None if without is None else (without, ()))


@pytest.mark.parametrize("elsewhere", [None, "low", "medium"])
@pytest.mark.parametrize("path", ["conf/app.ini", "x/y.ini", "a.ini/b"])
def test_rule_is_as_sure_as_it_says_in_its_paths_only(
    judged: Callable[..., object], path: str, elsewhere: Confidence | None
) -> None:
    asked = {"paths": ("nowhere/**", "*.ini"), "elsewhere": elsewhere}
    assert judged("⟦key_0a1b2c⟧", path, **asked) == ("high", ())
    assert judged("⟦key_0a1b2c⟧", "a.txt", **asked) == (None if elsewhere is None else (elsewhere, ()))


def test_path_and_companion_must_both_be_right(judged: Callable[..., object]) -> None:
    asked = {"paths": ("*.ini",), "elsewhere": "medium", "requires": ID}
    assert judged("id12 ⟦key_0a1b2c⟧", "a.ini", **asked) == ("high", (Check("companion", "key id"),))
    assert judged("id12 ⟦key_0a1b2c⟧", "a.txt", **asked) == ("medium", (Check("companion", "key id"),))
    assert judged("⟦key_0a1b2c⟧", "a.txt", **asked) == ("low", ())
    assert judged("⟦key_0a1b2c⟧", "a.txt", **{**asked, "elsewhere": None}) is None


def test_value_that_proves_itself_needs_no_companion(judged: Callable[..., object], sample: Callable[..., str]) -> None:
    token = sample("{github_token:ghp_}")
    verdict = judged(f"⟦{token}⟧", checksum="github", confidence="medium", requires=ID)
    assert verdict == ("high", (Check("checksum", "valid"),))


def test_steps_tell_where_the_companion_stands(
    marked: Callable[..., Candidate], make_fragment: Callable[..., Fragment]
) -> None:
    each = marked("\nid12\n⟦key_0a1b2c⟧", requires=ID, paths=("*.txt",))
    made = [step for step in steps(each, Companions(make_fragment(each.content), [])) if step.stage == "context"]
    assert [(step.name, step.reason, step.confidence) for step in made] == [
        ("paths", "the rule is meant for this path", "high"),
        ("companion", "key id in line 2", "high"),
    ]
    each = marked("⟦key_0a1b2c⟧", path="b.ini", requires=ID._replace(within=1), paths=("*.txt",))
    made = [step for step in steps(each, Companions(make_fragment(each.content), [])) if step.stage == "context"]
    assert [(step.name, step.reason, step.confidence) for step in made] == [
        ("paths", "for other paths", "low"),
        ("companion", "no key id within 1 line", "low"),
    ]


@pytest.mark.parametrize(
    ("within", "words"),
    [(-1, "in the same document"), (0, "in the same line"), (1, "within 1 line"), (7, "within 7 lines")],
)
def test_distance_is_told_in_words(within: int, words: str) -> None:
    assert ID._replace(within=within).where == words


@pytest.mark.parametrize(
    ("first", "second", "lower"),
    [("high", "low", "low"), ("low", "high", "low"), ("medium", "medium", "medium"), ("high", None, None)],
)
def test_least_confidence(first: Confidence, second: Confidence | None, lower: Confidence | None) -> None:
    assert least(first, second) == lower


def test_misspelt_glob_in_a_user_rule_is_told(judged: Callable[..., object]) -> None:
    with pytest.raises(RuleError, match=r"runs backwards; run `keysieve rules check`"):
        judged("⟦key_0a1b2c⟧", paths=("[z-a]",))


def test_rule_without_its_companion_gives_way_to_any_other(
    make_rule: Callable[..., Rule], make_fragment: Callable[..., Fragment]
) -> None:
    composite = make_rule(id="a-composite", requires=ID)
    other = make_rule(id="b-other", confidence="medium", filters="generic")
    for text, winner in ((b"id12 key_0a1b2c", "a-composite"), (b"xx12 key_0a1b2c", "b-other")):
        matches = [Match(rule, 5, 15, 5, 15) for rule in (composite, other)]
        claims: list[Claim] = list(credible(matches, make_fragment(text), []))
        assert [claim.rule.id for claim in settled(claims)] == [winner]


def test_candidate_is_judged_alike_wherever_it_stands(
    make_rule: Callable[..., Rule], make_fragment: Callable[..., Fragment]
) -> None:
    text = make_fragment(b"id12 key_0a1b2c\n" * 3 + b"\n" * 5 + b"key_0a1b2c")
    begins = [at for at in range(len(text.content)) if text.content.startswith(b"key_", at)]
    companions = Companions(text, [])
    rule = make_rule(requires=ID)
    found = [verdict_on(candidate(Match(rule, b, b + 10, b, b + 10), text), companions) for b in begins]
    assert [verdict[0] for verdict in found if verdict] == ["high"] * 3 + ["low"]
