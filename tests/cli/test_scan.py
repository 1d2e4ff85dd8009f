from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scanner.report.table import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Keysieve, Repo

SOURCES = {
    "--staged": ["--staged"],
    "--stdin": ["--stdin"],
    "--diff": ["--diff", "a.patch"],
    "PATHS": ["a.py"],
}


@pytest.mark.parametrize(("one", "other"), list(combinations(SOURCES, 2)))
def test_two_sources_are_refused(repo: Repo, one: str, other: str) -> None:
    repo.write("a.py", "x = 1\n")
    repo.write("a.patch", "")
    outcome = repo.keysieve("scan", *SOURCES[one], *SOURCES[other])
    assert outcome.code == 2
    assert outcome.err == f"keysieve: {one} and {other} cannot be scanned together; choose one\n"


def test_work_tree_is_scanned_from_a_subdirectory(repo: Repo, github_token: str) -> None:
    repo.stage("top.py", f"key = '{github_token}'\n")
    below = repo.write("below/clean.py", "").parent
    outcome = repo.keysieve("scan", "--format", "json", cwd=below)
    assert outcome.places == [("top.py", 1)]


def test_path_is_scanned_outside_a_repository(keysieve: Keysieve, github_token: str) -> None:
    (keysieve.directory / "a.py").write_text(f"key = '{github_token}'\n")
    outcome = keysieve("scan", "--format", "json", "a.py")
    assert outcome.code == 1
    assert outcome.places == [("a.py", 1)]


def test_stdin_carries_the_given_name(keysieve: Keysieve, github_token: str) -> None:
    outcome = keysieve(
        "scan", "--stdin", "--stdin-name", "b.py", "--format", "json", stdin=f"{github_token}\n".encode()
    )
    assert outcome.places == [("b.py", 1)]


def test_patch_from_stdin_carries_the_new_place(keysieve: Keysieve, github_token: str) -> None:
    patch = f"--- a/c.py\n+++ b/c.py\n@@ -4,0 +5 @@\n+key = '{github_token}'\n"
    outcome = keysieve("scan", "--diff", "-", "--format", "json", stdin=patch.encode())
    assert outcome.places == [("c.py", 5)]


def test_large_file_is_skipped_only_on_request_and_said(repo: Repo, github_token: str) -> None:
    repo.write("a.py", f"key = '{github_token}'\n")
    assert repo.keysieve("scan").code == 1
    outcome = repo.keysieve("scan", "--max-file-size", "10", "--format", "json")
    assert outcome.code == 0
    assert outcome.report["skipped"] == [{"path": "a.py", "reason": "larger than 10 bytes"}]


def test_ignored_file_is_scanned_only_on_request(repo: Repo, github_token: str) -> None:
    repo.write(".gitignore", "*.log\n")
    repo.write("a.log", f"key = '{github_token}'\n")
    assert repo.keysieve("scan").code == 0
    assert repo.keysieve("scan", "--include-ignored", "--format", "json").places == [("a.log", 1)]
    assert repo.keysieve("scan", "a.log", "--format", "json").places == [("a.log", 1)]


def test_floor_of_the_command_line_wins_over_the_configuration(repo: Repo, password: str) -> None:
    repo.write("a.py", f'db_password = "{password}"\n')
    repo.write(".keysieve.toml", 'min_confidence = "high"\n')
    assert repo.keysieve("scan").code == 0
    assert repo.keysieve("scan", "--min-confidence", "medium").code == 1


def test_given_configuration_replaces_the_found_one(repo: Repo, github_token: str) -> None:
    repo.write("a.py", f"key = '{github_token}'\n")
    repo.write(".keysieve.toml", 'exclude = ["*.py"]\n')
    other = repo.write("other.toml", "")
    assert repo.keysieve("scan").code == 0
    assert repo.keysieve("scan", "--config", str(other)).code == 1


@pytest.mark.parametrize("format_", FORMATS)
def test_output_file_does_not_change_the_exit_code(repo: Repo, github_token: str, format_: str, tmp_path: Path) -> None:
    repo.write("a.py", f"key = '{github_token}'\n")
    target = tmp_path / "report"
    outcome = repo.keysieve("scan", "--format", format_, "--output", str(target), FORCE_COLOR="1")
    assert (outcome.code, outcome.out, outcome.err) == (1, "", "")
    text = target.read_text(encoding="utf-8")
    assert "github-pat" in text
    assert "\x1b" not in text
    repo.write("a.py", "")
    assert repo.keysieve("scan", "--format", format_, "--output", str(target)).code == 0
    assert "github-pat" not in target.read_text(encoding="utf-8")
    assert os.listdir(tmp_path) == sorted(os.listdir(tmp_path), key=os.listdir(tmp_path).index)
    assert not list(tmp_path.glob("report.*"))


def test_output_may_be_a_device(repo: Repo, github_token: str) -> None:
    repo.write("a.py", f"key = '{github_token}'\n")
    assert repo.keysieve("scan", "--output", "/dev/null").code == 1


def test_output_through_a_link_keeps_the_link(repo: Repo, tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    link.symlink_to(target)
    assert repo.keysieve("scan", "--output", str(link)).code == 0
    assert link.is_symlink()
    assert "scanned" in target.read_text()


def test_unwritable_output_is_no_success(repo: Repo, github_token: str) -> None:
    repo.write("a.py", f"key = '{github_token}'\n")
    outcome = repo.keysieve("scan", "--output", "missing/report", "--exit-code", "0")
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize("code", [0, 1, 7, 255])
def test_exit_code_is_that_of_new_findings_only(repo: Repo, github_token: str, code: int) -> None:
    assert repo.keysieve("scan", "--exit-code", str(code)).code == 0
    repo.stage("a.py", f"key = '{github_token}'\n")
    for command in ("scan", "hook"):
        assert repo.keysieve(command, "--exit-code", str(code)).code == code


def test_exit_code_0_does_not_hide_an_incomplete_scan(repo: Repo, github_token: str) -> None:
    repo.stage("a.py", f"key = '{github_token}'\n")
    blob = repo.git("rev-parse", ":a.py").strip()
    repo.stage("b.py", "x = 1\n")
    (repo.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    outcome = repo.keysieve("scan", "--staged", "--exit-code", "0", "--format", "json")
    assert outcome.code == 2
    assert outcome.report["summary"]["state"] == "incomplete"
    assert [error["path"] for error in outcome.report["errors"]] == ["a.py"]
    assert repo.keysieve("hook").code == 2


@pytest.mark.parametrize("format_", FORMATS)
def test_secret_is_shown_on_request_only(repo: Repo, github_token: str, format_: str) -> None:
    repo.stage("a.py", f"key = '{github_token}'\n")
    for command in ("scan", "hook"):
        assert github_token not in repo.keysieve(command, "--format", format_).out
        assert github_token in repo.keysieve(command, "--format", format_, "--show-secrets").out


def test_shown_secret_is_exact_in_json(repo: Repo, sample: Callable[..., str]) -> None:
    key = sample("{pem:RSA PRIVATE KEY}")
    repo.write("a.pem", key + "\n")
    (finding,) = repo.keysieve("scan", "--format", "json", "--show-secrets").new
    assert finding["secret"] in key
    assert "\n" in finding["secret"]


@pytest.mark.parametrize(
    ("environment", "colored"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": ""}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
    ],
    ids=str,
)
def test_color_into_a_pipe(repo: Repo, github_token: str, environment: dict[str, str], colored: bool) -> None:
    repo.write("a.py", f"key = '{github_token}'\n")
    quiet = {"FORCE_COLOR": "", "NO_COLOR": ""}
    assert ("\x1b[" in repo.keysieve("scan", **{**quiet, **environment}).out) is colored


@pytest.mark.parametrize(
    ("environment", "colored"),
    [({"TERM": "xterm"}, True), ({"TERM": "dumb"}, False), ({"TERM": "xterm", "NO_COLOR": "1"}, False)],
    ids=str,
)
def test_color_on_a_terminal(repo: Repo, github_token: str, environment: dict[str, str], colored: bool) -> None:
    import pty

    repo.write("a.py", f"key = '{github_token}'\n")
    control, terminal = pty.openpty()
    try:
        subprocess.run(
            [sys.executable, "-m", "scanner", "scan"],
            cwd=repo.root,
            env={**os.environ, "NO_COLOR": "", "FORCE_COLOR": "", **repo.keysieve.environment, **environment},
            stdout=terminal,
            timeout=60,
            check=False,
        )
        shown = os.read(control, 1 << 16)
    finally:
        os.close(control)
        os.close(terminal)
    assert b"github-pat" in shown
    assert (b"\x1b[" in shown) is colored


@pytest.mark.parametrize("format_", ["json", "jsonl"])
def test_machine_formats_are_never_coloured(repo: Repo, github_token: str, format_: str) -> None:
    repo.write("a.py", f"key = '{github_token}'\n")
    outcome = repo.keysieve("scan", "--format", format_, FORCE_COLOR="1")
    assert "\x1b" not in outcome.out
    assert all(json.loads(line) for line in outcome.out.splitlines()) if format_ == "jsonl" else outcome.report


def test_index_that_is_cut_short_is_named(repo: Repo, github_token: str) -> None:
    for number in range(5):
        repo.stage(f"a{number}.py", f"x = {number}\n")
    repo.git("commit", "-qm", "files")
    repo.stage("a.py", f"key = '{github_token}'\n")
    index = repo.root / ".git" / "index"
    index.write_bytes(index.read_bytes()[:50])
    for words in (("hook",), ("scan",)):
        outcome = repo.keysieve(*words)
        assert outcome.code == 2
        assert "the index of git is damaged" in outcome.err + outcome.out


@pytest.mark.parametrize("words", [("jsonl",), ("sarif", "--output", "report"), ("text", "--output", "report")])
def test_what_could_not_be_scanned_is_told_beside_the_report(repo: Repo, words: tuple[str, ...]) -> None:
    repo.write("a.zip", b"PK\x03\x04garbage")
    repo.write("b.zip", b"PK\x03\x04garbage")
    outcome = repo.keysieve("scan", "--archives", "--format", *words)
    assert outcome.code == 2
    assert outcome.err.startswith("keysieve: not scanned: a.zip: ")
    assert outcome.err.endswith(", and 1 more\n")
