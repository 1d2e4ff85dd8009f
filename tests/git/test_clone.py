"""What a clone leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.git.clone import is_partial, omissions, present_among, shallow_commits
from scanner.git.run import GitError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Repo


def clone(repo: Repo, directory: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("clone", "-q", *arguments, f"file://{repo.root}", str(directory))
    monkeypatch.chdir(directory)


def test_whole_clone_leaves_nothing_out(here: Repo) -> None:
    here.commit(a="1")
    blob = here.git("rev-parse", "HEAD:a").strip()
    assert shallow_commits() == frozenset()
    assert not is_partial()
    assert not any(omissions())
    assert present_among([blob, "1" * 40]) == {blob}


def test_end_of_a_shallow_clone_is_known(here: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here.commit(a="1")
    last = here.commit(a="2")
    clone(here, tmp_path / "clone", monkeypatch, "--depth", "1")
    assert shallow_commits() == {last}
    assert omissions() == (True, False)


def test_partial_clone_is_known_and_is_not_asked_to_fetch(
    here: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.commit(a="1")
    blob = here.git("rev-parse", "HEAD:a").strip()
    clone(here, tmp_path / "clone", monkeypatch, "--filter=blob:none", "--no-checkout")
    assert is_partial()
    assert omissions() == (False, True)
    assert present_among([blob]) == frozenset()


def test_unreadable_list_of_a_shallow_clone_is_an_error(here: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([b"true\n", b".git/nothing\n"])
    monkeypatch.setattr("scanner.git.clone.output", lambda arguments: next(answers))
    with pytest.raises(GitError, match="unshallow"):
        shallow_commits()
