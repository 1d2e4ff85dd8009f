"""Commits and what they change, in bulk; broken ones are told and do not hide the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.git.log import MOST_FAILURES, against_parents, commits, introduced
from scanner.git.run import GitError

if TYPE_CHECKING:
    from tests.conftest import Repo


def no_fault(commit: str, reason: str) -> None:
    raise AssertionError(f"{commit}: {reason}")


def places(ids: list[str]) -> list[tuple[str, bytes]]:
    return [(found.commit, found.path) for found in introduced(ids, no_fault)]


def merged(repo: Repo) -> tuple[str, str, str, str]:
    first = repo.commit(a="1", gone="1")
    repo.git("checkout", "-qb", "side")
    side = repo.commit(b="2")
    repo.git("checkout", "-q", "main")
    main = repo.commit(c="3")
    repo.git("merge", "-q", "--no-commit", side)
    repo.git("rm", "-q", "gone")
    return first, side, main, repo.commit(evil="4")


def damage(repo: Repo, name: str) -> None:
    path = repo.root / ".git" / "objects" / name[:2] / name[2:]
    path.chmod(0o644)
    path.write_bytes(b"not an object")


def test_children_come_before_parents(here: Repo) -> None:
    first, side, main, merge = merged(here)
    listed = commits([], ["--all"])
    assert listed[0] == (merge, (main, side))
    assert listed[-1] == (first, ())
    assert [commit.id for commit in commits([merge, f"^{main}"])] == [merge, side]
    assert commits([]) == []


@pytest.mark.parametrize("revision", ["nothing", "1" * 40, "--bad-option"])
def test_unknown_revision_is_an_error(here: Repo, revision: str) -> None:
    here.commit()
    with pytest.raises(GitError):
        commits([revision])


def test_merge_introduces_only_what_no_parent_has(here: Repo) -> None:
    first, side, main, merge = merged(here)
    assert places([first, side, main, merge]) == [
        (first, b"a"),
        (first, b"gone"),
        (side, b"b"),
        (main, b"c"),
        (merge, b"evil"),
    ]


def test_merge_is_compared_with_each_parent(here: Repo) -> None:
    *_, merge = merged(here)
    [(commit, against)] = list(against_parents([merge], no_fault))
    assert commit == merge
    assert [sorted(changes) for changes in against] == [[b"b", b"evil", b"gone"], [b"c", b"evil", b"gone"]]
    assert all(changes[b"gone"].deleted for changes in against)


def test_commit_without_a_change_is_left_out(here: Repo) -> None:
    first, empty = here.commit(a="1"), here.commit()
    assert places([first, empty]) == [(first, b"a")]
    assert [commit for commit, _ in against_parents([empty, first], no_fault)] == [first]


def test_submodule_is_told_apart(here: Repo) -> None:
    commit = here.commit(a="1")
    here.git("update-index", "--add", "--cacheinfo", f"160000,{commit},module")
    last = here.commit("module")
    assert [(found.path, found.is_submodule) for found in introduced([last], no_fault)] == [(b"module", True)]


def test_names_that_look_like_output_are_names(here: Repo) -> None:
    here.stage(b":100644 100644 a b M", "x")
    here.stage(b"1" * 40, "x")
    commit = here.commit("names")
    assert places([commit]) == [(commit, b"1" * 40), (commit, b":100644 100644 a b M")]


def test_broken_tree_does_not_hide_other_commits(here: Repo) -> None:
    ids = [here.commit(**{f"d{number}/a": f"{number}"}) for number in range(5)]
    damage(here, here.git("rev-parse", f"{ids[2]}:d2").strip())
    faults: list[str] = []
    found = [(each.commit, each.path) for each in introduced(ids, lambda commit, reason: faults.append(commit))]
    assert faults == [ids[2]]
    assert {(ids[0], b"d0/a"), (ids[1], b"d1/a"), (ids[3], b"d3/a"), (ids[4], b"d4/a")} <= set(found)


def test_broken_parent_does_not_hide_the_child(here: Repo) -> None:
    parent, child = here.commit(a="1"), here.commit(b="2")
    damage(here, parent)
    faults: list[str] = []
    found = [each.path for each in introduced([child], lambda commit, reason: faults.append(commit))]
    assert faults == [child]
    assert found == [b"a", b"b"]


def test_git_that_fails_at_every_commit_is_told_once_for_the_rest(here: Repo) -> None:
    ids = [here.commit(**{"d/a": f"{number}"}) for number in range(MOST_FAILURES + 10)]
    for name in ids:
        damage(here, here.git("rev-parse", f"{name}:d").strip())
    faults: list[str] = []
    assert list(introduced(ids, lambda commit, reason: faults.append(reason))) == []
    assert len(faults) == MOST_FAILURES + 1
    assert "and 9 more are given up" in faults[-1]
