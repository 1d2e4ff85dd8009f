from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Keysieve, Repo

RULE = r"""
[provider]
name = "Acme"
[[rule]]
id = "acme-key"
description = "Acme key"
severity = "high"
confidence = "high"
keywords = ["acme_"]
regex = '\b(?P<secret>acme_[0-9a-f]{32})(?![0-9a-f])'
source = "https://example.invalid"
revoke = "Ask Acme."
positive = ['key = acme_{hex:32}', 'acme_{hex:32}']
negative = ['acme_{hex:31}', 'acme_{hex:33}']
"""


@pytest.fixture
def own(keysieve: Keysieve) -> Callable[[str], str]:
    def write(text: str) -> str:
        path = keysieve.directory / "acme.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_list_has_a_line_a_rule(keysieve: Keysieve) -> None:
    outcome = keysieve("rules", "list")
    assert outcome.code == 0
    names = [line.split()[0] for line in outcome.out.splitlines()]
    assert names == sorted(names)
    assert {"github-pat", "aws-access-key-id", "generic-secret"} <= set(names)
    assert re.fullmatch(rf"{len(names)} rules, \d+ providers\n", outcome.err)


def test_list_holds_the_own_rules_too(keysieve: Keysieve, own: Callable[[str], str]) -> None:
    assert "acme-key" in keysieve("rules", "list", "--rules", own(RULE)).out


def test_show_tells_what_a_rule_finds(keysieve: Keysieve) -> None:
    outcome = keysieve("rules", "show", "github-pat")
    assert outcome.code == 0
    fields = dict(re.split(r" {2,}", line, maxsplit=1) for line in outcome.out.splitlines())
    assert fields["id"] == "github-pat"
    assert fields["offline check"] == "github"
    assert fields["revoke"].startswith("https://")
    assert "entropy" not in fields


def test_misspelt_rule_gets_the_nearest_name(keysieve: Keysieve) -> None:
    assert "did you mean github-pat?" in keysieve("rules", "show", "github-pta").err
    assert "see `keysieve rules list`" in keysieve("rules", "show", "zzzzzzzzzzzz").err


def test_check_passes_an_honest_rule(keysieve: Keysieve, own: Callable[[str], str]) -> None:
    outcome = keysieve("rules", "check", own(RULE))
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "1 rules checked, 0 complaints\n")


def test_check_fails_on_a_positive_that_is_not_found(keysieve: Keysieve, own: Callable[[str], str]) -> None:
    outcome = keysieve("rules", "check", own(RULE.replace("'acme_{hex:32}'", "'acme_{hex:30}'")))
    assert outcome.code == 1
    assert outcome.out == "acme-key: its positive 'acme_{hex:30}' is not found\n"


def test_check_fails_on_a_negative_that_is_found(keysieve: Keysieve, own: Callable[[str], str]) -> None:
    outcome = keysieve("rules", "check", own(RULE.replace("'acme_{hex:31}'", "'acme_{hex:32}.'")))
    assert outcome.code == 1
    assert outcome.out == "acme-key: its negative 'acme_{hex:32}.' is found by acme-key\n"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{32})(?!", "{32,})(?!", "unbounded repeat"),
        ("(?P<secret>acme_[0-9a-f]{32})", "acme_[0-9a-f]{32}", "lacks the group"),
        ('keywords = ["acme_"]', 'keywords = ["other_"]', "holds none of its keywords"),
        ('severity = "high"', 'severity = "awful"', "severity is 'awful'"),
        ("source = ", "sorce = ", "did you mean `source`?"),
        ("{hex:31}", "{hexx:31}", "is no placeholder"),
        ("[provider]", "[provider", "is not TOML"),
    ],
    ids=lambda value: value[:20],
)
def test_broken_rule_file_is_one_line(
    keysieve: Keysieve, own: Callable[[str], str], old: str, new: str, told: str
) -> None:
    outcome = keysieve("rules", "check", own(RULE.replace(old, new)))
    assert outcome.code == 2
    assert told in outcome.err
    assert outcome.err.count("\n") == 1


def test_own_rule_takes_the_place_of_the_builtin_one_with_its_id(keysieve: Keysieve, own: Callable[[str], str]) -> None:
    outcome = keysieve("rules", "show", "github-pat", "--rules", own(RULE.replace("acme-key", "github-pat")))
    assert outcome.code == 0
    assert "acme_" in outcome.out
    assert "ghp_" not in outcome.out


def test_own_rule_finds_in_a_scan(repo: Repo, own: Callable[[str], str], sample: Callable[..., str]) -> None:
    secret = sample("acme_{hex:32}")
    repo.write("a.txt", f"key {secret}\n")
    outcome = repo.keysieve("scan", "--rules", own(RULE), "--format", "json")
    assert [finding["rule"] for finding in outcome.new] == ["acme-key"]
    assert secret not in outcome.out


def test_escape_sequence_in_a_rule_reaches_no_terminal(keysieve: Keysieve, own: Callable[[str], str]) -> None:
    path = own(RULE.replace('"Acme key"', '"Acme \\u001b[31m\\u202e key"').replace("Ask Acme.", "\\u001b]0;x\\u0007"))
    for words in (("list",), ("show", "acme-key")):
        out = keysieve("rules", *words, "--rules", path, FORCE_COLOR="1").out
        assert "\\x1b[31m\\u202e" in out
        assert "\x1b" not in out


def test_show_tells_what_a_rule_requires(keysieve: Keysieve, own: Callable[[str], str]) -> None:
    asks = 'requires = { name = "Acme id", regex = "acm-[0-9]", keywords = ["acm-"], within = 3, without = "none" }\n'
    asks += 'paths = ["*.ini", "conf/**"]\n'
    out = keysieve("rules", "show", "acme-key", "--rules", own(RULE + asks)).out
    assert "requires       Acme id within 3 lines; without it no finding: (?:acm-[0-9])\n" in out
    assert "paths          *.ini, conf/**; elsewhere low\n" in out


def test_rule_for_some_paths_is_low_elsewhere(repo: Repo, sample: Callable[..., str]) -> None:
    repo.write("rules/acme.toml", RULE + 'paths = ["conf/*.ini"]\n')
    for path in ("conf/a.ini", "other.ini"):
        repo.write(path, sample("key = acme_{hex:32}"))
    outcome = repo.keysieve(
        "scan", "conf", "other.ini", "--rules", "rules", "--min-confidence", "low", "--format", "json"
    )
    found = {each["path"]: each["confidence"] for each in outcome.new if each["rule"] == "acme-key"}
    assert found == {"conf/a.ini": "high", "other.ini": "low"}


def test_rule_that_requires_an_unknown_rule_is_told(keysieve: Keysieve, own: Callable[[str], str]) -> None:
    outcome = keysieve("rules", "check", own(RULE + 'requires = { rule = "acme-di", within = 3 }\n'))
    assert outcome.code == 2
    assert "rule acme-key: requires.rule: no other rule is called 'acme-di'" in outcome.err
