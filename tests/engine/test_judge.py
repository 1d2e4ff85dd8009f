from __future__ import annotations

from collections.abc import Callable

import pytest

from scanner.engine.candidate import Candidate
from scanner.engine.checks import table as checks
from scanner.engine.checks.interface import CheckResult
from scanner.engine.companion import Companions
from scanner.engine.filters import table as filters
from scanner.engine.filters.interface import Ruling, drop, lower
from scanner.engine.judge import credible, findings, verdict_on
from scanner.model import Check, Finding, Fragment, Location, Match, Provenance, Rule
from scanner.ruleset.schema import RuleError

NONE = Companions(Fragment(b"f", b"", Provenance("stdin"), 0, 0, 1, 1), [])


def judge(matches: list[Match], piece: Fragment) -> list[Finding]:
    return findings(list(credible(matches, piece, [])), piece)


class Always:
    """A filter that rules alike on everything."""

    name = "always"

    def __init__(self, ruling: Ruling | None) -> None:
        self._ruling = ruling

    def judge(self, candidate: Candidate) -> Ruling | None:
        return self._ruling


@pytest.fixture
def verdict(marked: Callable[..., Candidate], monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    """Return the verdict on a value under these rulings and, where there is one, this result of a check."""

    def run(*rulings: Ruling | None, confidence: str = "high", check: CheckResult | None = None) -> object:
        monkeypatch.setattr("scanner.engine.judge.filter_list", lambda name: [Always(ruling) for ruling in rulings])
        monkeypatch.setattr("scanner.engine.judge.run_check", lambda name, value: check)
        return verdict_on(marked("k = ⟦v⟧", confidence=confidence, checksum="some" if check else ""), NONE)

    return run


@pytest.mark.parametrize("confidence", ["low", "medium", "high"])
def test_rule_says_how_sure_it_is(verdict: Callable[..., object], confidence: str) -> None:
    assert verdict(None, confidence=confidence) == (confidence, ())
    assert verdict(confidence=confidence) == (confidence, ())


@pytest.mark.parametrize("confidence", ["low", "medium", "high"])
def test_lowered_value_is_not_dropped(verdict: Callable[..., object], confidence: str) -> None:
    assert verdict(None, lower("weak"), None, confidence=confidence) == ("low", ())


def test_dropped_value_is_no_finding(verdict: Callable[..., object]) -> None:
    assert verdict(None, lower("weak"), drop("no secret")) is None
    assert verdict(drop("no secret"), check=CheckResult((Check("checksum", "valid"),), "high")) is None


@pytest.mark.parametrize(
    ("start", "rulings", "found", "end"),
    [
        ("medium", [], "high", "high"),
        ("high", [], "low", "low"),
        ("high", [], "medium", "medium"),
        ("medium", [], None, "medium"),
        ("medium", [lower("weak")], None, "low"),
        ("medium", [lower("weak")], "high", "high"),
    ],
)
def test_check_outweighs_what_filters_suspect(
    verdict: Callable[..., object], start: str, rulings: list[Ruling], found: str | None, end: str
) -> None:
    learnt = (Check("checksum", "some"),)
    assert verdict(*rulings, confidence=start, check=CheckResult(learnt, found)) == (end, learnt)  # type: ignore[arg-type]


def test_finding_says_where_it_stands(make_rule: Callable[..., Rule]) -> None:
    content = "é = key_0a1b2c # keysieve: allow sample\nb = key_9z8y7x\n".encode()
    piece = Fragment(b"dir/a.txt", content, Provenance("index"), 0, len(content), 10, 3)
    rule = make_rule()
    begins = [content.index(b"key_0"), content.index(b"key_9")]
    first, second = judge([Match(rule, begin - 4, begin + 10, begin, begin + 10) for begin in begins], piece)
    assert first.location == Location(10, 7, 10, 17)
    assert second.location == Location(11, 5, 11, 15)
    assert (first.path, first.provenance, first.rule) == (b"dir/a.txt", Provenance("index"), rule)
    assert first.secret.reveal_in_clear() == b"key_0a1b2c"
    assert (first.allowed, second.allowed) == ("keysieve: allow sample", None)


def test_line_hash_tells_an_untouched_line_from_another(make_rule: Callable[..., Rule]) -> None:
    content = b"a = key_0a1b\nx\na = key_0a1b\nb = key_0a1b\n"
    piece = Fragment(b"f", content, Provenance("index"), 0, len(content), 1, 1)
    begins = [begin for begin in range(len(content)) if content.startswith(b"key_", begin)]
    hashes = [found.line_hash for found in judge([Match(make_rule(), b, b + 8, b, b + 8) for b in begins], piece)]
    assert hashes[0] == hashes[1] != hashes[2]


def test_reason_of_a_mark_shows_no_other_secret_of_the_line(make_rule: Callable[..., Rule]) -> None:
    content = b"x\na = key_0a1b2c # keysieve: allow as key_9z8y7x and key_5t6u7v\nkey_7k8l9m\n"
    piece = Fragment(b"f", content, Provenance("index"), 0, len(content), 1, 1)
    begins = [begin for begin in range(len(content)) if content.startswith(b"key_", begin)]
    found = judge([Match(make_rule(), b, b + 10, b, b + 10) for b in begins], piece)
    reasons = [finding.allowed for finding in found]
    assert reasons[0] == "keysieve: allow as ********** and"
    assert reasons[3] is None
    assert not any(secret in str(reasons) for secret in ("key_9", "key_5", "key_7"))


def test_mark_of_another_tool_needs_no_masking(make_rule: Callable[..., Rule]) -> None:
    content = b"key_0a1b2c key_9z8y7x # gitleaks:allow"
    piece = Fragment(b"f", content, Provenance("index"), 0, len(content), 1, 1)
    found = judge([Match(make_rule(), b, b + 10, b, b + 10) for b in (0, 11)], piece)
    assert [finding.allowed for finding in found] == ["gitleaks:allow"] * 2


def test_dropped_match_moves_no_place(make_rule: Callable[..., Rule]) -> None:
    content = b"key_aaaaaaaa\nkey_0a1b2c\n"
    piece = Fragment(b"f", content, Provenance("index"), 0, len(content), 1, 1)
    found = judge([Match(make_rule(), b, e, b, e) for b, e in ((0, 12), (13, 23))], piece)
    assert [finding.location.line for finding in found] == [2]


@pytest.mark.parametrize("changes", [{"filters": "nonsense"}, {"checksum": "nonsense"}])
def test_misspelt_name_in_a_user_rule_is_told(marked: Callable[..., Candidate], changes: dict[str, str]) -> None:
    with pytest.raises(RuleError, match=r"'nonsense' of a rule is none of .*keysieve rules check"):
        verdict_on(marked("k = ⟦key_0a1b2c⟧", **changes), NONE)


@pytest.mark.parametrize("name", sorted(filters.LISTS))
def test_every_filter_list_can_be_made(name: str) -> None:
    made = filters.filter_list(name)
    assert tuple(each.name for each in made) == filters.LISTS[name]
    assert filters.filter_list(name) is made


def test_every_filter_is_on_a_list() -> None:
    assert set(filters.FILTERS) == {name for names in filters.LISTS.values() for name in names}


@pytest.mark.parametrize("name", sorted(checks.CHECKS))
@pytest.mark.parametrize("value", [b"", b"a", b"." * 5, b"=" * 9, b"\xff" * 40, b"-----BEGIN PRIVATE KEY-----"])
def test_every_check_can_be_run_on_anything(name: str, value: bytes) -> None:
    assert checks.run_check(name, value).confidence in (None, "low", "medium", "high")
