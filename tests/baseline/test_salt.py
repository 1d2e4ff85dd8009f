from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scanner.baseline.model import Baseline
from scanner.baseline.read import BaselineError
from scanner.baseline.salt import NO_REPOSITORY, report_salt, salt_for
from scanner.baseline.write import write_baseline
from scanner.git.repo import open_repository

if TYPE_CHECKING:
    from tests.conftest import Repo


def test_two_branches_agree_on_the_salt(here: Repo) -> None:
    root = here.commit("first")
    here.commit("second")
    assert salt_for(None, open_repository()) == root
    here.git("checkout", "-qb", "other", root)
    assert salt_for(None, open_repository()) == root


def test_of_two_root_commits_every_clone_takes_the_same(here: Repo) -> None:
    one = here.commit("first")
    here.git("checkout", "-q", "--orphan", "other")
    other = here.commit("unrelated")
    here.git("merge", "-q", "--allow-unrelated-histories", "-m", "joint", "main")
    assert salt_for(None, open_repository()) == min(one, other)


def test_without_a_commit_the_salt_is_random(here: Repo) -> None:
    repository = open_repository()
    assert salt_for(None, repository) != salt_for(None, repository)
    assert salt_for(None, None).isalnum()
    assert len(salt_for(None, None)) == 40


def test_shallow_clone_does_not_take_its_cut_for_the_root(
    here: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = here.commit("first")
    cut = here.commit("second")
    here.git("clone", "-q", "--depth=1", here.root.as_uri(), str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    assert salt_for(None, open_repository()) not in (root, cut)


def test_salt_of_the_file_is_kept(tmp_path: Path) -> None:
    path = str(tmp_path / "baseline")
    write_baseline(path, Baseline("ab12", ()))
    assert salt_for(path, None) == "ab12"


def test_broken_file_is_not_salted_anew(tmp_path: Path) -> None:
    path = tmp_path / "baseline"
    path.write_text("broken")
    with pytest.raises(BaselineError):
        salt_for(str(path), None)


def test_path_of_a_baseline_to_be_made_has_no_salt_yet(here: Repo, tmp_path: Path) -> None:
    root = here.commit("first")
    assert salt_for(str(tmp_path / "missing"), open_repository()) == root


def test_reports_of_two_runs_agree_where_the_salt_would_be_random(here: Repo) -> None:
    assert report_salt(None, None) == report_salt(None, open_repository()) == NO_REPOSITORY


def test_salt_of_a_report_is_that_of_the_baseline(here: Repo) -> None:
    root = here.commit()
    assert report_salt(None, open_repository()) == salt_for(None, open_repository()) == root
    assert here.keysieve("baseline", "create").code == 0
    assert report_salt(".keysieve.baseline", None) == root


def test_report_under_a_baseline_of_detect_secrets_takes_the_root_commit(here: Repo) -> None:
    root = here.commit("first")
    here.write(".secrets.baseline", '{"version": "1.5.0", "plugins_used": [], "results": {}}')
    assert report_salt(".secrets.baseline", open_repository()) == root
    assert salt_for(".secrets.baseline", open_repository()) == root
