"""What is listed above a cut, with what is known below it, is what git lists of everything; and scans find the same."""

from __future__ import annotations

import sqlite3
from random import Random
from typing import TYPE_CHECKING

import pytest

from scanner.entry import main
from scanner.git.log import Commit, commits
from scanner.scan.course import MARGIN, Course, Listing, cut_among, is_above, listed
from tests.scan.histories import history, same_with_and_without_cache, told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.conftest import Repo

LINEAR = [Commit("c", ("b",)), Commit("b", ("a",)), Commit("a", ())]


def made(repo: Repo, parents: Sequence[Sequence[int]], dates: Sequence[int]) -> list[str]:
    """Make a commit for each list of parents, which are numbers of earlier ones; return their ids."""
    stream = []
    for number, numbers in enumerate(parents):
        named = [f"{word} :{parent + 1}" for word, parent in zip(["from", *["merge"] * 9], numbers, strict=False)]
        stream += [f"commit refs/heads/c{number}", f"mark :{number + 1}"]
        stream += [f"committer C <c@example.invalid> {dates[number]} +0000", "data 1", "x", *named, ""]
    repo.git("fast-import", "--quiet", "--export-marks=marks", stdin="\n".join(stream).encode())
    rows = dict(row.split() for row in (repo.root / "marks").read_text().splitlines())
    return [rows[f":{number + 1}"] for number in range(len(parents))]


def random_parents(chooser: Random, number: int, roots: int) -> list[int]:
    if number < roots:
        return []
    recent = range(max(0, number - chooser.choice([1, 2, 5, 30])), number)
    return chooser.sample(recent, min(len(recent), chooser.choice([1, 1, 1, 2, 2, 3])))


@pytest.mark.parametrize("seed", range(30))
def test_order_below_a_cut_is_the_same_whatever_comes(here: Repo, seed: int) -> None:
    chooser = Random(seed)
    parents = [random_parents(chooser, number, 1 + (seed % 5 == 0)) for number in range(60)]
    clock = 1_500_000_000
    dates = [clock + chooser.choice([0, number, number, chooser.randrange(60)]) for number in range(60)]
    ids = made(here, parents, dates)
    held = 0
    for size in range(10, 60, 7):
        starts = [ids[size - 1], *chooser.sample(ids[:size], chooser.choice([0, 1, 3]))]
        full = commits(starts)
        for margin in (0, 1, 3, 8):
            at = cut_among(full, margin)
            if at is None:
                continue
            course = Course(full[at].id, tuple(full[at:]))
            assert listed(starts, course, ()).among(ids) == full
            for later in range(size, 60, 5):
                begin = [ids[later - 1], *chooser.sample(ids[:later], chooser.choice([0, 2])), *starts]
                chooser.shuffle(begin)
                listing = listed(begin, course, ())
                assert listing.among(ids) == commits(begin)
                held += listing.course is not None
    assert held or seed % 5 == 0


def test_commit_that_not_everything_passes_is_no_cut() -> None:
    assert cut_among(LINEAR, 0) == 0
    assert cut_among(LINEAR, 1) == 1
    assert cut_among(LINEAR, 3) is None
    assert cut_among([], 0) is None
    assert cut_among([*LINEAR, Commit("other root", ())], 0) is None
    assert cut_among([Commit("other root", ()), *LINEAR], 0) is None
    side = [Commit("m", ("c", "s")), *LINEAR[:1], Commit("s", ("a",)), *LINEAR[1:]]
    assert [cut_among(side, margin) for margin in range(5)] == [0, 4, 4, 4, 4]
    branch = [LINEAR[0], Commit("s", ("b",)), *LINEAR[1:]]
    assert cut_among(branch, 0) == 2


def test_what_does_not_descend_from_the_cut_is_not_above_it() -> None:
    assert is_above([], ["a"], "a")
    assert not is_above([], ["older"], "a")
    assert is_above(LINEAR[:2], ["c"], "a")
    assert not is_above(LINEAR, ["c"], "x")
    assert not is_above([*LINEAR[:2], Commit("s", ("older",))], ["c", "s"], "a")


def test_course_is_noted_when_it_is_far_from_the_cut_that_is_known() -> None:
    long = [Commit(f"{number}", (f"{number - 1}",) if number else ()) for number in reversed(range(3 * MARGIN))]
    first = Listing(tuple(long[MARGIN:])).new_course({"3", "7", "700"})
    assert first is not None
    assert first.cut == f"{MARGIN - 1}"
    assert [commit.id for commit in first.below] == ["7", "3"]
    at = long.index(Commit(first.cut, (f"{MARGIN - 2}",)))
    assert Listing(tuple(long[at - 2 * MARGIN + 1 : at]), first).new_course({"700"}) is None
    second = Listing(tuple(long[:at]), first).new_course({"300", "600"})
    assert second is not None
    assert second.cut == f"{2 * MARGIN - 1}"
    assert [commit.id for commit in second.below] == ["300", "7", "3"]
    assert Listing(tuple(long[:3])).new_course({"700"}) is None


@pytest.fixture
def long(repo: Repo, own_cache: Path, sample: Callable[..., str]) -> Repo:
    """A history longer than the margin, which was scanned: each tenth commit brings a secret in, some the same one."""
    stream = []
    for number in range(MARGIN + 60):
        token = sample("{github_token:ghp_}", number % 7)
        text = f"key = '{token}'\n" if number % 10 == 0 else f"x = {number}\n"
        stream += ["commit refs/heads/main", f"committer C <c@example.invalid> {1_500_000_000 + number // 2} +0000"]
        stream += ["data 1", "x", f"M 100644 inline {number % 3}.py", f"data {len(text)}", text]
    repo.git("fast-import", "--quiet", stdin="\n".join(stream).encode())
    repo.git("reset", "-q", "--hard")
    assert history(repo).code == 1
    assert cut_of(own_cache) == repo.git("rev-parse", f"main~{MARGIN}").strip()
    return repo


def test_only_what_is_above_the_cut_is_listed(
    long: Repo, own_cache: Path, enter: Callable[[Repo], Repo], monkeypatch: pytest.MonkeyPatch, github_token: str
) -> None:
    leak(long, "0.py", github_token)
    enter(long)
    asked: list[int] = []

    def counted(revisions: Sequence[str]) -> list[Commit]:
        asked.append(len(found := commits(revisions)))
        return found

    for module in ("course", "history"):
        monkeypatch.setattr(f"scanner.scan.{module}.commits", counted)
    assert main(["scan", "--history"]) == 1
    assert asked == [1, MARGIN + 1]


def cut_of(cache: Path) -> str:
    with sqlite3.connect(cache) as database:
        ((cut,),) = database.execute("SELECT cut FROM course").fetchall()
    database.close()
    return cut.hex()


def leak(repo: Repo, path: str, token: str, **more: str) -> str:
    return repo.commit(**{path: f"key = '{token}'\n", **more})


def test_same_is_found_when_histories_grow_and_are_rewritten(long: Repo, sample: Callable[..., str]) -> None:
    tokens = [sample("{github_token:ghp_}", number) for number in range(9)]
    cut = f"main~{MARGIN}"
    same_with_and_without_cache(long)
    long.git("tag", "old", f"{cut}~20")
    leak(long, "0.py", tokens[0])
    same_with_and_without_cache(long)
    long.git("commit", "-q", "--amend", "-m", "amended")
    same_with_and_without_cache(long)
    long.git("checkout", "-qb", "side", "main~30")
    leak(long, "1.py", tokens[1])
    leak(long, "1.py", tokens[8])
    same_with_and_without_cache(long)
    long.git("checkout", "-q", "main")
    long.git("merge", "-q", "-X", "ours", "-m", "merge", "side")
    same_with_and_without_cache(long)
    long.git("branch", "-D", "side")
    long.git("reset", "-q", "--hard", "main~3")  # as after a push by force
    leak(long, "2.py", tokens[2])
    same_with_and_without_cache(long)
    same_with_and_without_cache(long, "--ref", "old")
    same_with_and_without_cache(long, "--ref", "main~5")
    same_with_and_without_cache(long, "--messages")


@pytest.mark.parametrize("where", ["behind the cut", "new root", "before the cut", "nothing new"])
def test_same_is_found_where_not_everything_descends_from_the_cut(
    long: Repo, sample: Callable[..., str], where: str
) -> None:
    begin = {"behind the cut": f"main~{MARGIN + 20}", "before the cut": f"main~{MARGIN - 20}"}.get(where, "main")
    long.git("checkout", "-q", *(["--orphan", "root"] if where == "new root" else ["-b", "side", begin]))
    if where != "nothing new":
        for number in range(3):
            leak(long, "0.py", sample("{github_token:ghp_}", number))
    same_with_and_without_cache(long)
    long.git("checkout", "-q", "-f", "main")
    leak(long, "1.py", sample("{github_token:ghp_}", 3))
    same_with_and_without_cache(long)
    long.git("merge", "-q", "-X", "ours", "--allow-unrelated-histories", "-m", "merge", "-")
    same_with_and_without_cache(long)


def test_same_is_found_when_the_cut_is_gone(long: Repo, sample: Callable[..., str], own_cache: Path) -> None:
    cut = cut_of(own_cache)
    long.git("reset", "-q", "--hard", f"main~{MARGIN + 10}")
    leak(long, "0.py", sample("{github_token:ghp_}", 1))
    same_with_and_without_cache(long)
    long.git("reflog", "expire", "--expire=now", "--all")
    long.git("gc", "-q", "--prune=now")
    assert not long.git("cat-file", "-t", cut, check=False)
    same_with_and_without_cache(long)
    leak(long, "1.py", sample("{github_token:ghp_}", 2))
    same_with_and_without_cache(long)


def test_replaced_and_grafted_commits_change_nothing(long: Repo, sample: Callable[..., str], own_cache: Path) -> None:
    leak(long, "0.py", sample("{github_token:ghp_}", 1))
    expected = told(history(long, "--no-cache"))
    long.git("replace", "--graft", "main~3")
    long.git("replace", cut_of(own_cache), "main~5")
    (long.root / ".git" / "info" / "grafts").write_text(long.git("rev-parse", "main~2"))
    long.git("for-each-ref")
    same_with_and_without_cache(long, "--ref", "main")
    assert told(history(long, "--ref", "main")) == expected
    same_with_and_without_cache(long)


def test_same_is_found_while_a_shallow_clone_is_deepened(
    long: Repo, make_repo: Callable[[str], Repo], sample: Callable[..., str]
) -> None:
    clone = make_repo("clone")
    clone.git("fetch", "-q", "--depth=20", long.root.as_uri(), "main:begin")
    clone.git("reset", "-q", "--hard", "begin")
    for deepen in ("--deepen=30", f"--deepen={MARGIN}", "--unshallow", None):
        same_with_and_without_cache(clone)
        leak(clone, "0.py", sample("{github_token:ghp_}", len(deepen or "")))
        same_with_and_without_cache(clone)
        if deepen:
            clone.git("fetch", "-q", deepen, long.root.as_uri(), "main")


def test_cut_moves_on_when_much_was_committed(long: Repo, own_cache: Path, sample: Callable[..., str]) -> None:
    before = cut_of(own_cache)
    stream = [f"reset refs/heads/main\nfrom {long.git('rev-parse', 'main').strip()}\n"]
    for number in range(MARGIN + 5):
        text = f"key = '{sample('{github_token:ghp_}', number % 5)}'\n" if number % 50 == 0 else f"y = {number}\n"
        stream += ["commit refs/heads/main", f"committer C <c@example.invalid> {1_600_000_000 + number} +0000"]
        stream += ["data 1", "x", f"M 100644 inline {number % 2}.py", f"data {len(text)}", text]
    long.git("fast-import", "--quiet", stdin="\n".join(stream).encode())
    same_with_and_without_cache(long)
    assert cut_of(own_cache) == long.git("rev-parse", f"main~{MARGIN}").strip() != before
    same_with_and_without_cache(long)
