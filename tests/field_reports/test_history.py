"""What range, push and history scans of other tools got wrong."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from tests.conftest import Outcome, Repo

    Proven = Callable[[Outcome], dict[str, Any]]

ZEROS = "0" * 40


def ranged(repo: Repo, text: str, *arguments: str, cwd: Path | None = None) -> Outcome:
    return repo.keysieve("scan", "--range", text, "--format", "json", *arguments, cwd=cwd)


def history(repo: Repo, *arguments: str, cwd: Path | None = None, **environment: str) -> Outcome:
    return repo.keysieve("scan", "--history", "--no-cache", "--format", "json", *arguments, cwd=cwd, **environment)


def test_merge_only_content_is_not_unseen(repo: Repo, aws_id: str) -> None:
    """gitleaks #1028, ggshield PR965."""
    first = repo.commit(**{"a.py": "x = 1\n"})
    repo.git("checkout", "-qb", "side")
    repo.commit(**{"a.py": "x = 2\n"})
    repo.git("checkout", "-q", "main")
    repo.commit(**{"a.py": "x = 3\n"})
    repo.git("merge", "side", check=False)
    merge = repo.commit(**{"a.py": f"x = '{aws_id}'\n"})
    for outcome in (ranged(repo, f"{first}..HEAD"), history(repo)):
        assert [(finding["path"], finding["commit"]) for finding in outcome.new] == [("a.py", merge)]


def test_secret_in_a_touched_file_is_not_missed_on_request(repo: Repo, aws_id: str) -> None:
    """gitleaks #2218, PR2236."""
    repo.commit(**{"a.py": f"x = '{aws_id}'\n", "b.py": f"x = '{aws_id}'\n"})
    repo.commit(**{"a.py": f"x = '{aws_id}'\ny = 1\n"})
    assert ranged(repo, "HEAD~1..HEAD").places == []
    assert ranged(repo, "HEAD~1..HEAD", "--whole-file").places == [("a.py", 1)]


def test_empty_range_does_not_look_like_a_scan(repo: Repo, aws_id: str, proven: Proven) -> None:
    """trufflehog #4575: the commits since HEAD are none."""
    repo.commit(**{"a.py": f"x = '{aws_id}'\n"})
    summary = proven(ranged(repo, "HEAD..HEAD"))["summary"]
    assert (summary["commits"], summary["listed"]) == (0, 0)
    assert "0 commits in HEAD..HEAD, 0 files scanned" in repo.keysieve("scan", "--range", "HEAD..HEAD").out
    assert ranged(repo, "HEAD..HEAD").report["context"]["range"] == "HEAD..HEAD"


@pytest.mark.parametrize(
    "setting", ["color.ui=always", "diff.external=true", "diff.noprefix=true", "diff.relative=true"]
)
def test_configuration_of_git_does_not_blind_a_history(repo: Repo, aws_id: str, setting: str) -> None:
    """gitleaks #1206, delta #215."""
    repo.commit(**{"a/b.txt": f"x = '{aws_id}'\n", ".gitattributes": "*.txt -diff\n"})
    repo.git("config", *setting.split("="))
    assert history(repo, cwd=repo.root / "a").places == [("a/b.txt", 1)]


def test_utf_16_in_a_commit_is_not_skipped(repo: Repo, aws_id: str) -> None:
    """ggshield PR1525."""
    for name, encoding in (("a.txt", "utf-16-le"), ("b.txt", "utf-16-be")):
        repo.stage(name, f"\N{ZERO WIDTH NO-BREAK SPACE}x = '{aws_id}'\n".encode(encoding))
    repo.stage("c.txt", f"\0x = '{aws_id}'\n")
    repo.commit("encodings")
    assert [path for path, _ in ranged(repo, "HEAD^!").places] == ["a.txt", "b.txt", "c.txt"]


@pytest.mark.skipif(sys.platform == "darwin", reason="names are text there")
def test_odd_names_are_not_lost_in_a_history(repo: Repo, sample: Callable[..., str]) -> None:
    """ggshield #1063."""
    names = ["café 😀.txt".encode(), b"a b.txt", b"tab\tname", b'"q".txt', b"new\nline", b"\xff.txt"]
    for number, name in enumerate(names):
        repo.stage(name, f"key = '{sample('{github_token:ghp_}', number)}'\n")
    repo.commit("names")
    for outcome in (history(repo), ranged(repo, "HEAD^!")):
        assert {os.fsencode(path) for path, _ in outcome.places} == set(names)


def test_secret_changed_in_a_renamed_file_is_not_unseen(repo: Repo, aws_id: str) -> None:
    first = repo.commit(**{"a.py": "x = 1\n" * 30})
    repo.git("mv", "a.py", "b.py")
    repo.commit(**{"b.py": "x = 1\n" * 30 + f"y = '{aws_id}'\n"})
    assert ranged(repo, f"{first}..HEAD").places == [("b.py", 31)]


def test_messages_tags_and_notes_are_not_out_of_reach(repo: Repo, sample: Callable[..., str]) -> None:
    tokens = [sample("{github_token:ghp_}", number) for number in range(3)]
    repo.commit(f"one {tokens[0]}")
    repo.git("tag", "-a", "-m", f"two {tokens[1]}", "v1")
    repo.git("notes", "add", "-m", f"three {tokens[2]}")
    assert len(history(repo, "--messages").new) == 3


def test_refusal_of_git_is_not_a_clean_history(repo: Repo, aws_id: str) -> None:
    """gitleaks #2129, #1981."""
    repo.commit(**{"a.py": f"x = '{aws_id}'\n"})
    for arguments in (["--history"], ["--range", "HEAD^!"]):
        outcome = repo.keysieve("scan", *arguments, GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
        assert outcome.code == 2
        assert "safe.directory" in outcome.err


def test_first_commit_is_not_left_out(repo: Repo, aws_id: str) -> None:
    """kingfisher: an error in the log, nothing scanned, exit 0."""
    root = repo.commit(**{"a.py": f"x = '{aws_id}'\n"})
    assert [finding["commit"] for finding in history(repo).new] == [root]


def test_worktree_and_its_configuration_do_not_crash_a_history(repo: Repo, tmp_path: Path, aws_id: str) -> None:
    """trufflehog #4553, #5181."""
    repo.commit(**{"a.py": f"x = '{aws_id}'\n"})
    repo.git("config", "extensions.worktreeConfig", "true")
    linked = tmp_path / "linked"
    repo.git("worktree", "add", "-q", "--detach", str(linked))
    assert history(repo, cwd=linked).places == [("a.py", 1)]
    assert ranged(repo, "HEAD^!", cwd=linked).places == [("a.py", 1)]


@pytest.mark.parametrize("kind", ["new branch", "other branch than HEAD", "tag", "forced"])
def test_push_is_not_judged_by_the_wrong_commits(repo: Repo, aws_id: str, github_token: str, kind: str) -> None:
    """ggshield #303, #437: exactly what the remote does not have."""
    repo.commit(**{"old.py": f"x = '{github_token}'\n"})
    old = repo.commit(**{"a.py": "x = 1\n"})
    repo.git("update-ref", "refs/remotes/origin/main", old)
    repo.git("checkout", "-qb", "side", "HEAD~1" if kind == "forced" else "HEAD")
    new = repo.commit(**{"b.py": f"x = '{aws_id}'\n"})
    if kind == "tag":
        repo.git("tag", "-a", "-m", "tag", "v1")
        new = repo.git("rev-parse", "v1").strip()
    repo.git("checkout", "-q", "main")
    rows = f"refs/heads/side {new} refs/heads/side {old if kind == 'forced' else ZEROS}\n"
    outcome = repo.keysieve("pre-push", "origin", "url", "--format", "json", stdin=rows.encode())
    assert outcome.places == [("b.py", 1)]


def test_deleted_reference_is_not_an_error(repo: Repo) -> None:
    """ggshield #437."""
    head = repo.commit()
    rows = f"(delete) {ZEROS} refs/heads/side {head}\n"
    assert repo.keysieve("pre-push", "origin", "url", stdin=rows.encode()).code == 0
    assert repo.keysieve("pre-receive", stdin=f"{head} {ZEROS} refs/heads/side\n".encode()).code == 0


@pytest.mark.parametrize("choice", ["reject", "accept"])
def test_time_limit_of_a_server_is_not_silent(repo: Repo, choice: str) -> None:
    """ggshield #119."""
    head = repo.commit(**{"a.py": "x = 1\n"})
    repo.git("update-ref", "-d", "refs/heads/main")
    row = f"{ZEROS} {head} refs/heads/main\n".encode()
    outcome = repo.keysieve("pre-receive", "--time-budget", "1e-9", "--on-timeout", choice, stdin=row)
    assert outcome.code == (2 if choice == "reject" else 0)
    assert "time budget" in outcome.out
    assert ("accepted although" in outcome.err) == (choice == "accept")


def test_secret_is_not_in_the_log_of_a_history(repo: Repo, github_token: str, password: str) -> None:
    """git-secrets #187."""
    repo.commit(f"with {github_token}", **{"a.py": f"key = '{github_token}'; db_password = '{password}'\n"})
    for form in ("text", "json", "jsonl"):
        outcome = repo.keysieve("scan", "--history", "--messages", "--no-cache", "-v", "--format", form)
        assert outcome.code == 1
        assert github_token not in outcome.out + outcome.err
        assert password not in outcome.out + outcome.err
