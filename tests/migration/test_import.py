"""`keysieve baseline import`: files of other scanners, on real repositories."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Outcome, Repo

    Sample = Callable[..., str]

NATIVE = ".keysieve.baseline"


@pytest.fixture
def token(sample: Sample) -> Callable[[int], str]:
    return lambda number: sample("{github_token:ghp_}", number)


def entries(repo: Repo) -> list[dict[str, str]]:
    path = repo.root / NATIVE
    return [json.loads(line) for line in path.read_text().splitlines()[1:]] if path.exists() else []


def gitleaks(path: str, line: int, secret: str, commit: str = "", rule: str = "github-pat") -> dict[str, Any]:
    """Return a finding as gitleaks 8 writes it."""
    return {
        "RuleID": rule,
        "Description": "…",
        "StartLine": line,
        "EndLine": line,
        "StartColumn": 5,
        "EndColumn": 44,
        "Match": secret,
        "Secret": secret,
        "File": path,
        "SymlinkFile": "",
        "Commit": commit,
        "Entropy": 4.9,
        "Author": "A",
        "Email": "a@example.invalid",
        "Date": "2026-01-31T00:00:00Z",
        "Message": "one",
        "Tags": [],
        "Fingerprint": f"{commit}:{path}:{rule}:{line}".lstrip(":"),
    }


def imported(repo: Repo, name: str, text: str, *options: str) -> Outcome:
    repo.write(name, text)
    outcome = repo.keysieve("baseline", "import", name, *options)
    assert outcome.code == 0, outcome.err
    return outcome


def test_gitleaksignore_of_files_and_commits_is_carried_over(repo: Repo, token: Callable[[int], str]) -> None:
    first = repo.commit(**{"a.py": f"x = 1\nkey = '{token(1)}'\n"})
    repo.commit(**{"a.py": f"# moved\nx = 1\nkey = '{token(1)}'\n", "b.py": f"key = '{token(2)}'\n"})
    text = f"# ours\n\n{first}:a.py:github-pat:2\nb.py:github-pat:1\n"
    outcome = imported(repo, ".gitleaksignore", text)
    assert "2 of 2 carried over, 2 entries added" in outcome.err
    found = {(entry["path"], entry["label"], entry["reason"]) for entry in entries(repo)}
    assert found == {
        ("a.py", "accepted", "from .gitleaksignore:3"),
        ("b.py", "accepted", "from .gitleaksignore:4"),
    }
    assert repo.keysieve("scan").code == 0
    assert "merge=union" in (repo.root / ".gitattributes").read_text()


def test_ignore_of_a_staged_finding_holds_for_every_scan_of_the_repository_and_the_other_way_round(
    repo: Repo, token: Callable[[int], str]
) -> None:
    """https://github.com/gitleaks/gitleaks/issues/1051: the hook passed over what the file ignores."""
    first = repo.commit(**{"committed.py": f"key = '{token(1)}'\n"})
    repo.stage("staged.py", f"key = '{token(2)}'\n")
    repo.stage("committed.py", "x = 1\n")
    imported(repo, ".gitleaksignore", f"{first}:committed.py:github-pat:1\nstaged.py:github-pat:1\n")
    assert repo.keysieve("hook").code == 0
    repo.commit("staged")
    repo.stage("committed.py", f"x = 1\nkey = '{token(1)}'\n")
    assert repo.keysieve("hook").code == 0
    assert repo.staged().code == 0
    repo.commit("again")
    for scan in ((), ("--range", f"{first}..HEAD"), ("--history",)):
        assert repo.keysieve("scan", *scan).code == 0
    repo.stage("other.py", f"key = '{token(3)}'\n")
    assert repo.keysieve("hook").code == 1


def test_what_cannot_be_carried_over_is_named_with_its_line(repo: Repo, token: Callable[[int], str]) -> None:
    repo.commit(**{"a.py": f"key = '{token(1)}'\n"})
    lines = ["a.py:github-pat:9", "gone.py:x:1", "nonsense", f"{'0' * 40}:a.py:github-pat:1", "a.py:github-pat:1"]
    outcome = imported(repo, ".gitleaksignore", "\n".join(lines))
    named = {row.split(": ")[1] for row in outcome.err.splitlines() if row.startswith("not carried over")}
    assert named == {f".gitleaksignore:{number}" for number in (1, 2, 3, 4)}
    assert "1 of 5 carried over" in outcome.err
    assert len(entries(repo)) == 1


def test_secret_that_only_the_history_holds_is_known_to_its_scan(repo: Repo, token: Callable[[int], str]) -> None:
    first = repo.commit(**{"a.py": f"key = '{token(1)}'\n"})
    repo.commit(**{"a.py": "x = 1\n"})
    assert repo.keysieve("scan", "--history").code == 1
    outcome = imported(repo, ".gitleaksignore", f"{first}:a.py:github-pat:1\n")
    assert "1 of them are in the history only" in outcome.err
    assert repo.keysieve("scan", "--history").code == 0


def test_report_of_gitleaks_is_carried_over_unaudited(repo: Repo, token: Callable[[int], str]) -> None:
    repo.commit(**{"d e/a.py": f"# moved\n# away\nkey = '{token(1)}'\n", "b.py": f"key = '{token(2)}'\n"})
    rows = [gitleaks("./d e/a.py", 1, token(1)), gitleaks(str(repo.root / "b.py"), 1, token(2))]
    outcome = imported(repo, "leaks.json", json.dumps(rows))
    assert "2 of 2 carried over" in outcome.err
    assert [(entry["path"], entry.get("label")) for entry in entries(repo)] == [("b.py", None), ("d e/a.py", None)]


def test_redacted_report_goes_by_lines_and_takes_no_other_secret(repo: Repo, token: Callable[[int], str]) -> None:
    repo.commit(**{"a.py": f"key = '{token(1)}'\nkey = '{token(2)}'\n"})
    imported(repo, "leaks.json", json.dumps([gitleaks("a.py", 2, "REDACTED")]))
    assert repo.keysieve("scan", "--format", "json", "a.py").places == [("a.py", 1)]


def test_value_of_a_report_takes_no_other_secret_of_its_line(repo: Repo, token: Callable[[int], str]) -> None:
    repo.commit(**{"a.py": f"keys = ['{token(1)}', '{token(2)}']\n"})
    imported(repo, "leaks.json", json.dumps([gitleaks("a.py", 1, token(2))]))
    assert len(entries(repo)) == 1
    assert len(repo.keysieve("scan", "--format", "json", "a.py").new) == 1


def test_label_may_be_chosen_and_one_that_is_there_wins(repo: Repo, token: Callable[[int], str]) -> None:
    repo.commit(**{"a.py": f"key = '{token(1)}'\n"})
    imported(repo, ".gitleaksignore", "a.py:github-pat:1\n", "--label", "false-positive")
    imported(repo, ".gitleaksignore", "a.py:github-pat:1\n", "--label", "real")
    assert [entry["label"] for entry in entries(repo)] == ["false-positive"]


V2 = """\
# Required
version: 2
exit_zero: false
secret:
  show_secrets: false
  ignored_paths:
    - '**/README.md'
    - doc/*
    - LICENSE
    - /tests/fixtures/
  ignored-matches:
  - match: {digest}
    name: A rather long name that the program which wrote this file has folded
      into two lines
  - name: credentials
    match: "{value}"
  - {{name: other, match: {other}}}
  - name: gone
    match: {gone}
  ignored_detectors:
    - Generic Password
"""
V1 = """\
paths-ignore: ['doc/*', "LICENSE"]
matches-ignore:
  - {digest}
  - name: credentials
    match: {value}
  - name: other
    match: {other}
  - match: {gone}
banlisted-detectors: [Generic Password]
"""


@pytest.mark.parametrize("template", [V1, V2], ids=["v1", "v2"])
@pytest.mark.parametrize("name", [".gitguardian.yaml", ".gitguardian.yml"])
def test_configuration_of_ggshield_is_carried_over(
    repo: Repo, token: Callable[[int], str], template: str, name: str
) -> None:
    repo.commit(**{f"{number}.py": f"key = '{token(number)}'\n" for number in range(4)})
    text = template.format(
        digest=sha256(f"{token(1)},apikey".encode()).hexdigest(),
        value=token(2),
        other=sha256(token(3).encode()).hexdigest(),
        gone=sha256(b"gone").hexdigest(),
    )
    outcome = imported(repo, name, text)
    assert [entry["path"] for entry in entries(repo)] == ["1.py", "2.py", "3.py"]
    assert {entry["label"] for entry in entries(repo)} == {"accepted"}
    lines = text.splitlines()
    gone = next(number for number, row in enumerate(lines, 1) if sha256(b"gone").hexdigest() in row)
    assert f"not carried over: {name}:{gone - (template is V2)}: no secret" in outcome.err
    assert "detectors have other names" in outcome.err
    assert "'**/doc/*',\n    'LICENSE',\n" in outcome.out


def test_suggested_globs_cover_what_theirs_cover(repo: Repo, token: Callable[[int], str]) -> None:
    paths = [
        "README.md",
        "a/README.md",
        "doc/x",
        "a/doc/x",
        "LICENSE",
        "tests/fixtures/y",
        "a/tests/fixtures/y",
        "doc/b/x",
    ]
    repo.commit(**{path: f"key = '{token(1)}'\n" for path in paths})
    text = V2.format(digest="x", value="y", other="z", gone="w")
    outcome = imported(repo, ".gitguardian.yaml", text, "--dry-run")
    repo.write(".keysieve.toml", outcome.out)
    found = {finding["path"] for finding in repo.keysieve("scan", "--format", "json").new}
    assert found == {"a/tests/fixtures/y"}  # what a glob of ours covers, it covers with all below it


def test_findings_of_trufflehog_are_carried_over(repo: Repo, token: Callable[[int], str]) -> None:
    first = repo.commit(**{"a.py": f"key = '{token(1)}'\n", "b.py": f"key = '{token(2)}'\n"})
    git = {"commit": first, "file": "a.py", "email": "a", "timestamp": "t", "line": 1}
    rows = [
        {"SourceMetadata": {"Data": {"Git": git}}, "DetectorName": "Github", "Verified": False, "Raw": token(1)},
        {"SourceMetadata": {"Data": {"Filesystem": {"file": "b.py", "line": 1}}}, "DetectorName": "Github", "Raw": ""},
        {"SourceMetadata": {"Data": {"S3": {"bucket": "b"}}}, "DetectorName": "Github", "Raw": token(1)},
    ]
    outcome = imported(repo, "found.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    assert [entry["path"] for entry in entries(repo)] == ["a.py", "b.py"]
    assert "not carried over: found.jsonl:3: is no finding in a file or a commit" in outcome.err


def test_no_secret_is_shown_or_written(repo: Repo, token: Callable[[int], str]) -> None:
    repo.commit(**{"a.py": f"key = '{token(1)}'\n"})
    report = json.dumps([gitleaks("a.py", 1, token(1)), gitleaks("gone.py", 1, token(2), rule=token(2))])
    told = [imported(repo, "leaks.json", report)]
    yaml = V1.format(digest=token(2), value=token(1), other="x", gone="y")
    told.append(imported(repo, ".gitguardian.yaml", yaml))
    said = "".join(outcome.out + outcome.err for outcome in told) + (repo.root / NATIVE).read_text()
    assert token(1) not in said
    assert token(2) not in said


def test_dry_run_writes_nothing(repo: Repo, token: Callable[[int], str]) -> None:
    repo.commit(**{"a.py": f"key = '{token(1)}'\n"})
    outcome = imported(repo, ".gitleaksignore", "a.py:github-pat:1\n", "--dry-run")
    assert "1 entry would be added" in outcome.err
    assert not (repo.root / NATIVE).exists()
    assert not (repo.root / ".gitattributes").exists()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.json", "{}"),
        ("x.json", '[{"File": 1'),
        ("x.json", '{"DetectorName": 1, "SourceMetadata"'),
        (".gitguardian.yaml", "secret: [a\n"),
        (".gitguardian.yaml", "- a\n"),
        ("nothing", ""),
        (".gitleaksignore", b"\xff\n"),
    ],
)
def test_file_of_no_known_format_is_one_line_and_writes_nothing(repo: Repo, name: str, text: str | bytes) -> None:
    repo.write(name, text)
    outcome = repo.keysieve("baseline", "import", name)
    assert outcome.code == 2
    assert outcome.err.startswith("keysieve: ")
    assert outcome.err.count("\n") == 1
    assert not (repo.root / NATIVE).exists()


@pytest.mark.parametrize("commit", ["--output=x", "HEAD", "a" * 64])
def test_commit_of_a_report_is_never_more_than_an_id(repo: Repo, token: Callable[[int], str], commit: str) -> None:
    repo.commit(**{"a.py": f"key = '{token(1)}'\n"})
    outcome = imported(repo, "leaks.json", json.dumps([gitleaks("a.py", 1, token(1), commit)]))
    assert "0 of 1 carried over" in outcome.err


def test_hostile_names_are_escaped(repo: Repo, token: Callable[[int], str]) -> None:
    repo.commit(**{"a.py": f"key = '{token(1)}'\n"})
    outcome = imported(repo, "leaks.json", json.dumps([gitleaks("\x1b[31m\n::error::x", 1, "REDACTED")]))
    assert "\x1b" not in outcome.err
    assert not any(row.startswith("::") for row in outcome.err.splitlines())


def test_paths_with_colons_and_backslashes_are_read(repo: Repo, token: Callable[[int], str]) -> None:
    repo.commit(**{"a:b.py": f"key = '{token(1)}'\n", "d/e.py": f"key = '{token(2)}'\n"})
    outcome = imported(repo, ".gitleaksignore", "a:b.py:github-pat:1\nd\\e.py:github-pat:1\n")
    assert "2 of 2 carried over" in outcome.err


def test_baseline_of_detect_secrets_is_no_target(repo: Repo, tmp_path: Path) -> None:
    repo.write(".secrets.baseline", '{"version": "1.5.0", "plugins_used": [], "filters_used": [], "results": {}}')
    repo.write(".gitleaksignore", "a.py:github-pat:1\n")
    outcome = repo.keysieve("baseline", "import", ".gitleaksignore", "--baseline", ".secrets.baseline")
    assert outcome.code == 2
    assert "baseline convert" in outcome.err
