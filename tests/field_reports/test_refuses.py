"""What cannot be scanned is never "no leaks": exit code 2, and one line that says what and how to mend it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Keysieve, Outcome, Repo

GIT = shutil.which("git")
STAGED_WAYS = [("hook",), ("hook", "a"), ("scan", "--staged"), ("scan", "--staged", "--format", "json")]


def refused(outcome: Outcome, *words: str) -> None:
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("keysieve: ")
    assert outcome.err.endswith("\n")
    assert outcome.err.count("\n") == 1
    for word in words:
        assert word in outcome.err


@pytest.mark.parametrize("arguments", STAGED_WAYS, ids=" ".join)
def test_no_repository_is_not_clean(keysieve: Keysieve, arguments: tuple[str, ...]) -> None:
    refused(keysieve(*arguments), "not a Git repository", "keysieve scan PATH")


@pytest.mark.parametrize("arguments", [*STAGED_WAYS, ("scan",), ("scan", "a"), ("baseline", "create")], ids=" ".join)
def test_no_git_is_not_clean(repo: Repo, tmp_path: Path, aws_id: str, arguments: tuple[str, ...]) -> None:
    repo.stage("a", f"x = '{aws_id}'")
    refused(repo.keysieve(*arguments, PATH=str(tmp_path / "empty")), "git is not installed", "https://git-scm.com")


def test_files_outside_of_a_repository_need_no_git(keysieve: Keysieve, tmp_path: Path, aws_id: str) -> None:
    (keysieve.directory / "a").write_text(f"x = '{aws_id}'")
    assert keysieve("scan", "--format", "json", PATH=str(tmp_path / "empty")).places == [("a", 1)]


@pytest.mark.parametrize("arguments", [("nowhere",), ("a", "nowhere"), ("a/below",), ("",)])
def test_missing_path_is_not_clean(repo: Repo, arguments: tuple[str, ...]) -> None:
    repo.stage("a", "1")
    refused(repo.keysieve("scan", *arguments), "no such file or directory")


def test_missing_path_is_not_clean_outside_of_a_repository(keysieve: Keysieve) -> None:
    refused(keysieve("scan", "nowhere"), "nowhere: no such file or directory")


@pytest.fixture
def fake_git(tmp_path: Path, repo: Repo, aws_id: str) -> Callable[[str], Callable[..., Outcome]]:
    """Put a `git` before the real one that behaves as told and else calls it; return the scan with it."""

    def fake(script: str) -> Callable[..., Outcome]:
        directory = tmp_path / "fake"
        directory.mkdir()
        program = directory / "git"
        program.write_text(f'#!/bin/sh\n{script}\nexec {GIT} "$@"\n')
        program.chmod(0o755)
        repo.commit(old=f"y = '{aws_id}'")
        repo.stage("a", f"x = '{aws_id}'")
        path = f"{directory}{os.pathsep}{os.environ['PATH']}"
        return lambda *arguments: repo.keysieve(*arguments, PATH=path)

    return fake


@pytest.mark.parametrize("arguments", [*STAGED_WAYS, ("scan",)], ids=" ".join)
def test_git_that_refuses_is_not_clean(
    fake_git: Callable[[str], Callable[..., Outcome]], arguments: tuple[str, ...]
) -> None:
    """gitleaks #2129, #1981."""
    refused(fake_git("echo 'fatal: something is wrong' >&2; exit 128")(*arguments), "something is wrong")


FAILURES = ("echo 'fatal: no' >&2; exit 128", "exit 1", "exit 0", "kill -9 $$", "echo garbage; exit 0")
SILENT_SUCCESS_IS_TRUE = ("diff-index", "exit 0")
"""No difference is an answer like any other."""


@pytest.mark.parametrize(
    ("command", "behaviour"),
    [
        (command, behaviour)
        for command in ("rev-parse", "diff-index", "cat-file")
        for behaviour in FAILURES
        if (command, behaviour) != SILENT_SUCCESS_IS_TRUE
    ],
)
def test_git_that_fails_at_any_step_is_not_clean(
    fake_git: Callable[[str], Callable[..., Outcome]], command: str, behaviour: str
) -> None:
    refused(fake_git(f'case "$*" in *" {command} "*) {behaviour};; esac')("scan", "--staged"))


def test_git_that_warns_is_not_refused(fake_git: Callable[[str], Callable[..., Outcome]]) -> None:
    assert fake_git("echo 'warning: odd' >&2")("scan", "--staged", "--format", "json").places == [("a", 1)]


@pytest.mark.parametrize("arguments", [*STAGED_WAYS, ("scan",), ("scan", "a")], ids=" ".join)
def test_repository_of_another_owner_is_not_clean(repo: Repo, aws_id: str, arguments: tuple[str, ...]) -> None:
    repo.stage("a", f"x = '{aws_id}'")
    outcome = repo.keysieve(*arguments, GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
    refused(outcome, "belongs to another user", "git config --global --add safe.directory", str(repo.root))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can give files away")
def test_repository_really_of_another_owner_is_not_clean(repo: Repo, aws_id: str) -> None:
    repo.stage("a", f"x = '{aws_id}'")
    for path in (repo.root, repo.root / ".git"):
        os.chown(path, 65_534, 65_534)
    refused(repo.keysieve("hook"), "safe.directory")
    refused(repo.keysieve("scan"), "safe.directory")
    repo.git("config", "--global", "--add", "safe.directory", str(repo.root))
    assert repo.staged().places == [("a", 1)]


def test_inside_of_the_git_directory_is_not_clean(repo: Repo, aws_id: str) -> None:
    repo.commit(a="1")
    repo.stage("a", f"x = '{aws_id}'")
    refused(repo.keysieve("hook", cwd=repo.root / ".git"), "work tree")


@pytest.mark.parametrize("content", ["gitdir: /nowhere\n", "nonsense"])
def test_broken_git_file_is_not_clean(keysieve: Keysieve, content: str) -> None:
    (keysieve.directory / ".git").write_text(content)
    (keysieve.directory / "a").write_text("1")
    for arguments in ("hook",), ("scan",), ("scan", "a"):
        refused(keysieve(*arguments))


@pytest.mark.parametrize("content", [b"", b"DIRC", b"DIRC\0\0\0\x02\0\0\0\x09", b"garbage" * 100])
def test_broken_index_is_not_clean(repo: Repo, aws_id: str, content: bytes) -> None:
    repo.commit(a="1")
    repo.stage("a", f"x = '{aws_id}'")
    (repo.root / ".git" / "index").write_bytes(content)
    refused(repo.keysieve("scan", "--staged"))


def test_missing_index_file_is_not_taken_for_the_usual_one(repo: Repo, aws_id: str) -> None:
    repo.stage("a", f"x = '{aws_id}'")
    outcome = repo.keysieve("scan", "--staged", GIT_INDEX_FILE="nowhere")
    assert outcome.code == 0
    assert "0 files" in outcome.out


def test_broken_configuration_of_git_is_not_clean(repo: Repo, aws_id: str) -> None:
    repo.stage("a", f"x = '{aws_id}'")
    (repo.root / ".git" / "config").write_text("[core\n")
    for arguments in ("hook",), ("scan",):
        refused(repo.keysieve(*arguments))


def test_broken_head_is_not_clean(repo: Repo) -> None:
    repo.commit(a="1")
    (repo.root / ".git" / "HEAD").write_text("nonsense\n")
    refused(repo.keysieve("hook"))


def loose(repo: Repo, name: str) -> Path:
    identity = repo.git("rev-parse", name).strip()
    return repo.root / ".git" / "objects" / identity[:2] / identity[2:]


def test_missing_staged_blob_is_not_clean(repo: Repo, aws_id: str) -> None:
    repo.commit(other="")
    repo.stage("a", "1")
    repo.stage("b", f"x = '{aws_id}'")
    loose(repo, ":a").unlink()
    outcome = repo.staged()
    assert (outcome.code, outcome.report["summary"]["state"]) == (2, "incomplete")
    assert outcome.places == [("b", 1)]
    assert [(error["path"], "git fsck" in error["message"]) for error in outcome.report["errors"]] == [("a", True)]


def test_missing_earlier_blob_is_not_clean_and_hides_no_finding(repo: Repo, aws_id: str) -> None:
    repo.commit(a="1")
    repo.stage("a", f"x = '{aws_id}'")
    loose(repo, "HEAD:a").unlink()
    outcome = repo.staged()
    assert (outcome.code, outcome.report["summary"]["state"]) == (2, "incomplete")
    assert outcome.places == [("a", 1)]


@pytest.mark.parametrize("name", [":a", "HEAD:a", "HEAD^{tree}"])
def test_corrupt_object_is_not_clean(repo: Repo, aws_id: str, name: str) -> None:
    repo.commit(a="1")
    repo.stage("a", f"x = '{aws_id}'")
    path = loose(repo, name)
    path.chmod(0o644)
    path.write_bytes(b"corrupt")
    assert repo.keysieve("scan", "--staged").code == 2


@pytest.mark.parametrize("name", ["HEAD", "HEAD^{tree}"])
def test_missing_head_is_not_clean(repo: Repo, aws_id: str, name: str) -> None:
    repo.commit(a="1")
    repo.stage("a", f"x = '{aws_id}'")
    loose(repo, name).unlink()
    assert repo.keysieve("scan", "--staged").code != 0


def test_commit_that_is_merged_and_missing_is_not_clean(repo: Repo, aws_id: str) -> None:
    repo.commit(a="1")
    repo.stage("a", f"x = '{aws_id}'")
    repo.write(".git/MERGE_HEAD", "1" * 40 + "\n")
    refused(repo.keysieve("scan", "--staged"))


@pytest.mark.parametrize("content", [b"nonsense\n", b"--output=x\n", b"\xff\n", b"HEAD\n"])
def test_broken_merge_state_is_not_clean(repo: Repo, content: bytes) -> None:
    repo.commit(a="1")
    repo.write(".git/MERGE_HEAD", content)
    refused(repo.keysieve("scan", "--staged"), "git merge --abort")
    assert not (repo.root / "x").exists()


@pytest.fixture
def as_user(repo: Repo) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command without root's right to read everything."""
    drop: list[str] = []
    if os.name != "posix" or os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("needs setpriv to be no root")
        drop = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--"]

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*drop, sys.executable, "-m", "scanner", *arguments],
            cwd=repo.root,
            env={**os.environ, **repo.keysieve.environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


@pytest.mark.parametrize("arguments", [(), (".",), ("--include-ignored",)], ids=" ".join)
def test_unreadable_files_and_directories_are_not_clean(
    repo: Repo, aws_id: str, as_user: Callable[..., subprocess.CompletedProcess[str]], arguments: tuple[str, ...]
) -> None:
    repo.write("closed/c", "1")
    repo.write("b", f"x = '{aws_id}'")
    repo.write("a", "1").chmod(0)
    (repo.root / "closed").chmod(0)
    run = as_user("scan", "--format", "json", *arguments)
    (repo.root / "closed").chmod(0o755)
    assert run.returncode == 2
    report = json.loads(run.stdout)
    assert [error["path"] for error in report["errors"]] == ["a", "closed"]
    assert [finding["path"] for finding in report["findings"]] == ["b"]


def test_unreadable_directory_that_is_named_is_not_clean(
    repo: Repo, as_user: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    repo.write("closed/c", "1")
    (repo.root / "closed").chmod(0)
    run = as_user("scan", "closed")
    (repo.root / "closed").chmod(0o755)
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)


def with_streams(repo: Repo, directory: Path, redirection: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", f'exec "$1" -m scanner hook {redirection}', "sh", sys.executable],
        cwd=directory,
        env={**os.environ, **repo.keysieve.environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("redirection", ["<&-", ">&-", "2>&-", "<&- >&-", "<&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_do_not_change_the_exit_code(repo: Repo, aws_id: str, redirection: str) -> None:
    repo.stage("a", "x = 1")
    assert with_streams(repo, repo.root, redirection).returncode == 0
    repo.stage("a", f"x = '{aws_id}'")
    run = with_streams(repo, repo.root, redirection)
    assert (run.returncode, run.stderr) == (1, "")


@pytest.mark.parametrize("redirection", ["<&-", ">&-", "<&- >&-"])
def test_closed_streams_do_not_hide_why_git_refuses(repo: Repo, tmp_path: Path, redirection: str) -> None:
    run = with_streams(repo, tmp_path, redirection)
    assert run.returncode == 2
    assert "not a Git repository" in run.stderr
