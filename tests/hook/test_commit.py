"""Commits with the hook, as the framework calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.hook.framework import LOCAL, PreCommit

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

import pytest

pytest.importorskip("pre_commit", reason="pre-commit runs the hook")


def test_commit_of_a_secret_is_stopped(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.stage("a.py", f"key = '{github_token}'\n")
    code, said = hooked.git("commit", "-m", "leak")
    assert code == 1
    assert "a.py:1:8" in said
    assert github_token not in said
    assert hooked.commits() == 1


def test_clean_commit_passes(hooked: PreCommit) -> None:
    hooked.repo.stage("a.py", "x = 1\n")
    code, said = hooked.git("commit", "-m", "clean")
    assert code == 0, said
    assert hooked.commits() == 2


def test_first_commit_of_a_repository_is_looked_at(
    make_repo: Callable[[str], Repo], hooked: PreCommit, github_token: str
) -> None:
    fresh = PreCommit(make_repo("fresh"), hooked.environment)
    fresh.repo.stage(".pre-commit-config.yaml", LOCAL.replace("ARGUMENTS", ""))
    fresh.repo.stage("a.py", f"key = '{github_token}'\n")
    fresh("install")
    code, said = fresh.git("commit", "-m", "leak")
    assert code == 1
    assert "a.py:1:8" in said


def test_commit_all_of_a_changed_file_is_stopped(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.commit(**{"a.py": "x = 1\n"})
    hooked.repo.write("a.py", f"key = '{github_token}'\n")
    code, said = hooked.git("commit", "-a", "-m", "leak")
    assert code == 1
    assert "a.py:1:8" in said


def test_commit_of_a_named_path_is_stopped(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.commit(**{"a.py": "x = 1\n", "b.py": "x = 1\n"})
    hooked.repo.write("a.py", f"key = '{github_token}'\n")
    code, said = hooked.git("commit", "-m", "leak", "a.py")
    assert code == 1
    assert "a.py:1:8" in said


def test_commit_of_a_named_path_ignores_what_else_is_staged(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.commit(**{"a.py": "x = 1\n", "b.py": "x = 1\n"})
    hooked.repo.stage("b.py", f"key = '{github_token}'\n")
    hooked.repo.write("a.py", "x = 2\n")
    code, said = hooked.git("commit", "-m", "clean", "a.py")
    assert code == 0, said
    assert hooked.git("commit", "-m", "leak")[0] == 1


def test_commit_from_a_subdirectory_looks_at_the_whole_repository(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.stage("top.py", f"key = '{github_token}'\n")
    hooked.repo.stage("below/a.py", "x = 1\n")
    code, said = hooked.git("-C", "below", "commit", "-m", "leak")
    assert code == 1
    assert "top.py:1:8" in said


def test_old_secret_in_a_touched_file_does_not_stop_a_commit(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    hooked.repo.stage("a.py", f"# more\n\nkey = '{github_token}'\n")
    code, said = hooked.git("commit", "-m", "touched")
    assert code == 0, said
    hooked.repo.stage("a.py", "# more\n")
    assert hooked.git("commit", "-m", "removed")[0] == 0


def test_secret_that_is_not_staged_does_not_stop_a_commit(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.stage("a.py", "x = 1\n")
    hooked.repo.write("a.py", f"key = '{github_token}'\n")
    code, said = hooked.git("commit", "-m", "clean")
    assert code == 0, said


def test_secret_gone_from_the_work_tree_is_stopped(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.stage("a.py", f"key = '{github_token}'\n")
    hooked.repo.write("a.py", "x = 1\n")
    assert hooked.git("commit", "-m", "leak")[0] == 1


def test_removal_alone_passes(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    hooked.repo.git("rm", "-q", "a.py")
    code, said = hooked.git("commit", "-m", "removed")
    assert code == 0, said


def test_amended_commit_is_looked_at(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.stage("a.py", f"key = '{github_token}'\n")
    assert hooked.git("commit", "--amend", "-m", "leak")[0] == 1


def test_conflict_resolution_of_a_merge_is_looked_at(hooked: PreCommit, github_token: str) -> None:
    repo = hooked.repo
    repo.commit(**{"a.py": "x = 1\n"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(**{"a.py": "x = 2\n"})
    repo.git("checkout", "-q", "main")
    repo.commit(**{"a.py": "x = 3\n"})
    repo.git("merge", "side", check=False)
    repo.stage("a.py", f"key = '{github_token}'\n")
    code, said = hooked.git("commit", "-m", "merge")
    assert code == 1
    assert "a.py:1:8" in said
    repo.stage("a.py", "x = 4\n")
    assert hooked.git("commit", "-m", "merge")[0] == 0
