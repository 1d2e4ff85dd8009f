from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from scanner import entry
from scanner.engine import matcher
from scanner.engine.decode.quick import may_hold_encoded
from scanner.engine.matcher import LOOKAROUND, Matcher, MatchError, windows
from scanner.engine.pipeline import Pipeline
from scanner.engine.prefilter.aho import AhoCorasickPrefilter
from scanner.model import Announcement, Fragment, PartialScanError, Provenance, Rule
from scanner.ruleset import pattern
from scanner.ruleset.guard import guard

if TYPE_CHECKING:
    from tests.conftest import Repo

SHAPES = {
    "prefix": (r"(?P<secret>key_[ab]{2,4})", ["key_"]),
    "prefix between borders": (r"\b(?P<secret>key_[ab]{3})(?![ab_])", ["key_"]),
    "behind a border": (r"(?<![a-z_])(?P<secret>key_[ab]{2})", ["key_"]),
    "keyword at the end": (r"(?P<secret>[ab]{2,4})_key", ["_key"]),
    "keyword in the middle": (r"[ab]{1,3}(?P<secret>key[ab]{1,3})", ["key"]),
    "two keywords": (r"(?i:key|tok)_(?P<secret>[ab]{2,3})", ["key_", "tok_"]),
    "any case": (r"(?i)key_(?P<secret>[ab]{2,3})", ["key_"]),
    "assignment": (r"""(?i:key)[a-b_]{0,5}["' ]{0,2}=["' ]{0,3}(?P<secret>[^"'\n ]{2,8})""", ["key"]),
    "lazy": (r"key_[^\n]{0,6}?(?P<secret>aa|bb)", ["key_"]),
    "lines": (r"(?P<secret>key_\n(?:[ab]{1,3}\n){1,3}end)", ["key_"]),
    "wide lookahead": (r"(?P<secret>key_[ab])(?=[ab_]{15}k)", ["key_"]),
    "end of a line": (r"(?m)^(?P<secret>key_[ab]{1,4})$", ["key_"]),
    "end of the text": (r"(?P<secret>key_[ab]{1,4})\Z", ["key_"]),
    "overlapping itself": (r"(?P<secret>aka[ab]{0,2}k)", ["aka"]),
}
TEXTS = st.lists(
    st.sampled_from(
        ["key_", "KEY_", "tok_", "_key", "key", "a", "b", "aka", "k", "_", "\n", "=", "'", " ", "end", "x" * 30]
    ),
    max_size=40,
).map(lambda parts: "".join(parts).encode())


def rule_of(name: str) -> Rule:
    text, keywords = SHAPES[name]
    width = pattern.width(pattern.parse(text))
    return Rule(name, "", "", "high", "high", tuple(keywords), text, width, 0.0, "", "distinctive", "", "")


def whole(content: bytes) -> Fragment:
    return Fragment(b"f", content, Provenance("stdin"), 0, len(content), 1, 1)


@pytest.mark.parametrize("name", SHAPES)
@given(content=TEXTS)
@example(content=b"")
@example(content=b"key_" * 40 + b"aaa")
@example(content=b"key_aa" + b"x" * 200 + b"key_bb_key_ab\nkey_ab")
def test_windows_never_change_the_matches(name: str, content: bytes) -> None:
    """The rule's pattern on windows around its hits gives what it gives on the whole content."""
    rule = rule_of(name)
    tree = pattern.parse(rule.regex)
    announced: dict[str, tuple[Announcement, ...]] = {}
    for word in rule.keywords:
        follows, length = guard(tree, word)
        announced[word] = (Announcement(0, bytes(sorted(follows)), length),)
    hits = AhoCorasickPrefilter(announced).hits(content).get(0, [])
    found = [match[1:5] for match in Matcher().matches(rule, whole(content), hits)]
    assert found == [
        (*each.span(), *each.span("secret")) for each in regex.compile(rule.regex.encode()).finditer(content)
    ]


@given(st.lists(st.integers(0, 500)).map(sorted), st.integers(1, 60), st.integers(500, 520))
def test_windows_are_apart_and_cover_every_hit(hits: list[int], width: int, length: int) -> None:
    spans = list(windows(hits, width, width, length))
    assert all(first[1] < second[0] for first, second in zip(spans, spans[1:], strict=False))
    assert all(0 <= begin <= end <= length for begin, end in spans)
    for hit in hits:
        wanted = max(0, hit - width), min(length, hit + width + LOOKAROUND)
        assert any(begin <= wanted[0] and wanted[1] <= end for begin, end in spans)


def test_match_belongs_to_the_fragment_that_it_begins_in(make_rule: Callable[..., Rule]) -> None:
    content = b"key_aaaa key_bbbb key_cccc"
    piece = Fragment(b"f", content, Provenance("stdin"), 9, 18, 1, 1)
    found = Matcher().matches(make_rule(), piece, [4, 13, 22])
    assert [content[match.begin : match.end] for match in found] == [b"key_bbbb"]


def test_pattern_is_compiled_once(make_rule: Callable[..., Rule], monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_near = matcher.compile_near
    monkeypatch.setattr(matcher, "compile_near", lambda rule: compiled.append(rule.id) or compile_near(rule))
    running = Matcher()
    for _ in range(3):
        assert len(list(running.matches(make_rule(), whole(b"key_aaaa"), [4]))) == 1
    assert compiled == ["example-token"]


def test_pattern_that_the_engine_refuses_is_no_pass(make_rule: Callable[..., Rule]) -> None:
    with pytest.raises(MatchError, match="rule example-token: the pattern is not usable"):
        list(Matcher().matches(make_rule(regex="(?P<secret>key_["), whole(b"key_aaaa"), [4]))


SLOW = r"(?P<secret>key_(?:a|aa){1,200}!)"
"""Bounded, and yet of exponential time: no reader of syntax trees sees them all."""


def test_pattern_that_runs_out_of_time_is_no_pass(
    make_rule: Callable[..., Rule], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matcher, "SECONDS", 0.05)
    rule = make_rule(regex=SLOW, width=405)
    with pytest.raises(MatchError, match="rule example-token took more than"):
        list(Matcher().matches(rule, whole(b"key_" + b"a" * 300 + b"?"), [4]))


def test_one_slow_pattern_hides_no_finding_of_another(
    make_rule: Callable[..., Rule], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Rules:
        def rule(self, number: int) -> Rule:
            return make_rule() if number else make_rule(id="slow-token", regex=SLOW, width=405)

    class EveryRule:
        def hits(self, content: bytes) -> dict[int, list[int]]:
            return {0: [4], 1: [len(content) - 8]}

        def may_hold_encoded(self, content: bytes) -> bool:
            return may_hold_encoded(content)

    monkeypatch.setattr(matcher, "SECONDS", 0.05)
    text = b"key_" + b"a" * 300 + b"?\nkey_0a1b2c3d"
    with pytest.raises(PartialScanError, match="slow-token") as raised:
        Pipeline(Rules(), EveryRule()).scan(whole(text))  # type: ignore[arg-type]
    assert [finding.location.line for finding in raised.value.findings] == [2]


def test_slow_user_rule_is_a_fault_and_exit_2(
    here: Repo, github_token: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(matcher, "SECONDS", 0.05)
    here.write(
        "slow.toml",
        f"""[provider]
name = "Slow"
[[rule]]
id = "slow-token"
description = "Slow"
severity = "high"
confidence = "high"
keywords = ["key_"]
regex = '{SLOW}'
source = "https://example.com"
positive = ["key_a!", "key_aa!"]
negative = ["key_", "key"]
""",
    )
    here.write("a.txt", f"{github_token}\nkey_{'a' * 300}?\n")
    here.write("b.txt", "clean\n")
    assert entry.main(["scan", "--rules", "slow.toml", "--format", "json", "a.txt", "b.txt"]) == 2
    report = json.loads(capsys.readouterr().out)
    assert report["summary"]["state"] == "incomplete"
    assert [finding["line"] for finding in report["findings"]] == [1]
    assert "slow-token" in json.dumps(report)


def test_user_rule_of_nested_repeats_is_refused(here: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    here.write(
        "slow.toml",
        """[provider]
name = "Slow"
[[rule]]
id = "slow-token"
description = "Slow"
severity = "high"
confidence = "high"
keywords = ["aa"]
regex = '(?P<secret>(a+)+$)'
source = "https://example.com"
positive = ["aa", "aaa"]
negative = ["a", "b"]
""",
    )
    here.write("a.txt", "a" * 40 + "!")
    assert entry.main(["scan", "--rules", "slow.toml", "a.txt"]) == 2
    told = capsys.readouterr().err
    assert "slow-token: an unbounded repeat" in told
    assert told.count("\n") == 1
