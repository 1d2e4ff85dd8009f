"""Where the work tree, the git directory and HEAD are, in every kind of repository."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from scanner.git.repo import open_repository
from scanner.git.run import GitError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Repo

    Enter = Callable[[Repo], Repo]
    MakeRepo = Callable[..., Repo]


def test_repository_is_not_misplaced(here: Repo) -> None:
    head = here.commit(a="1")
    repository = open_repository()
    assert repository == (str(here.root), str(here.root / ".git"), head, False, "")


def test_unborn_head_is_not_an_error(here: Repo) -> None:
    repository = open_repository()
    assert (repository.root, repository.head) == (str(here.root), None)
    assert repository.parents_of_next_commit() == ()


def test_subdirectory_is_not_the_root(here: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    here.commit(**{"a/b/c": "1"})
    monkeypatch.chdir(here.root / "a" / "b")
    assert open_repository().root == str(here.root)


def test_way_through_a_link_is_not_the_root(here: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here.commit(**{"a/b": "1"})
    (tmp_path / "way").symlink_to(here.root / "a")
    monkeypatch.chdir(tmp_path / "way")
    assert open_repository().root == str(here.root)


@pytest.mark.parametrize(
    "name", ["with space", "ünï 😀", "'quoted\"", "-dash", " lead", "trail ", "a\tb", "$(x)", "a:b"]
)
def test_odd_directory_name_is_not_misread(make_repo: MakeRepo, enter: Enter, name: str) -> None:
    repo = enter(make_repo(name))
    head = repo.commit(a="1")
    assert open_repository() == (str(repo.root), str(repo.root / ".git"), head, False, "")


def test_undecodable_directory_name_is_not_misread(make_repo: MakeRepo, enter: Enter) -> None:
    enter(make_repo(os.fsdecode(b"\xff\xfe")))
    assert os.fsencode(open_repository().root).endswith(b"/\xff\xfe")


def test_line_end_in_a_directory_name_is_not_the_end_of_it(make_repo: MakeRepo, enter: Enter) -> None:
    repo = enter(make_repo("a\nb"))
    head = repo.commit(a="1")
    assert open_repository() == (str(repo.root), str(repo.root / ".git"), head, False, "")


def test_bare_repository_is_not_a_work_tree(make_repo: MakeRepo, enter: Enter) -> None:
    repo = enter(make_repo("bare.git", "--bare"))
    assert open_repository() == (str(repo.root), str(repo.root), None, True, "")


def test_head_of_a_bare_repository_is_not_lost(repo: Repo, make_repo: MakeRepo, enter: Enter) -> None:
    head = repo.commit(a="1")
    bare = enter(make_repo("bare.git", "--bare"))
    repo.git("push", "-q", str(bare.root), "main")
    assert open_repository().head == head


def test_linked_worktree_is_not_the_main_one(here: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = here.commit(a="1")
    here.git("worktree", "add", "-q", str(tmp_path / "linked"))
    monkeypatch.chdir(tmp_path / "linked")
    repository = open_repository()
    assert repository == (str(tmp_path / "linked"), str(here.root / ".git/worktrees/linked"), head, False, "")


def test_inside_of_the_git_directory_is_not_a_work_tree(here: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    here.commit(a="1")
    monkeypatch.chdir(here.root / ".git")
    with pytest.raises(GitError, match="work tree"):
        open_repository()


def test_inside_of_the_git_directory_before_the_first_commit_is_not_one(
    here: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(here.root / ".git")
    with pytest.raises(GitError, match="work tree"):
        open_repository()


def test_no_repository_is_not_an_empty_one(tmp_path: Path, here: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(GitError, match="not a Git repository"):
        open_repository()


def test_work_tree_elsewhere_is_not_overlooked(here: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tree" / "sub").mkdir(parents=True)
    monkeypatch.setenv("GIT_DIR", str(here.root / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path / "tree"))
    monkeypatch.chdir(tmp_path / "tree" / "sub")
    assert open_repository().root == str(tmp_path / "tree")
    monkeypatch.chdir(tmp_path)
    assert open_repository().root == str(tmp_path / "tree")


def test_merge_is_not_taken_for_an_ordinary_commit(here: Repo) -> None:
    base = here.commit(a="1")
    here.git("checkout", "-qb", "one")
    one = here.commit(b="1")
    here.git("checkout", "-qb", "two", base)
    two = here.commit(c="1")
    here.git("checkout", "-q", "main")
    main = here.commit(d="1")
    here.git("merge", "-q", "--no-commit", "--no-ff", "one", "two", check=False)
    assert open_repository().parents_of_next_commit() == (main, one, two)


def test_merge_in_a_linked_worktree_is_not_overlooked(
    here: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.commit(a="1")
    here.git("branch", "side")
    main = here.commit(d="1")
    here.git("worktree", "add", "-q", str(tmp_path / "linked"), "side")
    monkeypatch.chdir(tmp_path / "linked")
    here.root = tmp_path / "linked"
    side = here.commit(b="1")
    here.git("merge", "-q", "--no-commit", "--no-ff", "main")
    assert open_repository().parents_of_next_commit() == (side, main)


@pytest.mark.parametrize("content", [b"--output=x", b"\xff", b"main"])
def test_broken_merge_state_does_not_become_an_argument(here: Repo, content: bytes) -> None:
    here.commit(a="1")
    here.write(".git/MERGE_HEAD", content)
    with pytest.raises(GitError, match="not a list of commits"):
        open_repository().parents_of_next_commit()


@pytest.mark.parametrize("hash_name", ["sha1", "sha256"])
def test_empty_tree_is_not_of_another_hash(make_repo: MakeRepo, enter: Enter, hash_name: str) -> None:
    repo = enter(make_repo("other", f"--object-format={hash_name}"))
    empty = open_repository().empty_tree()
    assert len(empty) == {"sha1": 40, "sha256": 64}[hash_name]
    assert empty == repo.git("hash-object", "-t", "tree", os.devnull).strip()


def test_root_commit_is_not_the_head(here: Repo) -> None:
    assert open_repository().root_commit() is None
    first = here.commit(a="1")
    here.commit(a="2")
    assert open_repository().root_commit() == first


def test_root_commit_is_not_guessed_in_a_shallow_clone(
    here: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.commit(a="1")
    here.commit(a="2")
    here.git("clone", "-q", "--depth=1", f"file://{here.root}", str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    assert open_repository().root_commit() is None


def test_root_commit_is_not_lost_behind_a_relative_git_dir(here: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    first = here.commit(**{"sub/a": "1"})
    monkeypatch.chdir(here.root / "sub")
    monkeypatch.setenv("GIT_DIR", "../.git")
    monkeypatch.setenv("GIT_WORK_TREE", "..")
    repository = open_repository()
    assert repository.root == str(here.root)
    assert repository.root_commit() == first


def test_repository_of_another_owner_is_not_opened(here: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(GitError, match=r"safe\.directory"):
        open_repository()
