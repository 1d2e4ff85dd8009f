"""A repository that git refuses is not told of in git's words alone, and is never a success."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from scanner.git.refusal import refusal
from tests.scan.commits import ranged

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Repo


def points_nowhere(repo: Repo) -> None:
    shutil.rmtree(repo.root / ".git")
    (repo.root / ".git").write_text("gitdir: ../gone.git\n")


def link_to_nowhere(repo: Repo) -> None:
    shutil.rmtree(repo.root / ".git")
    (repo.root / ".git").symlink_to(repo.root / "gone")


def no_gitfile(repo: Repo) -> None:
    shutil.rmtree(repo.root / ".git")
    (repo.root / ".git").write_text("rubbish\n")


def empty_directory(repo: Repo) -> None:
    shutil.rmtree(repo.root / ".git")
    (repo.root / ".git").mkdir()


def without(piece: str) -> Callable[[Repo], None]:
    return lambda repo: shutil.rmtree(repo.root / ".git" / piece)


def holding(name: str, text: str) -> Callable[[Repo], None]:
    return lambda repo: (repo.root / ".git" / name).write_text(text) and None


def without_head(repo: Repo) -> None:
    (repo.root / ".git" / "HEAD").unlink()


def configured(key: str, value: str) -> Callable[[Repo], None]:
    def configure(repo: Repo) -> None:
        repo.git("config", "core.repositoryFormatVersion", "1")
        repo.git("config", key, value)

    return configure


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (points_nowhere, "gone.git, which is not there: one of them was moved or removed"),
        (link_to_nowhere, "gone, which is not there"),
        (no_gitfile, ".git is neither a repository nor the way to one"),
        (empty_directory, "is no Git repository: it lacks HEAD and objects and refs"),
        (without("objects"), "is no Git repository: it lacks objects"),
        (without("refs"), "is no Git repository: it lacks refs"),
        (without_head, "HEAD is missing; write the branch into it: `ref: refs/heads/BRANCH`"),
        (holding("HEAD", "rubbish\n"), "HEAD is damaged; write the branch into it"),
        (holding("HEAD", ""), "HEAD is damaged"),
        (holding("config", "[core\n"), "the configuration of git is damaged (bad config line 1 in file .git/config)"),
        (configured("extensions.refStorage", "unheard-of"), "refstorage"),
        (configured("core.repositoryFormatVersion", "99"), "in a newer form than the installed git knows"),
        (configured("core.worktree", "/nowhere/at/all"), "core.worktree"),
    ],
)
def test_reason_and_mend_are_told(repo: Repo, damage: Callable[[Repo], None], told: str) -> None:
    repo.commit(**{"a.py": "x = 1\n"})
    damage(repo)
    for words in (["scan"], ["scan", "--history", "--no-cache"], ["scan", "--range", "main..main"]):
        outcome = repo.keysieve(*words)
        assert outcome.code == 2
        assert told in outcome.err
        assert len(outcome.err.splitlines()) == 1


@pytest.mark.parametrize("variable", ["GIT_DIR", "GIT_OBJECT_DIRECTORY"])
def test_variable_that_leads_astray_is_named(repo: Repo, variable: str) -> None:
    repo.commit(**{"a.py": "x = 1\n"})
    for words in (["scan"], ["scan", "--history"]):
        outcome = repo.keysieve(*words, **{variable: "/nowhere"})
        assert outcome.code == 2
        assert f"{variable} is set to '/nowhere', which is no " in outcome.err


def test_linked_work_tree_of_a_repository_that_is_gone_is_told(repo: Repo, tmp_path: Path) -> None:
    repo.commit(**{"a.py": "x = 1\n"})
    linked = tmp_path / "linked"
    repo.git("worktree", "add", "-q", "--detach", str(linked))
    shutil.rmtree(repo.root / ".git" / "objects")
    outcome = repo.keysieve("scan", cwd=linked)
    assert outcome.code == 2
    assert "it lacks objects" in outcome.err
    shutil.rmtree(repo.root)
    assert "`git worktree repair`" in repo.keysieve("scan", cwd=linked).err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a directory away")
def test_owner_with_a_quote_in_the_path_is_told_as_a_shell_takes_it(make_repo: Callable[[str], Repo]) -> None:
    repo = make_repo("it's")
    os.chown(repo.root, 12345, 12345)
    outcome = repo.keysieve("scan")
    assert outcome.code == 2
    assert f"git refuses {repo.root}: it belongs to another user" in outcome.err
    assert "safe.directory '" in outcome.err
    assert r"it'\''s'" in outcome.err


@pytest.mark.parametrize(
    ("name", "text"), [("packed-refs", "rubbish\n"), ("shallow", "rubbish\n"), ("HEAD", "{blob}\n")]
)
def test_files_are_scanned_where_head_cannot_be_told(repo: Repo, github_token: str, name: str, text: str) -> None:
    repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    blob = repo.git("rev-parse", "HEAD:a.py").strip()
    repo.git("pack-refs", "--all")
    (repo.root / ".git" / name).write_text(text.format(blob=blob))
    outcome = repo.keysieve("scan", "--format", "json")
    assert outcome.code == 2
    assert outcome.places == [("a.py", 1)]
    [error] = outcome.report["errors"]
    assert error["path"] == "(HEAD)"
    assert repo.staged().code == 2


def test_references_are_read_as_far_as_they_go(repo: Repo, github_token: str) -> None:
    leak = repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    repo.git("pack-refs", "--all")
    packed = repo.root / ".git" / "packed-refs"
    packed.write_bytes(packed.read_bytes() + b"rubbish\n")
    outcome = repo.keysieve("scan", "--history", "--no-cache", "--format", "json")
    assert outcome.code == 2
    assert [(finding["path"], finding["commit"]) for finding in outcome.new] == [("a.py", leak)]
    assert any("packed-refs cannot be scanned" in error["message"] for error in outcome.report["errors"])
    assert ranged(repo, f"{leak}^!").code == 1


@pytest.mark.parametrize("kind", ["missing", "a file"])
@pytest.mark.parametrize("how", ["GIT_WORK_TREE", "core.worktree"])
def test_work_tree_that_is_none_is_told_and_commits_are_scanned(
    repo: Repo, tmp_path: Path, github_token: str, kind: str, how: str
) -> None:
    repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    place = tmp_path / "elsewhere"
    if kind == "a file":
        place.write_text("")
    environment = {"GIT_WORK_TREE": str(place), "GIT_DIR": str(repo.root / ".git")} if how == "GIT_WORK_TREE" else {}
    if not environment:
        repo.git("config", "core.worktree", str(place))
    outcome = repo.keysieve("scan", **environment)
    assert outcome.code == 2
    assert f"{place}: no such work tree; {how}" in outcome.err
    assert repo.keysieve("scan", "--history", "--no-cache", **environment).code == 1


def test_work_tree_elsewhere_is_scanned(repo: Repo, tmp_path: Path, github_token: str) -> None:
    repo.commit(**{"a.py": "x = 1\n"})
    place = tmp_path / "elsewhere"
    place.mkdir()
    (place / "b.py").write_text(f"key = '{github_token}'\n")
    repo.git("config", "core.worktree", str(place))
    outcome = repo.keysieve("scan", "--format", "json")
    assert outcome.code == 1
    assert outcome.places == [("b.py", 1)]


def test_what_git_says_of_something_else_stays_git_s() -> None:
    assert refusal("fatal: bad revision 'x'\n") == ""
