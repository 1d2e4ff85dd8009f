from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from scanner.config.parse import parse_config
from scanner.model import Finding, Location, Provenance, Rule, Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

RULE = Rule("acme-key", "Acme", "Acme key", "high", "high", ("acme_",), "", 40, 0.0, "", "distinctive", "", "")


def finding(value: bytes = b"acme_value", path: bytes = b"src/a.py", rule: str = "acme-key") -> Finding:
    place = Location(1, 1, 1, 2)
    return Finding(RULE._replace(id=rule), path, place, Secret(value), "high", (), Provenance("index"), None, 0)


@pytest.mark.parametrize(
    ("text", "covers"),
    [
        ("value = 'acme_value'", True),
        ("value = 'acme_[a-z]{5}'", True),
        ("value = 'acme_'", False),
        ("value = 'value'", False),
        ("value = '(?s).*'", True),
        ("path = 'src/**'", True),
        ("path = '*.py'", True),
        ("path = 'tests/**'", False),
        ("rule = 'acme-key'", True),
        ("rule = 'acme'", False),
        ("rule = 'acme-key'\npath = 'src'\nvalue = 'acme_value'", True),
        ("rule = 'acme-key'\npath = 'tests'\nvalue = 'acme_value'", False),
        ("rule = 'other-key'\npath = 'src'\nvalue = 'acme_value'", False),
        ("rule = 'acme-key'\npath = 'src'\nvalue = 'acme_valu'", False),
        ("rule = 'acme-key'\nexpires = 2026-06-01", True),
        ("rule = 'acme-key'\nexpires = 2026-05-31", False),
    ],
)
def test_allowance_holds_if_every_criterion_does(text: str, covers: bool) -> None:
    (allow,) = parse_config(tomllib.loads(f"[[allow]]\n{text}\n"), "c.toml").allow
    assert allow.covers(finding(), "2026-06-01") is covers


def test_slow_pattern_allows_nothing() -> None:
    (allow,) = parse_config(tomllib.loads("[[allow]]\nvalue = '(a|a|ab)+c'\n"), "c.toml").allow
    assert not allow.covers(finding(b"a" * 60), "2026-06-01")


def test_excluded_file_is_skipped_and_said(repo: Repo, github_token: str) -> None:
    repo.write(".keysieve.toml", 'exclude = ["fixtures/**"]\n')
    repo.stage("fixtures/a.py", f"key = '{github_token}'\n")
    for outcome in (repo.keysieve("scan", "--format", "json"), repo.staged()):
        assert outcome.code == 0
        assert outcome.report["skipped"] == [
            {"path": "fixtures/a.py", "reason": "excluded by 'fixtures/**' in .keysieve.toml"}
        ]
    assert "1 skipped" in repo.keysieve("hook").out


def test_rule_is_off_in_one_folder_only(repo: Repo, github_token: str, aws_id: str) -> None:
    repo.write(".keysieve.toml", '[[per_path]]\npaths = ["docs/**"]\ndisable = ["github-pat"]\n')
    for name in ("docs/a.md", "src/a.md"):
        repo.stage(name, f"{github_token}\n{aws_id}\n")
    for outcome in (repo.keysieve("scan", "--format", "json"), repo.staged()):
        places = [(found["path"], found["rule"]) for found in outcome.new]
        assert ("docs/a.md", "github-pat") not in places
        assert ("src/a.md", "github-pat") in places
        assert ("docs/a.md", "aws-access-key-id") in places


def test_rule_is_off_everywhere(repo: Repo, github_token: str) -> None:
    repo.write(".keysieve.toml", '[rules]\ndisable = ["github-pat", "no-such-rule"]\n')
    repo.stage("a.py", f"{github_token}\n")
    assert repo.keysieve("hook").code == 0


def test_first_floor_that_covers_the_path_decides(repo: Repo, password: str) -> None:
    floors = '[[per_path]]\npaths = ["a/**"]\nmin_confidence = "high"\n[[per_path]]\npaths = ["*.py"]\n'
    repo.write(".keysieve.toml", floors + 'min_confidence = "medium"\n')
    for name in ("a/x.py", "b/x.py"):
        repo.write(name, f'db_password = "{password}"\n')
    assert repo.keysieve("scan", "--format", "json").places == [("b/x.py", 1)]


def test_allowed_finding_is_reported_with_its_reason(repo: Repo, github_token: str) -> None:
    repo.write(".keysieve.toml", '[[allow]]\nrule = "github-pat"\npath = "a.py"\nreason = "revoked"\n')
    repo.stage("a.py", f"key = '{github_token}'\n")
    outcome = repo.staged()
    assert outcome.code == 0
    assert [(found["status"], found["reason"]) for found in outcome.report["findings"]] == [("allowed", "revoked")]


@pytest.mark.parametrize(("days", "code"), [(-2, 1), (2, 0)])
def test_expired_allowance_hides_nothing(repo: Repo, github_token: str, days: int, code: int) -> None:
    day = datetime.now(UTC).date() + timedelta(days=days)
    repo.write(".keysieve.toml", f'[[allow]]\nrule = "github-pat"\nexpires = {day}\n')
    repo.stage("a.py", f"key = '{github_token}'\n")
    assert repo.keysieve("hook").code == code
    assert repo.keysieve("scan").code == code


def test_own_rules_of_the_configuration_are_used(repo: Repo, sample: Callable[..., str]) -> None:
    repo.write("sec/own.toml", OWN)
    repo.write(".keysieve.toml", '[rules]\npaths = ["sec/own.toml"]\n')
    repo.stage("a.txt", sample("acme_{hex:32}") + "\n")
    outcome = repo.staged()
    assert [found["rule"] for found in outcome.new] == ["acme-key"]


OWN = r"""
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
positive = ['acme_{hex:32}', 'key acme_{hex:32}']
negative = ['acme_{hex:31}', 'acme_{hex:33}']
"""
