"""`keysieve explain`: every stage's decision on a line, and never a secret."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from scanner.text.fragments import FRAGMENT_SIZE

if TYPE_CHECKING:
    from tests.conftest import Keysieve, Repo


def rules_of(outcome: Any) -> dict[str, Any]:
    assert outcome.code == 0, outcome.err
    return {rule["rule"]: rule for rule in json.loads(outcome.out)["rules"]}


def test_finding_is_explained_stage_by_stage(repo: Repo, github_token: str) -> None:
    repo.write("a.py", f"x = 1\ntoken = '{github_token}'\n")
    outcome = repo.keysieve("explain", "a.py:2")
    assert outcome.code == 0
    block = next(part for part in outcome.out.split("\n\n") if part.startswith("github-pat"))
    stages = [line.split()[0] for line in block.splitlines()[1:]]
    assert stages[:3] == ["keyword", "pattern", "rule"]
    assert stages[-4:] == ["claim", "mark", "policy", "result"]
    assert "check       github: checksum valid; confidence high" in block
    assert "github-pat has the stronger claim on the same text" in outcome.out
    assert github_token not in outcome.out
    assert f"ghp_****{github_token[-4:]}" in outcome.out


def test_secret_is_shown_only_when_asked_for(repo: Repo, github_token: str, password: str) -> None:
    repo.write("a.py", f"token = '{github_token}'; password = '{password}'\n")
    for form in ("text", "json"):
        hidden = repo.keysieve("explain", "a.py:1", "--format", form).out
        assert github_token not in hidden
        assert password not in hidden
        clear = repo.keysieve("explain", "a.py:1", "--format", form, "--show-secrets").out
        assert github_token in clear
        assert password in clear


def test_dropped_value_says_which_filter_and_why(repo: Repo) -> None:
    repo.write("a.py", "password = 'changeme'\n")
    rule = rules_of(repo.keysieve("explain", "a.py:1", "--format", "json"))["generic-secret"]
    [match] = rule["matches"]
    last = match["steps"][-1]
    assert (last["stage"], last["dropped"], last["confidence"]) == ("filter", True, None)
    assert last["reason"]
    assert (match["status"], match["confidence"]) == (None, None)
    assert "filter      " + last["name"] + ": dropped, " in repo.keysieve("explain", "a.py:1").out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nothing here\n", "No keyword of any rule touches this line"),
        ("\n", "No keyword of any rule touches this line"),
        ("ghp_short\n", "Keywords stand here, but no pattern matches"),
        ("ghp_short\n", "what must stand right behind it does not"),
    ],
)
def test_line_without_a_match_says_why(repo: Repo, text: str, told: str) -> None:
    repo.write("a.txt", text)
    outcome = repo.keysieve("explain", "a.txt:1")
    assert outcome.code == 0
    assert told in outcome.out


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("a.txt", "is no place; write PATH:LINE"),
        ("a.txt:", "is no place"),
        (":1", "is no place"),
        ("a.txt:-1", "is no place"),
        ("a.txt:x", "is no place"),
        ("a.txt:0", "lines are counted from 1"),
        ("a.txt:3", "has no line 3; it has 2"),
        ("a.txt:999999999999999999", "has no line"),
        ("empty:1", "has no line 1; it has 0"),
        ("b.txt:1", "no such file"),
        ("sub:1", "is a directory"),
    ],
)
def test_place_that_is_none_is_one_line_and_exit_code_2(repo: Repo, place: str, told: str) -> None:
    repo.write("a.txt", "a\nb\n")
    repo.write("empty", "")
    repo.write("sub/c.txt", "c\n")
    outcome = repo.keysieve("explain", place)
    assert (outcome.code, outcome.out) == (2, "")
    assert told in outcome.err
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize("name", ["a:7", "a:7:9", "a b", "\u00e9.txt"])
def test_name_with_a_colon_is_a_name(repo: Repo, name: str, github_token: str) -> None:
    repo.write(name, f"\nk = '{github_token}'\n")
    for place in (f"{name}:2", f"{name}:2:6"):
        assert "github-pat" in rules_of(repo.keysieve("explain", place, "--format", "json"))


def test_path_is_relative_to_where_the_command_runs(repo: Repo, github_token: str) -> None:
    repo.write("sub/a.py", f"k = '{github_token}'\n")
    outcome = repo.keysieve("explain", "a.py:1", "--format", "json", cwd=repo.root / "sub")
    assert json.loads(outcome.out)["path"] == "sub/a.py"


def test_works_without_a_repository(keysieve: Keysieve, github_token: str) -> None:
    (keysieve.directory / "a.py").write_text(f"k = '{github_token}'\n")
    rules = rules_of(keysieve("explain", "a.py:1", "--format", "json"))
    assert rules["github-pat"]["matches"][0]["status"] == "new"


def test_allow_mark_and_allow_entry_are_told(repo: Repo, password: str) -> None:
    text = f"password = '{password}'"
    repo.write("a.py", f"{text}  # keysieve: allow made up\n{text}\n")
    repo.write(".keysieve.toml", '[[allow]]\npath = "a.py"\nreason = "by the team"\n')
    marked, covered = (
        rules_of(repo.keysieve("explain", f"a.py:{line}", "--format", "json"))["generic-secret"]["matches"][0]
        for line in (1, 2)
    )
    assert (marked["status"], marked["mark"]) == ("allowed", "keysieve: allow made up")
    assert (covered["status"], covered["mark"], covered["reason"]) == ("allowed", None, "by the team")


def test_configuration_is_told_rule_off_floor_and_exclusion(repo: Repo, github_token: str, password: str) -> None:
    repo.write("a.py", f"token = '{github_token}'; password = '{password}'\n")
    repo.write(".keysieve.toml", 'exclude = ["a.*"]\nmin_confidence = "high"\n[rules]\ndisable = ["github-pat"]\n')
    outcome = repo.keysieve("explain", "a.py:1")
    assert "A scan passes over this file, excluded by 'a.*' in .keysieve.toml" in outcome.out
    assert "the configuration switches the rule off here" in outcome.out
    assert "below the lowest confidence that counts, high" in outcome.out
    rules = rules_of(repo.keysieve("explain", "a.py:1", "--format", "json", "--min-confidence", "low"))
    assert rules["github-pat"]["off"]
    assert rules["generic-secret"]["matches"][-1]["left_out"] is None


def test_baseline_is_told(repo: Repo, github_token: str) -> None:
    repo.commit(**{"a.py": f"k = '{github_token}'\n"})
    assert repo.keysieve("baseline", "create").code == 0
    [match] = rules_of(repo.keysieve("explain", "a.py:1", "--format", "json"))["github-pat"]["matches"]
    assert (match["status"], match["reason"]) == ("known", "unaudited in .keysieve.baseline")


def test_own_rules_are_explained(keysieve: Keysieve, sample: Any) -> None:
    (keysieve.directory / "r.toml").write_text(
        '[provider]\nname = "Acme"\n[[rule]]\nid = "acme-key"\ndescription = "x\\u001b[31m"\nseverity = "high"\n'
        'confidence = "high"\nkeywords = ["acme_"]\nregex = "(?P<secret>acme_[0-9a-f]{32})"\nsource = "s"\n'
        'positive = ["acme_{hex:32}", "a acme_{hex:32}"]\nnegative = ["acme_1", "acme_2"]\n'
    )
    (keysieve.directory / "a").write_text(sample("acme_{hex:32}\n"))
    outcome = keysieve("explain", "a:1", "--rules", "r.toml")
    assert "acme-key  x\\x1b[31m" in outcome.out
    assert "\x1b" not in outcome.out


def test_line_of_a_file_of_several_fragments_is_told_once(repo: Repo, github_token: str) -> None:
    line = b"x" * 99 + b"\n"
    count = FRAGMENT_SIZE // len(line) - 1
    repo.write("big.txt", line * count + f"k = '{github_token}'\n".encode() + line * 4000)
    rules = rules_of(repo.keysieve("explain", f"big.txt:{count + 1}", "--format", "json"))
    assert len(rules["github-pat"]["keywords"]) == 1
    assert len(rules["github-pat"]["matches"]) == 1


def test_utf_16_is_explained_as_the_text_that_it_is(repo: Repo, github_token: str) -> None:
    repo.write("a.txt", f"\r\nk = '{github_token}'\r\n".encode("utf-16"))
    [match] = rules_of(repo.keysieve("explain", "a.txt:2", "--format", "json"))["github-pat"]["matches"]
    assert (match["line"], match["column"]) == (2, 6)


def test_output_goes_to_a_file(repo: Repo, github_token: str) -> None:
    repo.write("a.py", f"k = '{github_token}'\n")
    outcome = repo.keysieve("explain", "a.py:1", "--output", "out.txt")
    assert (outcome.code, outcome.out) == (0, "")
    assert "github-pat" in (repo.root / "out.txt").read_text()


def test_companion_of_a_secret_is_told_with_its_line(repo: Repo, sample: Any) -> None:
    sid, token = sample("AC{hex:32}"), sample("{hex:32}")
    repo.write("a.yml", f"sid: {sid}\n\nauth_token: {token}\n")
    out = repo.keysieve("explain", "a.yml:3").out
    assert "  context     companion: Twilio account SID, or Twilio's name in line 1; confidence medium\n" in out
    assert sid not in out
    assert token not in out
    repo.write("b.yml", f"auth_token: {token}\n")
    out = repo.keysieve("explain", "b.yml:1").out
    assert "companion: no Twilio account SID, or Twilio's name within 20 lines; confidence low\n" in out
    rule = rules_of(repo.keysieve("explain", "b.yml:1", "--format", "json"))["twilio-auth-token"]
    assert [step["stage"] for step in rule["matches"][0]["steps"] if step["name"] == "companion"] == ["context"]
    assert rule["matches"][0]["claimed_by"] == "generic-secret"
