"""What is staged: the index and nothing but the index, each blob once, each parent of the coming commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.errors import KeysieveError
from scanner.git.repo import open_repository
from scanner.sources.interface import SourceError
from scanner.sources.staged import StagedSource

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from tests.conftest import Repo


def staged(only: Collection[bytes] | None = None) -> StagedSource:
    return StagedSource(open_repository(), only)


def contents(only: Collection[bytes] | None = None) -> dict[bytes, bytes]:
    return {
        entry.path: b"".join(fragment.content for fragment in entry.fragments)
        for entry in staged(only).entries()
        if not entry.skipped
    }


def skipped() -> dict[bytes, str]:
    return {entry.path: entry.skipped for entry in staged().entries() if entry.skipped}


def before(*paths: bytes) -> list[dict[bytes, bytes]]:
    return [
        {path: b"".join(fragment.content for fragment in fragments) for path, fragments in earlier.contents}
        for earlier in staged().earlier(paths)
    ]


def test_work_tree_is_not_read(here: Repo) -> None:
    here.stage("a", "index")
    here.write("a", "work tree")
    here.stage("gone", "index")
    (here.root / "gone").unlink()
    here.write("untracked", "work tree")
    assert contents() == {b"a": b"index", b"gone": b"index"}


def test_unchanged_files_are_not_read(here: Repo) -> None:
    here.commit(same="1", changed="1")
    here.stage("changed", "2")
    assert contents() == {b"changed": b"2"}


def test_mode_change_alone_is_not_lost_from_the_list(here: Repo) -> None:
    here.commit(tool="x")
    here.git("update-index", "--chmod=+x", "tool")
    assert contents() == {b"tool": b"x"}


def test_deleted_file_is_not_an_entry(here: Repo) -> None:
    here.commit(a="1")
    here.git("rm", "-q", "a")
    assert list(staged().entries()) == []
    assert staged().listed == {b"a"}


def test_empty_file_is_not_left_out_of_the_count(here: Repo) -> None:
    here.stage("empty", "")
    assert contents() == {b"empty": b""}


def test_link_is_not_followed(here: Repo, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("outside")
    (here.root / "link").symlink_to("../outside")
    here.git("add", "link")
    assert contents() == {b"link": b"../outside"}


def test_submodule_is_not_read_as_a_blob(here: Repo) -> None:
    commit = here.commit()
    here.git("update-index", "--add", "--cacheinfo", f"160000,{commit},sub")
    here.stage("a", "1")
    assert contents() == {b"a": b"1"}
    assert list(skipped()) == [b"sub"]


def test_submodule_that_became_a_file_is_not_lost(here: Repo) -> None:
    commit = here.commit()
    here.git("update-index", "--add", "--cacheinfo", f"160000,{commit},x")
    here.git("commit", "-qm", "submodule")
    here.git("update-index", "--force-remove", "x")
    here.stage("x", "file")
    assert contents() == {b"x": b"file"}
    assert before(b"x") == [{}]


def test_unmerged_file_is_not_passed_over_in_silence(here: Repo) -> None:
    here.commit(a="base")
    here.git("checkout", "-qb", "side")
    here.commit(a="side")
    here.git("checkout", "-q", "main")
    here.commit(a="main")
    here.git("merge", "-q", "side", check=False)
    assert list(skipped()) == [b"a"]
    assert "unmerged" in skipped()[b"a"]


def test_what_a_merge_brings_is_not_the_commits_own(here: Repo) -> None:
    here.commit(a="1", b="1")
    here.git("checkout", "-qb", "side")
    here.commit(b="side", theirs="side")
    here.git("checkout", "-q", "main")
    here.commit(a="main")
    here.git("merge", "-q", "--no-commit", "--no-ff", "side")
    assert contents() == {}
    here.stage("a", "evil")
    here.stage("both", "evil")
    assert contents() == {b"a": b"evil", b"both": b"evil"}
    assert before(b"a", b"both") == [{b"a": b"main"}, {b"a": b"1"}]


def test_file_named_twice_is_not_the_only_one(here: Repo) -> None:
    for name in ("one", "two", "three"):
        here.stage(name, "same contents")
    assert set(contents()) == {b"one", b"two", b"three"}


def test_other_paths_are_not_scanned_when_some_are_named(here: Repo) -> None:
    here.stage("a", "1")
    here.stage("b", "2")
    assert contents([b"b"]) == {b"b": b"2"}
    assert staged([b"b"]).listed == {b"a", b"b"}


def test_path_of_the_same_beginning_is_not_scanned(here: Repo) -> None:
    here.stage("a", "1")
    here.stage("ab", "2")
    assert contents([b"a"]) == {b"a": b"1"}


def test_earlier_contents_are_not_read_for_other_paths(here: Repo) -> None:
    here.commit(a="old a", b="old b", gone="old")
    here.stage("a", "new a")
    here.stage("b", "new b")
    here.git("rm", "-q", "gone")
    assert before(b"a") == [{b"a": b"old a", b"gone": b"old"}]
    [earlier] = staged().earlier([b"a"])
    assert earlier.deleted == {b"gone"}


def test_first_commit_has_nothing_before_it(here: Repo) -> None:
    here.stage("a", "1")
    assert before(b"a") == [{}]


def test_entries_do_not_have_to_be_read(here: Repo) -> None:
    for number in range(5):
        here.stage(f"{number}", f"{number}" * 100_000)
    assert [entry.path for entry in staged().entries()] == [b"0", b"1", b"2", b"3", b"4"]


def test_missing_blob_is_not_an_empty_file(here: Repo) -> None:
    here.git("update-index", "--add", "--cacheinfo", f"100644,{'1' * 40},missing")
    here.stage("there", "1")
    answers: dict[bytes, str] = {}
    for entry in staged().entries():
        try:
            answers[entry.path] = b"".join(fragment.content for fragment in entry.fragments).decode()
        except KeysieveError as error:
            answers[entry.path] = type(error).__name__
    assert answers == {b"missing": "MissingObjectError", b"there": "1"}


def test_intent_to_add_does_not_read_the_work_tree(here: Repo) -> None:
    here.commit()
    here.write("later", "work tree")
    here.git("add", "-N", "later")
    assert contents().get(b"later", b"") == b""


@pytest.mark.parametrize("flag", ["--skip-worktree", "--assume-unchanged"])
def test_flag_of_the_index_does_not_hide_a_staged_file(here: Repo, flag: str) -> None:
    here.commit(a="1")
    here.stage("a", "2")
    here.git("update-index", flag, "a")
    assert contents() == {b"a": b"2"}


@pytest.mark.parametrize(
    "setting", [("index.version", "4"), ("core.splitIndex", "true"), ("core.untrackedCache", "true")]
)
def test_form_of_the_index_does_not_matter(here: Repo, setting: tuple[str, str]) -> None:
    here.git("config", *setting)
    here.commit(a="1")
    here.git("update-index", "--force-write-index")
    here.stage("a", "2")
    here.stage("sub/b", "3")
    assert contents() == {b"a": b"2", b"sub/b": b"3"}


def test_bare_repository_is_not_a_clean_index(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.git("init", "-q", "--bare", "bare")
    monkeypatch.chdir(repo.root / "bare")
    with pytest.raises(SourceError, match="bare"):
        staged()
