from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scanner.misuse.rules import misuse_rules
from scanner.model import SEVERITIES

if TYPE_CHECKING:
    from tests.conftest import Outcome, Repo

ROOT = Path(__file__).parent.parent.parent
LOGGED = "def f(password):\n    log.info(password)\n"


def rules(outcome: Outcome) -> list[tuple[str, str, int]]:
    return [(finding["rule"], finding["path"], finding["line"]) for finding in outcome.new]


@pytest.fixture
def mixed(repo: Repo, github_token: str) -> Repo:
    repo.stage("a.py", f"{LOGGED}key = '{github_token}'\n")
    return repo


def test_misuse_is_off_by_default(mixed: Repo) -> None:
    assert rules(mixed.keysieve("scan", "--format", "json")) == [("github-pat", "a.py", 3)]


def test_misuse_is_told_beside_secrets_or_alone(mixed: Repo) -> None:
    both = [("misuse-secret-in-log", "a.py", 2), ("github-pat", "a.py", 3)]
    for words in (["scan"], ["scan", "--jobs", "2"], ["scan", "--staged"], ["hook", "--"]):
        options = ["--format", "json", "--misuse"]
        assert rules(mixed.keysieve(words[0], *options, *words[1:])) == both
    assert rules(mixed.keysieve("hook", "--only-misuse", "--format", "json")) == both[:1]


def test_staged_misuse_is_new_only_as_far_as_it_was_not_there(repo: Repo) -> None:
    repo.commit(**{"a.py": LOGGED})
    repo.stage("a.py", f"# moved\n{LOGGED}")
    assert repo.keysieve("hook", "--only-misuse").code == 0
    repo.stage("a.py", f"{LOGGED}    log.debug(password)\n")
    outcome = repo.keysieve("hook", "--only-misuse", "--format", "json")
    assert rules(outcome) == [("misuse-secret-in-log", "a.py", 3)]


def test_range_and_history_tell_the_commit(repo: Repo) -> None:
    first = repo.commit(**{"a.py": "x = 1\n"})
    second = repo.commit(**{"a.py": LOGGED})
    repo.keysieve("scan", "--history")
    for words in (["--range", f"{first}..{second}"], ["--history"]):
        outcome = repo.keysieve("scan", "--misuse", *words, "--format", "json")
        assert [finding["commit"] for finding in outcome.new] == [second]


def test_mark_and_configuration_allow_misuse_as_they_allow_secrets(repo: Repo) -> None:
    repo.stage("a.py", LOGGED.rstrip() + "  # keysieve: allow[misuse-secret-in-log] a test account\n")
    outcome = repo.keysieve("scan", "--misuse", "--format", "json")
    assert [(finding["status"], finding["reason"]) for finding in outcome.report["findings"]] == [
        ("allowed", "keysieve: allow a test account")
    ]
    repo.stage("a.py", LOGGED)
    repo.write(".keysieve.toml", '[rules]\ndisable = ["misuse-secret-in-log"]\n')
    assert repo.keysieve("scan", "--misuse").code == 0


def test_baseline_keeps_misuse_also_where_only_secrets_are_asked_for(mixed: Repo) -> None:
    assert mixed.keysieve("baseline", "create", "--misuse").code == 0
    before = (mixed.root / ".keysieve.baseline").read_bytes()
    assert b"misuse-secret-in-log" in before
    assert mixed.keysieve("scan", "--misuse").code == 0
    for words in (["update"], ["check"], ["create"]):
        assert mixed.keysieve("baseline", *words).code == 0
        assert (mixed.root / ".keysieve.baseline").read_bytes() == before


def test_baseline_of_secrets_alone_does_not_take_up_misuse(mixed: Repo) -> None:
    assert mixed.keysieve("baseline", "create").code == 0
    assert mixed.keysieve("scan").code == 0
    assert rules(mixed.keysieve("scan", "--misuse", "--format", "json")) == [("misuse-secret-in-log", "a.py", 2)]


def test_report_names_variables_and_says_how_to_mend(repo: Repo) -> None:
    repo.stage("a.py", LOGGED)
    outcome = repo.keysieve("scan", "--misuse")
    assert "A secret is written to the log: log.info(password)" in outcome.out
    assert "mend      misuse-secret-in-log: Log that it is set" in outcome.out
    assert "revoke " not in outcome.out


@pytest.mark.parametrize("name", ["github", "sarif", "gitlab", "html"])
def test_no_report_asks_to_revoke_where_code_is_to_be_mended(repo: Repo, name: str) -> None:
    repo.stage("a.py", LOGGED)
    outcome = repo.keysieve("scan", "--misuse", "--format", name)
    assert "Log that it is set" in outcome.out
    assert "Revoke the credential" not in outcome.out


def test_rule_of_ones_own_is_redacted_whatever_its_provider_is_called(repo: Repo) -> None:
    rule = """
[provider]
name = "misuse"
[[rule]]
id = "misuse-mine"
description = "Ours"
severity = "high"
confidence = "high"
source = "https://example.invalid"
keywords = ["mine_"]
regex = '(?P<secret>mine_[0-9a-f]{32})'
positive = ["mine_{hex:32}", "k = mine_{hex:32}"]
negative = ["mine_x", "yours"]
"""
    repo.write("rules.toml", rule)
    secret = "mine_" + "0f3c9a1b" * 4
    repo.stage("a.txt", f"{secret}\n")
    outcome = repo.keysieve("scan", "--rules", "rules.toml", "a.txt")
    assert outcome.code == 1
    assert secret not in outcome.out


def test_literal_beside_a_misuse_is_in_no_report(repo: Repo, password: str) -> None:
    repo.stage("a.py", f"log.info(secret, '{password}')\nc = AES.new('{password}', m)\n")
    for name in ("text", "json", "jsonl"):
        outcome = repo.keysieve("scan", "--only-misuse", "--format", name, "--show-secrets")
        assert outcome.code == 1
        assert password not in outcome.out + outcome.err


def test_tests_and_examples_misuse_only_what_is_made_up(repo: Repo) -> None:
    repo.stage("tests/test_a.py", LOGGED)
    assert repo.keysieve("scan", "--misuse").code == 0
    assert repo.keysieve("scan", "--misuse", "--min-confidence", "low").code == 1


def test_without_the_extra_one_line_says_what_is_not_looked_at(repo: Repo, tmp_path: Path) -> None:
    repo.stage("a.js", "console.log(password)\n")
    repo.stage("a.py", LOGGED)
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "sitecustomize.py").write_text(
        "import sys\n"
        "from importlib.machinery import PathFinder\n"
        "class Hide(PathFinder):\n"
        "    @classmethod\n"
        "    def find_spec(cls, name, path=None, target=None):\n"
        "        return None if name.startswith('tree_sitter') else super().find_spec(name, path, target)\n"
        "sys.meta_path[:] = [Hide if each is PathFinder else each for each in sys.meta_path]\n"
    )
    outcome = repo.keysieve("scan", "--misuse", "--format", "json", PYTHONPATH=f"{hidden}:{ROOT}")
    assert rules(outcome) == [("misuse-secret-in-log", "a.py", 2)]
    assert outcome.err == (
        "keysieve: misuse in JavaScript and TypeScript is not looked for; install the extra: keysieve[javascript]\n"
    )


def test_every_rule_has_severity_documentation_and_a_mend(repo: Repo) -> None:
    assert [rule.id for rule in misuse_rules()] == sorted({rule.id for rule in misuse_rules()})
    tables = tomllib.loads((ROOT / "rules" / "_misuse.toml").read_text(encoding="utf-8"))["rule"]
    assert all(set(table) == {"id", "severity", "description", "mend", "docs"} for table in tables)
    for rule in misuse_rules():
        assert rule.id.startswith("misuse-")
        assert rule.severity in SEVERITIES
        assert rule.source.startswith("https://")
    shown = repo.keysieve("rules", "show", "misuse-static-iv")
    assert "mend           Make a random one" in shown.out
    assert "misuse-static-iv" in repo.keysieve("rules", "list").out
