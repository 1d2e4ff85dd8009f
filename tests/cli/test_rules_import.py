"""`keysieve rules import`: what is imported passes `rules check`, what is not is named."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from scanner.rulecheck.generators import ALPHABETS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Keysieve, Outcome

FILE = r"""
title = "House rules"
[extend]
useDefault = true
[[rules]]
id = "acme-token"
description = "Acme token"
regex = '''(?i)\b(acme_[0-9a-f]{32})(?:['"\s;]|$)'''
keywords = ["acme_"]
entropy = 3
tags = ["acme", "api"]
  [[rules.allowlists]]
  description = "made up"
  regexes = ['''^acme_0+$''']
[[rules]]
id = "globex"
regex = '''(?i)globex[\w .-]{0,20}\s*(?:=|:|=>)\s*['"]?([a-z0-9]{40,})\b'''
secretGroup = 1
keywords = ["Globex"]
[[rules]]
id = "initech_pem"
regex = '''-----BEGIN INITECH KEY-----[\s\S]{64,}?-----END INITECH KEY-----'''
[allowlist]
paths = ['''\.svg$''']
stopwords = ["dummy"]
"""


@pytest.fixture
def imported(keysieve: Keysieve) -> Callable[..., Outcome]:
    def run(text: str, *words: str) -> Outcome:
        (keysieve.directory / "theirs.toml").write_text(text, encoding="utf-8")
        return keysieve("rules", "import", "theirs.toml", *words)

    return run


def rule(pattern: str, **fields: Any) -> str:
    lines = [f"{key} = {value!r}" for key, value in {"id": "acme-token", "keywords": ["acme"], **fields}.items()]
    return "[[rules]]\n" + "\n".join(lines) + f"\nregex = '''{pattern}'''\n"


def test_imported_rules_pass_the_check_and_find(
    imported: Callable[..., Outcome], keysieve: Keysieve, sample: Callable[..., str]
) -> None:
    outcome = imported(FILE, "--output", "out")
    assert (outcome.code, outcome.out) == (0, "")
    assert outcome.err.endswith("3 rules imported, 2 of them changed, 0 refused; 3 exceptions imported, 0 refused\n")
    assert keysieve("rules", "check", "out").code == 0
    assert keysieve("rules", "check", "out/theirs.toml").code == 0
    token = sample("ACME_{hex:32}")
    (keysieve.directory / "a.txt").write_text(f"x {token}\ny {token[:-1]}\nglobex = {sample('{base36:44}')}\n")
    found = keysieve("scan", "a.txt", "--rules", "out", "--format", "json")
    assert [(finding["rule"], finding["line"]) for finding in found.new] == [("acme-token", 1), ("imported-globex", 3)]
    rules = {each["id"]: each for each in tomllib.loads((keysieve.directory / "out/theirs.toml").read_text())["rule"]}
    assert rules["acme-token"]["entropy"] == 3.0
    assert rules["imported-globex"]["keywords"] == ["globex"]


def test_exceptions_are_configuration_that_holds(
    imported: Callable[..., Outcome], keysieve: Keysieve, sample: Callable[..., str]
) -> None:
    imported(FILE.replace("^acme_0+$", "^(?i)acme_0"), "--output", "out")
    (keysieve.directory / "a.txt").write_text(sample("acme_0{hex:31}\nacme_1{hex:31}\n"))
    (keysieve.directory / "a.svg").write_text(sample("acme_1{hex:31}\n"))
    words = ("scan", "a.txt", "a.svg", "--rules", "out", "--config", "out/_allow.toml", "--format", "json")
    report = keysieve(*words).report
    assert [finding["status"] for finding in report["findings"]] == ["allowed", "new"]
    assert report["findings"][0]["reason"] == "made up"
    assert [skipped["path"] for skipped in report["skipped"]] == ["a.svg"]


def test_without_output_nothing_is_written(imported: Callable[..., Outcome], keysieve: Keysieve) -> None:
    outcome = imported(FILE)
    assert "[[rule]]" in outcome.out
    assert "[[allow]]" in outcome.out
    assert "# tags: acme, api" in outcome.out
    assert [file.name for file in keysieve.directory.iterdir()] == ["theirs.toml"]


def test_import_is_the_same_every_time(imported: Callable[..., Outcome]) -> None:
    assert imported(FILE).out == imported(FILE).out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (rule("(?=a)acme_[a-z]{20}"), "refused  acme-token: its pattern has `(?=`, which Go does not have"),
        (rule(r"(acme)\1[0-9]{20}"), r"the escape \1"),
        (rule("acme_[0-9a-z]{20}", path=".*"), "the pattern of its paths has nothing that limits it"),
        (rule("acme_[0-9a-z]{20}", path="[.]ini$"), "it is for the paths **.ini; elsewhere its findings are low here"),
        ("[[rules]]\nid = 'names-only'\npath = 'x'\n", "refused  names-only: it has no `regex`"),
        (rule("acme_(a[0-9]{20})|acme_(b[0-9]{20})"), "which of its groups is the secret"),
        (rule("acme_(a[0-9]{20})|acme_(b[0-9]{20})", secretGroup=2), "does not take part in every match"),
        (rule("acme_([0-9]{20})", secretGroup=3), "its secretGroup is 3"),
        (rule("acme_([0-9]*)"), "which of its groups"),
        (rule("acme_([0-9]*)", secretGroup=1), "its secret may be empty"),
        (rule("[a-z0-9]{32}"), "need not hold any of its keywords"),
        (rule("[a-z0-9]{32}", keywords=[]), "it has no keywords"),
        (rule("acme_[0-9]{20}", entropy=9), "its entropy is 9"),
        (rule("acme_[0-9]{20}", entropy="high"), "its `entropy` is no number"),
        (rule("acme_[0-9]{20}", keywords="acme"), "its `keywords` is no array of texts"),
        (rule("acme_(?:[a-z]{1,9}){9,}"), "a repeat of a repeat"),
        (rule("acme_[0-9]{20}", required=["x"]), "`required`: rules that depend on others"),
        (rule("acme_[0-9]{20}", fancy=1), "`fancy` is left out"),
        (rule("acme_[0-9a-z]{20}") * 2, "refused  acme-token (again): its id is taken"),
        (rule("acme_x{20}"), "what it finds is dropped by the filter"),
        (rule("ghp_[0-9a-zA-Z]{36}", id="their-token", keywords=["ghp_"]), "is found by github-pat, too"),
        (rule("acme_[0-9a-z]{20}", id="Acme_Token"), "its id is acme-token here"),
        (rule("acme_[0-9a-z]{20}", id="github-pat"), "its id is imported-github-pat here"),
        (rule("acme_[0-9a-z]{20,}"), "a repeat without an end has at most 8192 here"),
        (rule("globex_[0-9a-z]{20}"), "its keywords are globex_ here"),
        (FILE + "[more]\nx = 1\n", "`more` of the file has no counterpart"),
        (FILE.replace("useDefault = true", "path = 'base.toml'"), "extend.path: 'base.toml' is not followed"),
        (FILE + "commits = ['abc']\n", "its 1 commits"),
        (FILE + "regexTarget = 'nonsense'\n", "its regexTarget is 'nonsense'"),
    ],
)
def test_nothing_is_dropped_without_a_word(imported: Callable[..., Outcome], text: str, told: str) -> None:
    outcome = imported(text)
    assert told in outcome.err
    assert outcome.code == (
        1 if outcome.err.split("\n")[-2].startswith("0 rules imported, 0 of them changed") and not outcome.out else 0
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[rules", "is not TOML"),
        ("x = 1\n", "has no [[rules]] and no [allowlist]"),
        ("rules = 1\n", "must be an array of tables"),
    ],
)
def test_file_that_is_none_is_one_line(imported: Callable[..., Outcome], text: str, told: str) -> None:
    outcome = imported(text)
    assert (outcome.code, outcome.out) == (2, "")
    assert told in outcome.err
    assert outcome.err.count("\n") == 1


def test_missing_file_is_told(keysieve: Keysieve) -> None:
    outcome = keysieve("rules", "import", "nowhere.toml")
    assert outcome.code == 2
    assert "cannot be read" in outcome.err


def test_output_that_is_a_file_is_told(imported: Callable[..., Outcome], keysieve: Keysieve) -> None:
    (keysieve.directory / "out").write_text("")
    outcome = imported(FILE, "--output", "out")
    assert outcome.code == 2
    assert "cannot be made a directory" in outcome.err


def test_two_rules_for_the_same_text_leave_one(imported: Callable[..., Outcome], keysieve: Keysieve) -> None:
    text = rule("acme_[0-9a-z]{20}") + rule("acme_[0-9a-z]{20}", id="acme-other")
    outcome = imported(text, "--output", "out")
    assert "1 rules imported" in outcome.err
    assert "is found by acme-" in outcome.err
    assert keysieve("rules", "check", "out").code == 0


USUAL = (
    r"acme[_-](?:live|test)_[0-9A-Za-z]{24}",
    r"(?i)(?:acme|initech)[\w .-]{0,16}[\"']?\s{0,2}(?:=>?|:=|:)\s{0,2}[\"'\x60]?([a-f0-9]{32})(?:[\"'\x60;,\s]|$)",
    r"https://acme\.test/services/T[A-Z0-9]{8}/B[A-Z0-9]{8}/[A-Za-z0-9]{24}",
    r"\bacme\.([A-Z2-7]{16}\.[a-z]{3,}=)",
    r"(?s)\{acme\}.{1,10}?=([0-9a-z]{30})\b",
    r"acme_[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    r"acme:[\w+/]{40,}={0,2}",
    r"acme-\pL{30}",
    r"acme'([0-9a-z]{30})'",
)


def test_usual_patterns_are_imported(imported: Callable[..., Outcome], keysieve: Keysieve) -> None:
    text = "".join(rule(pattern, id=f"acme-{number}") for number, pattern in enumerate(USUAL))
    outcome = imported(text, "--output", "out")
    assert f"{len(USUAL)} rules imported" in outcome.err, outcome.err
    checked = keysieve("rules", "check", "out")
    assert (checked.code, checked.out) == (0, "")


def test_no_sample_holds_a_whole_random_value(imported: Callable[..., Outcome], keysieve: Keysieve) -> None:
    imported(FILE, "--output", "out")
    for each in tomllib.loads((keysieve.directory / "out/theirs.toml").read_text())["rule"]:
        assert all(any(f"{{{name}:" in sample for name in ALPHABETS) for sample in each["positive"])
