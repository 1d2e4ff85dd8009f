"""The hook says "passed" and has looked at nothing."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from tests.conftest import Outcome, Repo

    Hooked = Callable[[Repo], Repo]
    Passes = Callable[..., bool]
    Proven = Callable[[Outcome], dict[str, Any]]


def test_committed_files_passed_by_name_are_not_judged_by_an_empty_index(repo: Repo, aws_id: str) -> None:
    """gitleaks #1409, #657, #1918."""
    repo.commit(**{"a.py": f"x = '{aws_id}'", "b.py": ""})
    assert repo.keysieve("hook", "--format", "json", "a.py", "b.py").places == [("a.py", 1)]


def test_scan_of_nothing_does_not_look_like_a_scan(repo: Repo, proven: Proven) -> None:
    """trufflehog #4575."""
    repo.commit(a="1")
    outcome = repo.keysieve("hook")
    assert outcome.code == 0
    assert "0 files scanned" in outcome.out
    assert proven(repo.staged())["summary"]["listed"] == 0


def test_staged_secret_gone_from_the_work_tree_is_not_committed(
    repo: Repo, aws_id: str, hooked: Hooked, passes: Passes
) -> None:
    """gitleaks #585."""
    repo.stage("a.py", f"x = '{aws_id}'")
    repo.write("a.py", "x = 1")
    assert repo.staged().places == [("a.py", 1)]
    assert not passes(hooked(repo))


def test_staged_file_deleted_from_the_work_tree_is_not_missed(repo: Repo, aws_id: str) -> None:
    repo.stage("a.py", f"x = '{aws_id}'").unlink()
    assert repo.staged().places == [("a.py", 1)]


def test_secret_elsewhere_is_not_missed_from_a_subdirectory(repo: Repo, aws_id: str) -> None:
    repo.commit(**{"sub/deep/a": "1"})
    repo.stage("top.py", f"x = '{aws_id}'")
    for command in ("hook", "--format", "json"), ("scan", "--staged", "--format", "json"):
        outcome = repo.keysieve(*command, cwd=repo.root / "sub" / "deep")
        assert outcome.places == [("top.py", 1)]


def test_first_commit_is_not_passed(repo: Repo, aws_id: str, hooked: Hooked, passes: Passes) -> None:
    repo.stage("a.py", f"x = '{aws_id}'")
    assert not passes(hooked(repo))


@pytest.mark.parametrize("arguments", [("-a",), ("-am", "x"), ("a.py",), ("-o", "a.py"), ("-i", "a.py")])
def test_commit_of_the_work_tree_is_not_judged_by_the_old_index(
    repo: Repo, aws_id: str, hooked: Hooked, passes: Passes, arguments: tuple[str, ...]
) -> None:
    """vinnie357/claude-skills #248: `-a` and a path commit from an index of their own (GIT_INDEX_FILE)."""
    repo.commit(**{"a.py": "x = 1", "b.py": "y = 1"})
    repo.write("a.py", f"x = '{aws_id}'")
    repo.stage("b.py", "y = 2")
    assert not passes(hooked(repo), *arguments)


@pytest.mark.parametrize("arguments", [("-a",), ("a.py",)])
def test_commit_from_a_subdirectory_is_not_passed(
    repo: Repo, aws_id: str, hooked: Hooked, passes: Passes, arguments: tuple[str, ...]
) -> None:
    repo.commit(**{"sub/a.py": "x = 1"})
    repo.write("sub/a.py", f"x = '{aws_id}'")
    root, repo.root = repo.root, repo.root / "sub"
    hooked(repo)
    assert not passes(repo, *arguments)
    repo.root = root


def test_amended_commit_is_not_passed(repo: Repo, aws_id: str, hooked: Hooked, passes: Passes) -> None:
    repo.commit(a="1")
    repo.stage("a", f"x = '{aws_id}'")
    assert not passes(hooked(repo), "--amend")


@pytest.mark.parametrize("absolute", [True, False])
def test_other_index_file_is_not_overlooked(repo: Repo, aws_id: str, absolute: bool) -> None:
    repo.commit(**{"a.py": "x = 1", "sub/b": ""})
    repo.git("read-tree", "HEAD", GIT_INDEX_FILE=".git/other")
    repo.write("a.py", f"x = '{aws_id}'")
    repo.git("add", "a.py", GIT_INDEX_FILE=".git/other")
    name = str(repo.root / ".git" / "other") if absolute else ".git/other"
    assert repo.staged().new == []
    for directory in (repo.root, repo.root / "sub"):
        outcome = repo.keysieve("hook", "--format", "json", cwd=directory, GIT_INDEX_FILE=name)
        assert outcome.places == [("a.py", 1)]


def test_linked_worktree_is_not_passed(repo: Repo, aws_id: str, tmp_path: Path, hooked: Hooked, passes: Passes) -> None:
    """trufflehog #4553, #827; ggshield #977: `.git` is a file."""
    repo.commit(a="1")
    hooked(repo)
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"))
    repo.root = repo.keysieve.directory = tmp_path / "linked"
    repo.stage("sub/a.py", f"x = '{aws_id}'")
    assert repo.staged().places == [("sub/a.py", 1)]
    assert not passes(repo)


def test_secret_key_base_is_found_in_the_file_and_not_missed_when_staged(
    repo: Repo, sample: Callable[..., str]
) -> None:
    """gitleaks #2281."""
    repo.stage("config/secrets.yml", sample("production:\n  SECRET_KEY_BASE: {hex:128}\n"))
    assert repo.staged().places == [("config/secrets.yml", 2)]
    assert repo.keysieve("scan", "--format", "json").places == [("config/secrets.yml", 2)]


def test_lock_file_is_not_a_blind_spot(repo: Repo, sample: Callable[..., str]) -> None:
    lines = [
        "{",
        sample('"integrity": "sha512-{base64:86}==",'),
        sample('"_authToken": "{npm_token:}"'),
        "}",
    ]
    repo.stage("package-lock.json", "\n".join(lines))
    assert repo.staged().places == [("package-lock.json", 3)]


def test_output_file_does_not_make_the_exit_code_0(repo: Repo, aws_id: str, tmp_path: Path) -> None:
    repo.stage("a.py", f"x = '{aws_id}'")
    assert repo.keysieve("hook", "--output", str(tmp_path / "report")).code == 1
    assert repo.staged("--output", str(tmp_path / "report")).code == 1


def test_first_of_two_files_is_not_skipped(repo: Repo, sample: Callable[..., str]) -> None:
    """ggshield #341."""
    for name in ("a.py", "b.py", "c.py"):
        repo.stage(name, sample("x = '{aws_key_id:AKIA}'", seed=ord(name[0])))
    assert [path for path, _ in repo.staged().places] == ["a.py", "b.py", "c.py"]


def test_many_files_in_batches_are_not_scanned_more_than_once(repo: Repo, aws_id: str, proven: Proven) -> None:
    """ggshield #415."""
    count = 5_000
    lines = ["blob\nmark :1\ndata 1\nx\nblob\nmark :2\ndata 20\n" + aws_id]
    lines += ["commit refs/heads/other\ncommitter C <c@example.invalid> 0 +0000\ndata 0"]
    lines += [f"M 100644 :{2 if number == count - 1 else 1} f/{number:04}" for number in range(count)]
    repo.git("fast-import", "--quiet", stdin="\n".join([*lines, ""]).encode())
    repo.git("read-tree", "other")
    whole = proven(repo.staged())
    assert whole["summary"]["fragments"] == count
    names = [f"f/{number:04}" for number in range(count)]
    batches = [proven(repo.keysieve("hook", "--format", "json", *part)) for part in (names[:3000], names[3000:])]
    assert [batch["summary"]["fragments"] for batch in batches] == [3000, 2000]
    assert [len(batch["findings"]) for batch in batches] == [0, 1]


def test_closed_standard_input_is_not_called_clean(repo: Repo) -> None:
    run = subprocess.run(
        ["sh", "-c", f"'{sys.executable}' -m scanner scan --stdin <&-"],
        cwd=repo.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (2, "keysieve: standard input is closed; pipe a text into keysieve\n")


def test_empty_file_name_is_not_the_whole_directory(repo: Repo, aws_id: str) -> None:
    repo.write("a", f"x = '{aws_id}'\n")
    outcome = repo.keysieve("hook", "--", "")
    assert outcome.code == 2
    assert "empty file name" in outcome.err
