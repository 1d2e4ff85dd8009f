from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from scanner import entry
from tests.conftest import CLEAN_ENVIRONMENT

if TYPE_CHECKING:
    from tests.conftest import Repo


@pytest.mark.parametrize(
    ("words", "files"),
    [
        ([], []),
        (["a", "b"], ["a", "b"]),
        (["--"], []),
        (["--", "a", "--format", "--"], ["a", "--format", "--"]),
        (["-v"], None),
        (["a", "--format", "json"], None),
        (["a", "--", "b"], None),
    ],
    ids=str,
)
def test_plain_call_has_no_options(here: Repo, words: list[str], files: list[str] | None) -> None:
    assert entry.plain_files(words) == files


BUFFERED = {name: value for name, value in CLEAN_ENVIRONMENT.items() if name != "PYTHONUNBUFFERED"}
"""With which an interpreter writes when it ends, too."""

OPTIONS = [
    "--show-secrets",
    "--exit-code=0",
    "--help",
    "-h",
    "--min-confidence=high",
    "--format=jsonl",
    "-",
    "--",
    "-x",
]


@pytest.mark.parametrize("name", OPTIONS)
def test_staged_file_named_like_an_option_is_a_file(repo: Repo, github_token: str, name: str) -> None:
    repo.stage(name, f"key = '{github_token}'\n")
    repo.stage("b.py", "x = 1\n")
    for words in (["hook", "b.py", name], ["hook", "--", "b.py", name], ["hook", name, "b.py"]):
        if name == "--" and words[1] == "--":
            continue
        outcome = repo.keysieve(*words)
        assert outcome.code == 1, words
        assert f"{name}:1:8" in outcome.out
        assert github_token not in outcome.out
        assert outcome.err == ""


@pytest.mark.parametrize("name", OPTIONS)
def test_file_named_like_an_option_is_a_file_beside_real_options(repo: Repo, github_token: str, name: str) -> None:
    repo.stage(name, f"key = '{github_token}'\n")
    repo.stage("b.py", "x = 1\n")
    for words in (["--format", "json", "b.py", name], ["--format", "json", "--", name, "b.py"]):
        outcome = repo.keysieve("hook", *words)
        assert outcome.code == 1, words
        assert outcome.places == [(name, 1)]
        assert github_token not in outcome.out
        assert outcome.report["summary"]["fragments"] == 2


def test_option_is_an_option_where_no_file_has_its_name(repo: Repo, github_token: str) -> None:
    repo.stage("a.py", f"key = '{github_token}'\n")
    assert github_token in repo.keysieve("hook", "--show-secrets", "a.py").out
    assert repo.keysieve("hook", "--", "a.py").code == 1
    assert repo.keysieve("hook", "--exit-code=0").code == 0


def test_files_behind_two_dashes_need_no_click(here: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[list[str]] = []
    monkeypatch.setattr("scanner.cli.hook.run_hook", lambda files: taken.append(files) or 0)
    monkeypatch.setattr("scanner.cli.main.run_click", None)
    assert entry.main(["hook", "--", "--format", "a"]) == 0
    assert taken == [["--format", "a"]]


def test_message_is_one_harmless_line(capsys: pytest.CaptureFixture[str]) -> None:
    entry.complain("a\x1b[31m\nb\u202e")
    assert capsys.readouterr().err == "keysieve: a\\x1b[31m\\nb\\u202e\n"


def test_arguments_of_the_process_are_the_default(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["keysieve", "--version"])
    assert entry.main() == 0
    assert "keysieve" in capsys.readouterr().out


def test_unexpected_error_is_one_line_and_exit_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(words: list[str]) -> int:
        raise ValueError("a message that may quote what was read")

    monkeypatch.setattr("scanner.entry.run", fail)
    assert entry.main(["scan"]) == 2
    complaint = capsys.readouterr().err
    assert complaint.count("\n") == 1
    assert "ValueError at test_entry.py:" in complaint
    assert "quote" not in complaint


@pytest.mark.parametrize("options", [[], ["--strict"]], ids=str)
def test_environment_file_in_a_directory_named_like_an_option_is_a_file(repo: Repo, options: list[str]) -> None:
    schema = "# @defaultSensitive=false\n# ---\n# @required @type=port\nPORT=\n"
    repo.write("--output=x/.env.schema", schema)
    repo.write("--output=x/.env", "PORT=none\n")
    outcome = repo.keysieve("env", "check", *options, "--output=x/.env")
    assert outcome.code == 1
    assert outcome.out.startswith("--output=x/.env:1: PORT: the value is not a whole number")
    assert not (repo.root / "x").exists()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no device that is always full")
@pytest.mark.parametrize("words", [("rules", "list"), ("store", "policy", "--store", "vault", "a"), ("--version",)])
def test_output_that_finds_no_room_is_an_error_in_one_line(words: tuple[str, ...]) -> None:
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "scanner", *words]
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=BUFFERED, check=False)
    assert (run.returncode, run.stderr) == (2, b"keysieve: No space left on device\n")


@pytest.mark.skipif(os.name != "posix", reason="closes the output with the syntax of a POSIX shell")
@pytest.mark.parametrize(
    "words",
    ["rules list", "rules show github-pat", "store policy --store vault a", "--version", "scan --help", "posture"],
)
def test_result_for_a_closed_output_is_no_success(repo: Repo, words: str) -> None:
    command = f'"{sys.executable}" -m scanner {words} >&-'
    run = subprocess.run(command, shell=True, cwd=repo.root, stderr=subprocess.PIPE, env=BUFFERED, check=False)
    assert run.returncode == 2
    assert run.stderr.endswith(b"keysieve: the standard output is closed\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no device that is always full")
def test_complaint_that_finds_no_room_changes_no_exit_code() -> None:
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "scanner", "explain", "no/such/file:1"]
        run = subprocess.run(command, stdout=subprocess.PIPE, stderr=full, env=BUFFERED, check=False)
    assert (run.returncode, run.stdout) == (2, b"")
