"""Commits that can be reached although git lists none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.git.salvage import salvaged_commits
from tests.git.test_log import damage, merged

if TYPE_CHECKING:
    from tests.conftest import Repo


def test_salvage_goes_round_what_is_broken(here: Repo) -> None:
    first, side, main, merge = merged(here)
    blob = here.git("rev-parse", "HEAD:a").strip()
    damage(here, side)
    found, lost = salvaged_commits([merge, blob])
    assert [commit.id for commit in found] == [merge, main, first]
    assert lost == [blob, side]


def test_children_do_not_come_behind_their_parents(here: Repo) -> None:
    first, side, main, merge = merged(here)
    found, _ = salvaged_commits([first, main, merge, side])
    order = [commit.id for commit in found]
    assert order[0] == merge
    assert order[-1] == first
    assert sorted(order[1:3]) == sorted([side, main])


def test_what_is_excluded_is_not_reached(here: Repo) -> None:
    first, side, main, merge = merged(here)
    assert [commit.id for commit in salvaged_commits([merge], [main])[0]] == [merge, side]
    assert salvaged_commits([first], [merge]) == ([], [])


def test_end_of_a_shallow_clone_is_no_damage(here: Repo) -> None:
    first, second = here.commit(a="1"), here.commit(a="2")
    damage(here, first)
    found, lost = salvaged_commits([second], shallow=[second])
    assert [(commit.id, commit.parents) for commit in found] == [(second, ())]
    assert lost == []


def test_circle_does_not_hide_a_commit(here: Repo) -> None:
    """Contents on disk may be exchanged for those of another object."""
    first, second = here.commit(a="1"), here.commit(a="2")
    objects = here.root / ".git" / "objects"
    path = objects / first[:2] / first[2:]
    path.chmod(0o644)
    path.write_bytes((objects / second[:2] / second[2:]).read_bytes())
    assert {commit.id for commit in salvaged_commits([second])[0]} == {first, second}
