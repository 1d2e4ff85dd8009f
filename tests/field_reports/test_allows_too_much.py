"""Allow lists that allow too much, or are not looked at."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

BASELINE = ".keysieve.baseline"


def test_known_place_does_not_hide_another_secret(repo: Repo, sample: Callable[..., str]) -> None:
    """gitleaks #2239."""
    repo.commit(**{"a.py": sample("x = '{aws_key_id:AKIA}'", 1)})
    repo.keysieve("baseline", "create")
    repo.stage("a.py", sample("x = '{aws_key_id:AKIA}'", 2))
    assert repo.staged().places == [("a.py", 1)]


def test_baseline_does_not_hold_the_secret(repo: Repo, aws_id: str, password: str) -> None:
    """gitleaks #1284, #1441."""
    repo.commit(**{"a.py": f"x = '{aws_id}'\npassword = '{password}'\n"})
    repo.keysieve("baseline", "create")
    text = (repo.root / BASELINE).read_text()
    assert aws_id not in text
    assert password not in text
    assert aws_id[-8:] not in text


def test_baseline_of_the_tree_is_not_ignored_for_staged_files(repo: Repo, aws_id: str) -> None:
    """gitleaks #1051, #1091, #1100."""
    repo.commit(other="")
    repo.stage("a.py", f"x = '{aws_id}'")
    repo.keysieve("baseline", "create")
    for outcome in (
        repo.staged(),
        repo.keysieve("scan", "--format", "json"),
        repo.keysieve("hook", "--format", "json"),
    ):
        assert outcome.code == 0
        assert [finding["status"] for finding in outcome.report["findings"]] == ["known"]


def test_stale_entry_is_not_kept_in_silence(repo: Repo, aws_id: str) -> None:
    """gitleaks #1398, #2130."""
    repo.commit(**{"a.py": f"x = '{aws_id}'"})
    repo.keysieve("baseline", "create")
    assert repo.keysieve("baseline", "check", "--vanished").code == 0
    repo.write("a.py", "x = 1")
    outcome = repo.keysieve("baseline", "check", "--vanished")
    assert outcome.code == 1
    assert "a.py" in outcome.out


def test_parallel_branches_do_not_conflict_in_the_baseline(repo: Repo, sample: Callable[..., str]) -> None:
    """librefang #6262."""
    repo.commit(**{"first.py": sample("x = '{aws_key_id:AKIA}'", 1)})
    repo.keysieve("baseline", "create")
    repo.git("add", ".")
    repo.commit()
    for number, branch in enumerate(("one", "two"), 2):
        repo.git("checkout", "-qb", branch, "main")
        repo.stage(f"{branch}.py", sample("x = '{aws_key_id:AKIA}'", number))
        repo.keysieve("baseline", "update")
        repo.git("add", ".")
        repo.commit()
    repo.git("merge", "-q", "-m", "merge", "one")
    outcome = repo.keysieve("scan", "--format", "json")
    assert outcome.code == 0
    assert [finding["status"] for finding in outcome.report["findings"]] == ["known"] * 3


def test_two_baselines_of_one_repository_do_not_differ(repo: Repo, aws_id: str) -> None:
    repo.commit(**{"a.py": f"x = '{aws_id}'"})
    repo.keysieve("baseline", "create", "one")
    repo.keysieve("baseline", "create", "two")
    assert (repo.root / "one").read_bytes() == (repo.root / "two").read_bytes()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_baseline_rewritten_by_powershell_is_not_refused(repo: Repo, aws_id: str, encoding: str) -> None:
    """Yelp/detect-secrets #272, #606, #799."""
    repo.commit(**{"a.py": f"x = '{aws_id}'"})
    repo.keysieve("baseline", "create")
    path = repo.root / BASELINE
    path.write_bytes(path.read_text().replace("\n", "\r\n").encode(encoding))
    assert repo.keysieve("scan", "--format", "json").code == 0


def test_backslashes_of_windows_do_not_revive_a_known_secret(repo: Repo, aws_id: str) -> None:
    """Yelp/detect-secrets #602, #586."""
    repo.commit(**{"src/a.py": f"x = '{aws_id}'"})
    repo.keysieve("baseline", "create")
    path = repo.root / BASELINE
    path.write_text(path.read_text().replace("src/a.py", "src\\\\a.py"))
    assert "\\\\" in path.read_text()
    outcome = repo.keysieve("scan", "--format", "json")
    assert [finding["status"] for finding in outcome.report["findings"]] == ["known"]


def test_baseline_does_not_hold_line_numbers_or_times(repo: Repo, aws_id: str) -> None:
    repo.commit(**{"a.py": f"x = '{aws_id}'"})
    repo.keysieve("baseline", "create")
    for line in (repo.root / BASELINE).read_text().splitlines():
        assert not {"line", "line_number", "generated_at", "time", "date"} & json.loads(line).keys()


def test_last_line_without_an_end_does_not_show_its_neighbour(repo: Repo, password: str, aws_id: str) -> None:
    """gitleaks #1243."""
    repo.stage("a.env", f"password={password} {aws_id}")
    for arguments in (), ("--format", "json"), ("--format", "jsonl"):
        outcome = repo.keysieve("scan", "--staged", *arguments)
        assert outcome.code == 1
        assert password not in outcome.out + outcome.err
        assert aws_id not in outcome.out + outcome.err


def test_minified_line_is_not_in_the_report(repo: Repo, aws_id: str) -> None:
    """gitleaks #292."""
    repo.stage("a.min.js", "a=1;" * 200_000 + f"k='{aws_id}';" + "b=2;" * 200_000)
    outcome = repo.keysieve("scan", "--staged")
    assert outcome.code == 1
    assert max(map(len, outcome.out.splitlines())) < 300


def test_copy_of_a_known_secret_into_another_file_is_new(repo: Repo, github_token: str) -> None:
    repo.commit(a=f"x={github_token}\n")
    repo.keysieve("baseline", "create")
    repo.git("add", ".")
    repo.commit()
    repo.stage("a", f"x={github_token}\n# t\n")
    repo.stage("b", f"y={github_token}\n")
    assert repo.staged().places == [("b", 1)]


def test_copy_is_new_though_the_work_tree_has_lost_the_old_file(repo: Repo, github_token: str) -> None:
    repo.commit(a=f"x={github_token}\n")
    repo.keysieve("baseline", "create")
    repo.git("add", ".")
    repo.commit()
    repo.stage("b", f"y={github_token}\n")
    (repo.root / "a").unlink()
    assert repo.staged().places == [("b", 1)]


def test_rule_that_is_off_leaves_the_text_to_the_others(repo: Repo, github_token: str) -> None:
    repo.write(".keysieve.toml", '[rules]\ndisable = ["github-pat"]\n')
    repo.stage("a.py", f'password = "{github_token}"\n')
    assert [finding["rule"] for finding in repo.staged().new] == ["generic-secret"]
