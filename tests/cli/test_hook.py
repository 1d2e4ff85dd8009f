from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Repo


def test_hook_without_files_scans_what_is_staged(repo: Repo, github_token: str, aws_id: str) -> None:
    repo.stage("a.py", f"key = '{github_token}'\n")
    repo.write("b.py", f"key = '{aws_id}'\n")
    outcome = repo.keysieve("hook")
    assert outcome.code == 1
    assert "a.py:1:8" in outcome.out
    assert "b.py" not in outcome.out


def test_hook_that_had_nothing_to_look_at_says_so(repo: Repo) -> None:
    outcome = repo.keysieve("hook")
    assert outcome.code == 0
    assert "0 files scanned" in outcome.out


def test_staged_files_are_scanned_as_staged(repo: Repo, github_token: str) -> None:
    repo.commit(**{"a.py": f"old = '{github_token}'\n"})
    repo.stage("a.py", f"old = '{github_token}'\nx = 1\n")
    assert repo.keysieve("hook", "a.py").code == 0
    repo.write("a.py", "")
    assert repo.keysieve("hook", "a.py").code == 0


def test_staged_secret_gone_from_the_work_tree_is_found_by_name(repo: Repo, github_token: str) -> None:
    repo.stage("a.py", f"key = '{github_token}'\n")
    repo.write("a.py", "")
    assert repo.keysieve("hook", "a.py").code == 1


def test_other_staged_files_are_another_batch(repo: Repo, github_token: str) -> None:
    repo.stage("a.py", f"key = '{github_token}'\n")
    repo.stage("b.py", "x = 1\n")
    outcome = repo.keysieve("hook", "b.py")
    assert outcome.code == 0
    assert "1 file scanned" in outcome.out


def test_files_that_are_not_staged_are_scanned_whole(repo: Repo, github_token: str) -> None:
    repo.commit(**{"a.py": f"old = '{github_token}'\n"})
    assert repo.keysieve("hook", "a.py").code == 1


def test_staged_and_other_files_together_are_scanned_whole(repo: Repo, github_token: str) -> None:
    repo.commit(**{"a.py": f"old = '{github_token}'\n", "b.py": "x = 1\n"})
    repo.stage("b.py", "x = 2\n")
    outcome = repo.keysieve("hook", "--format", "json", "a.py", "b.py")
    assert outcome.code == 1
    assert outcome.report["summary"]["fragments"] == 2


def test_range_of_the_framework_is_scanned_commit_by_commit(repo: Repo, github_token: str) -> None:
    first = repo.commit(**{"a.py": "x = 1\n"})
    leak = repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    last = repo.commit(**{"a.py": "x = 2\n"})
    outcome = repo.keysieve("hook", "a.py", PRE_COMMIT_FROM_REF=first, PRE_COMMIT_TO_REF=last)
    assert outcome.code == 1
    assert f"a.py:1:8  critical  github-pat  in commit {leak[:12]}" in outcome.out
    assert repo.keysieve("hook", "a.py", PRE_COMMIT_FROM_REF=leak, PRE_COMMIT_TO_REF=last).code == 0


def test_secret_from_before_a_push_does_not_stop_it(repo: Repo, github_token: str) -> None:
    first = repo.commit(**{"a.py": f"old = '{github_token}'\n"})
    last = repo.commit(**{"a.py": f"old = '{github_token}'\nx = 1\n"})
    assert repo.keysieve("hook", "a.py", PRE_COMMIT_FROM_REF=first, PRE_COMMIT_TO_REF=last).code == 0


def test_push_is_not_judged_by_the_work_tree(repo: Repo, github_token: str) -> None:
    first = repo.commit(**{"a.py": "x = 1\n"})
    last = repo.commit(**{"a.py": "x = 2\n"})
    repo.stage("a.py", f"key = '{github_token}'\n")
    assert repo.keysieve("hook", "a.py", PRE_COMMIT_FROM_REF=first, PRE_COMMIT_TO_REF=last).code == 0


def test_first_push_down_to_the_root_is_scanned_commit_by_commit(repo: Repo, github_token: str) -> None:
    repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    repo.commit(**{"a.py": "x = 2\n"})
    push = {"PRE_COMMIT_REMOTE_NAME": "origin", "PRE_COMMIT_LOCAL_BRANCH": "refs/heads/main"}
    assert repo.keysieve("hook", "a.py", **push).code == 1
    repo.git("update-ref", "refs/remotes/origin/main", "HEAD")
    assert repo.keysieve("hook", "a.py", **push).code == 0


def test_range_that_is_not_here_is_not_a_success(repo: Repo) -> None:
    head = repo.commit()
    outcome = repo.keysieve("hook", PRE_COMMIT_FROM_REF="1" * 40, PRE_COMMIT_TO_REF=head)
    assert outcome.code == 2
    assert "1" * 40 in outcome.err


@pytest.mark.parametrize("name", ["no such branch", "HEAD:no such file", "HEAD\nHEAD", "--all", "1" * 40])
def test_end_of_a_push_that_is_not_here_is_not_a_success(repo: Repo, name: str) -> None:
    head = repo.commit()
    outcome = repo.keysieve("hook", PRE_COMMIT_FROM_REF=head, PRE_COMMIT_TO_REF=name)
    assert outcome.code == 2
    assert "what is pushed cannot be scanned" in outcome.err
    assert len(outcome.err.splitlines()) == 1


def test_file_that_was_just_deleted_is_no_error(repo: Repo, github_token: str) -> None:
    repo.commit(**{"a.py": f"old = '{github_token}'\n", "b.py": "x = 1\n"})
    repo.git("rm", "-q", "a.py")
    assert repo.keysieve("hook", "a.py").code == 0
    assert repo.keysieve("hook", "a.py", "b.py").code == 0


def test_names_are_relative_to_where_the_hook_runs(repo: Repo, github_token: str) -> None:
    below = repo.stage("below/a.py", f"key = '{github_token}'\n").parent
    repo.stage("b.py", "x = 1\n")
    for name in ("a.py", "./a.py", "../below/a.py", str(below / "a.py")):
        outcome = repo.keysieve("hook", name, "../b.py", cwd=below)
        assert outcome.code == 1, name
        assert "below/a.py:1:8" in outcome.out
        assert "2 files scanned" in outcome.out


def test_hook_in_no_repository_is_an_error(repo: Repo) -> None:
    outcome = repo.keysieve("hook", cwd=repo.root.parent)
    assert outcome.code == 2
    assert outcome.err.startswith("keysieve: not a Git repository")


def test_baseline_is_found_by_the_hook_from_below(repo: Repo, github_token: str) -> None:
    repo.commit(**{"a.py": f"old = '{github_token}'\n"})
    below = repo.write("below/x", "").parent
    assert repo.keysieve("baseline", "create", cwd=below).code == 0
    assert (repo.root / ".keysieve.baseline").exists()
    outcome = repo.keysieve("hook", "../a.py", cwd=below)
    assert outcome.code == 0
    assert "1 known" in outcome.out


@pytest.mark.parametrize("baseline", ["", "x", '{"keysieve-baseline": 1, "salt": ""}\n', '{"keysieve-baseline": 2}\n'])
def test_broken_baseline_stops_the_hook_even_without_findings(repo: Repo, baseline: str) -> None:
    repo.write(".keysieve.baseline", baseline)
    outcome = repo.keysieve("hook")
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1


def test_next_steps_name_the_rule_and_the_ways_out(repo: Repo, github_token: str) -> None:
    repo.stage("a.py", f"key = '{github_token}'\n")
    out = repo.keysieve("hook").out
    assert "keysieve: allow[github-pat]" in out
    assert "keysieve baseline create" in out
    assert "revoke    github-pat: https://" in out
