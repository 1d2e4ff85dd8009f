"""Where histories begin."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from scanner.git.refs import all_tips
from scanner.git.tips import Tip

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Repo


def test_head_of_another_work_tree_is_not_left_out(here: Repo) -> None:
    here.commit(a="1")
    here.git("worktree", "add", "-q", "--detach", "../linked\nHEAD 0 1")
    commit = here.git("commit-tree", "-m", "alone", "HEAD^{tree}").strip()
    here.git("-C", "../linked\nHEAD 0 1", "checkout", "-q", commit)
    assert commit in {tip.id for tip in all_tips(with_notes=False)}
    here.git("worktree", "add", "-q", "--no-checkout", "-b", "born", "../unborn")
    here.git("-C", "../unborn", "symbolic-ref", "HEAD", "refs/heads/unborn")
    assert all(tip.kind == "commit" for tip in all_tips(with_notes=False))


def test_name_that_git_refuses_is_told(here: Repo) -> None:
    commit = here.commit(a="1")
    (here.root / ".git" / "refs" / "heads" / "main (conflicted copy)").write_text(commit + "\n")
    assert Tip(name := "refs/heads/main (conflicted copy)", "", "", name) in all_tips(with_notes=False)


def test_directory_of_references_that_cannot_be_read_is_told(here: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git passes over it in silence; root, who may run this, can read everything."""
    here.commit(a="1")
    here.git("branch", "of/others")
    scan = os.scandir

    def scandir(path: str) -> object:
        if path.endswith("of"):
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert Tip("refs/heads/of", "", "", "refs/heads/of") in all_tips(with_notes=False)
    here.git("worktree", "add", "-q", "--detach", "../linked")
    monkeypatch.chdir(here.root.parent / "linked")
    assert Tip("refs/heads/of", "", "", "refs/heads/of") in all_tips(with_notes=False)


def test_notes_are_given_only_on_request(here: Repo) -> None:
    here.commit(a="1")
    here.git("notes", "add", "-m", "note")
    assert "refs/notes/commits" not in {tip.name for tip in all_tips(with_notes=False)}
    assert "refs/notes/commits" in {tip.name for tip in all_tips(with_notes=True)}


def test_every_entry_of_the_stash_is_given(here: Repo) -> None:
    here.commit(a="1")
    for text in ("2", "3"):
        here.write("a", text)
        here.git("stash", "-q")
    assert len({tip.id for tip in all_tips(with_notes=False) if tip.name == "refs/stash"}) == 2


def test_repository_without_a_commit_has_no_tip(here: Repo) -> None:
    assert all_tips(with_notes=True) == []


def test_tip_that_is_missing_has_no_kind(here: Repo) -> None:
    here.commit(a="1")
    blob = here.git("hash-object", "-w", "--stdin", stdin=b"x").strip()
    here.git("tag", "lost", blob)
    (here.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    assert {tip.name: tip.kind for tip in all_tips(with_notes=False)}["refs/tags/lost"] == ""


def test_tag_that_is_corrupt_hides_no_other_reference(here: Repo) -> None:
    for name in ("a", "b", "c"):
        here.commit(**{name: name})
        here.git("tag", "-a", "-m", name, name)
    tag = here.git("rev-parse", "b").strip()
    path = here.root / ".git" / "objects" / tag[:2] / tag[2:]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:40])
    kinds = {tip.name: tip.kind for tip in all_tips(with_notes=False)}
    assert kinds == {
        "HEAD": "commit",
        "refs/heads/main": "commit",
        "refs/tags/a": "commit",
        "refs/tags/b": "",
        "refs/tags/c": "commit",
    }


def stashes(repo: Repo) -> list[str]:
    repo.commit(a="1")
    for text in ("2", "3"):
        repo.write("a", text)
        repo.git("stash")
    return repo.git("rev-parse", "stash@{1}", "stash@{0}").split()


@pytest.mark.parametrize("number", [0, 1])
def test_entry_of_the_stash_that_is_lost_is_told(here: Repo, number: int) -> None:
    """Git lists the others, or none, and says nothing of it."""
    names = stashes(here)
    (here.root / ".git" / "objects" / names[number][:2] / names[number][2:]).unlink()
    tips = {tip.named: tip.kind for tip in all_tips(with_notes=False) if tip.name == "refs/stash"}
    assert tips == {names[number]: "", names[1 - number]: "commit"}


def test_log_of_the_stash_that_is_damaged_is_told(here: Repo) -> None:
    old, new = stashes(here)
    log = here.root / ".git" / "logs" / "refs" / "stash"
    log.write_text(log.read_text().replace(old, "rubbish", 1))
    tips = [tip for tip in all_tips(with_notes=False) if tip.name.startswith("refs/stash")]
    assert [tip.kind for tip in tips] == ["commit", ""]
    assert tips[0].id == new


def test_head_of_a_linked_worktree_that_names_nothing_is_told(here: Repo, tmp_path: Path) -> None:
    here.commit(a="1")
    linked, unborn = tmp_path / "linked", tmp_path / "unborn"
    here.git("worktree", "add", "-q", "--detach", str(linked))
    here.git("worktree", "add", "-q", "--detach", str(unborn))
    (here.root / ".git" / "worktrees" / "linked" / "HEAD").write_text("rubbish\n")
    (here.root / ".git" / "worktrees" / "unborn" / "HEAD").write_text("ref: refs/heads/unborn\n")
    name = f"HEAD of {linked}"
    assert [tip for tip in all_tips(with_notes=False) if not tip.kind] == [Tip(name, "", "", name)]
