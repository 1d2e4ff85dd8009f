"""The hook blocks what it should not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

    Hooked = Callable[[Repo], Repo]
    Passes = Callable[..., bool]


def test_unstaged_secret_does_not_block(repo: Repo, aws_id: str, hooked: Hooked, passes: Passes) -> None:
    """awslabs/git-secrets #228."""
    repo.commit(**{"a.py": "x = 1"})
    repo.stage("b.py", "y = 1")
    repo.write("a.py", f"x = '{aws_id}'")
    repo.write("untracked.py", f"x = '{aws_id}'")
    assert repo.staged().new == []
    assert passes(hooked(repo))


def test_commit_of_another_path_is_not_blocked(repo: Repo, aws_id: str, hooked: Hooked, passes: Passes) -> None:
    repo.commit(**{"a.py": "x = 1", "b.py": "y = 1"})
    repo.stage("a.py", f"x = '{aws_id}'")
    repo.write("b.py", "y = 2")
    assert passes(hooked(repo), "b.py")
    assert not passes(repo)


def test_intent_to_add_does_not_block(repo: Repo, aws_id: str) -> None:
    repo.commit(a="1")
    repo.write("later.py", f"x = '{aws_id}'")
    repo.git("add", "-N", "later.py")
    outcome = repo.staged()
    assert (outcome.code, outcome.new) == (0, [])


def test_old_secret_in_touched_file_is_not_reported(repo: Repo, aws_id: str, password: str) -> None:
    repo.commit(**{"a.py": f"x = '{aws_id}'\npassword = '{password}'\n"})
    repo.stage("a.py", f"# new line\nx = '{aws_id}'\npassword = '{password}'\n# new line\n")
    assert repo.staged().code == 0


def test_old_secret_in_an_edited_line_is_not_reported(repo: Repo, aws_id: str) -> None:
    repo.commit(**{"a.py": f"connect('{aws_id}', 80)\n"})
    repo.stage("a.py", f"connect('{aws_id}', 8080)\n")
    assert repo.staged().code == 0


@pytest.mark.parametrize("after", ["", "x = os.environ['K']\n", None])
def test_removal_of_a_secret_does_not_block(repo: Repo, aws_id: str, after: str | None) -> None:
    repo.commit(**{"a.py": f"x = '{aws_id}'\n", "other": ""})
    if after is None:
        repo.git("rm", "-q", "a.py")
    else:
        repo.stage("a.py", after)
    assert repo.staged().code == 0


def test_moved_lines_do_not_block(repo: Repo, aws_id: str, github_token: str) -> None:
    repo.commit(**{"a.py": f"a = '{aws_id}'\nb = '{github_token}'\n"})
    repo.stage("a.py", f"b = '{github_token}'\n\n\na = '{aws_id}'\n")
    assert repo.staged().code == 0


@pytest.mark.parametrize("after", ["{0}", "import os\n{0}\n# edited\n"])
def test_rename_does_not_block(repo: Repo, aws_id: str, after: str) -> None:
    repo.commit(**{"a.py": f"x = '{aws_id}'"})
    repo.git("mv", "a.py", "b.py")
    repo.stage("b.py", after.format(f"x = '{aws_id}'"))
    assert repo.staged().code == 0


def test_change_of_line_ends_does_not_block(repo: Repo, aws_id: str) -> None:
    repo.commit(**{"a.py": f"x = '{aws_id}'\ny\n"})
    repo.stage("a.py", f"x = '{aws_id}'\r\ny\r\n")
    assert repo.staged().code == 0


def test_change_of_encoding_does_not_block(repo: Repo, aws_id: str) -> None:
    repo.commit(**{"a.py": f"x = '{aws_id}'\ny\n"})
    repo.stage("a.py", f"x = '{aws_id}'\ny\n".encode("utf-16"))
    assert repo.staged().code == 0


def test_change_of_mode_does_not_block(repo: Repo, aws_id: str) -> None:
    repo.commit(**{"a.py": f"x = '{aws_id}'\n"})
    repo.git("update-index", "--chmod=+x", "a.py")
    assert repo.staged().code == 0


def test_secret_that_a_merge_brings_does_not_block(repo: Repo, aws_id: str, hooked: Hooked, passes: Passes) -> None:
    repo.commit(**{"a.py": "1\n\n\n\n5\n"})
    repo.git("checkout", "-qb", "side")
    repo.commit(**{"a.py": f"1\n\n\n\n5 = '{aws_id}'\n", "side.py": f"x = '{aws_id}'"})
    repo.git("checkout", "-q", "main")
    repo.commit(**{"a.py": "changed\n\n\n\n5\n"})
    repo.git("merge", "-q", "--no-commit", "--no-ff", "side")
    outcome = repo.staged()
    assert (outcome.code, outcome.new) == (0, [])
    assert passes(hooked(repo))


def test_conflict_resolved_to_both_sides_does_not_block(repo: Repo, aws_id: str, github_token: str) -> None:
    repo.commit(**{"a.py": "base\n"})
    repo.git("checkout", "-qb", "side")
    repo.commit(**{"a.py": f"x = '{aws_id}'\n"})
    repo.git("checkout", "-q", "main")
    repo.commit(**{"a.py": f"y = '{github_token}'\n"})
    repo.git("merge", "-q", "side", check=False)
    repo.stage("a.py", f"x = '{aws_id}'\ny = '{github_token}'\n")
    assert repo.staged().code == 0


def test_reverted_merge_state_is_not_kept(repo: Repo, aws_id: str) -> None:
    repo.commit(**{"a.py": "base\n"})
    repo.git("checkout", "-qb", "side")
    repo.commit(**{"b.py": f"x = '{aws_id}'\n"})
    repo.git("checkout", "-q", "main")
    repo.commit(**{"c.py": "1"})
    repo.git("merge", "-q", "--no-commit", "--no-ff", "side")
    repo.git("merge", "--abort")
    repo.stage("b.py", f"x = '{aws_id}'\n")
    assert repo.staged().places == [("b.py", 1)]


def test_line_above_a_known_secret_does_not_touch_the_baseline(repo: Repo, password: str) -> None:
    """Yelp/detect-secrets #394 and many repositories' own."""
    text = f"1\n2\n3\n4\npassword = '{password}'\n"
    repo.commit(**{"f.py": text})
    repo.keysieve("baseline", "create")
    before = (repo.root / ".keysieve.baseline").read_bytes()
    repo.stage("f.py", "\n\n\n" + text)
    assert repo.keysieve("hook").code == 0
    assert repo.keysieve("hook", "f.py").code == 0
    assert repo.keysieve("baseline", "update").code == 0
    assert (repo.root / ".keysieve.baseline").read_bytes() == before


def test_own_baseline_is_not_a_finding_however_it_is_named(repo: Repo, sample: Callable[..., str]) -> None:
    """detect-secrets #912."""
    for number in range(20):
        repo.stage(f"secret_token_{number}.py", sample("password = '{password:16}'\nk = '{aws_key_id:AKIA}'", number))
    repo.keysieve("baseline", "create")
    for name in (".keysieve.baseline", "./.keysieve.baseline", str(repo.root / ".keysieve.baseline")):
        assert repo.keysieve("scan", name, "--format", "json").new == []
    repo.git("add", ".keysieve.baseline")
    assert repo.staged().new == []


def test_missing_baseline_is_one_line_that_says_what_to_run(repo: Repo) -> None:
    """pytest-gremlins #117."""
    outcome = repo.keysieve("hook", "--baseline", "nowhere.baseline")
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert "keysieve baseline create" in outcome.err


def test_odd_binary_file_does_not_end_the_scan(repo: Repo, aws_id: str) -> None:
    """Yelp/detect-secrets #371, #268."""
    repo.stage("a.wav", bytes(range(256)) * 400)
    repo.stage("b.txt", f"x = '{aws_id}'")
    outcome = repo.staged()
    assert outcome.places == [("b.txt", 1)]
    assert outcome.report["summary"]["fragments"] == 2


def test_rename_to_another_kind_of_file_is_silent(repo: Repo, password: str) -> None:
    repo.commit(**{"a.py": f"password={password}\n" + "x = 1\n" * 20})
    repo.git("mv", "a.py", "a.env")
    assert repo.staged().places == []
