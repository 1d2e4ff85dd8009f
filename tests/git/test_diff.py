"""What differs between the index and a commit."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from scanner.git.diff import NOTHING, Change, parse_raw, staged_changes
from scanner.git.run import GitError

if TYPE_CHECKING:
    from tests.conftest import Repo


def summary(against: str = "HEAD") -> list[tuple[bytes, str]]:
    return [(change.path, change.status) for change in staged_changes(against)]


def test_nothing_staged_is_not_an_error(here: Repo) -> None:
    here.commit(a="1")
    assert summary() == []


def test_added_changed_and_deleted_paths_are_not_mixed_up(here: Repo) -> None:
    here.commit(changed="1", gone="2", same="3")
    here.stage("changed", "4")
    here.stage("new", "5")
    here.git("rm", "-q", "gone")
    assert summary() == [(b"changed", "M"), (b"gone", "D"), (b"new", "A")]


def test_rename_is_not_one_entry(here: Repo) -> None:
    here.commit(old="1\n2\n3\n")
    here.git("mv", "old", "young")
    here.git("config", "diff.renames", "copies")
    assert summary() == [(b"old", "D"), (b"young", "A")]


def test_type_change_is_not_left_out(here: Repo) -> None:
    (here.root / "link").symlink_to("target")
    here.git("add", "link")
    here.commit()
    (here.root / "link").unlink()
    here.stage("link", "a file")
    [change] = staged_changes("HEAD")
    assert (change.status, change.old_mode, change.new_mode) == ("T", "120000", "100644")
    assert change.had_blob


def test_unmerged_path_is_not_deleted(here: Repo) -> None:
    here.commit(a="base")
    here.git("checkout", "-qb", "side")
    here.commit(a="side")
    here.git("checkout", "-q", "main")
    here.commit(a="main")
    here.git("merge", "-q", "side", check=False)
    [change] = staged_changes("HEAD")
    assert (change.status, change.deleted) == ("U", False)


@pytest.mark.parametrize(
    "name", [b"a b", b" a", b'"q"', b"a\nb", b"a\tb", b"-n", b"\xff\xfe", b":100644 x", "😀é".encode()]
)
def test_name_is_not_changed(here: Repo, name: bytes) -> None:
    here.commit()
    here.write(name, "x")
    here.git("add", "--", name, GIT_LITERAL_PATHSPECS="1")
    assert summary() == [(name, "A")]


def test_paths_are_not_relative_to_a_subdirectory(here: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    here.commit(**{"sub/a": "1"})
    here.stage("sub/a", "2")
    here.stage("top", "2")
    here.git("config", "diff.relative", "true")
    monkeypatch.chdir(here.root / "sub")
    assert summary() == [(b"sub/a", "M"), (b"top", "A")]


def test_ids_are_not_shortened(here: Repo) -> None:
    here.commit()
    here.git("config", "core.abbrev", "4")
    here.stage("a", "x")
    [change] = staged_changes("HEAD")
    assert len(change.new_blob) == 40
    assert set(change.old_blob) == {"0"}


def test_submodule_is_not_hidden_by_configuration(here: Repo) -> None:
    commit = here.commit()
    here.git("config", "diff.ignoreSubmodules", "all")
    here.git("update-index", "--add", "--cacheinfo", f"160000,{commit},sub")
    [change] = staged_changes("HEAD")
    assert change.new_mode == "160000"
    assert not change.had_blob


def test_unknown_commit_is_not_an_empty_list(here: Repo) -> None:
    with pytest.raises(GitError):
        staged_changes("no-such-commit")


def test_broken_index_is_not_an_empty_list(here: Repo) -> None:
    here.commit(a="1")
    (here.root / ".git" / "index").write_bytes(b"broken")
    with pytest.raises(GitError):
        staged_changes("HEAD")


def test_answer_of_unknown_form_is_not_guessed_at() -> None:
    with pytest.raises(GitError, match="unknown form"):
        list(parse_raw([b":100644 100644 a b M"]))


def test_score_behind_a_status_is_not_part_of_it() -> None:
    [change] = parse_raw([b":100644 100644 a b R100", b"path"])
    assert change == Change(b"path", "100644", "100644", "a", "b", "R")


def test_deletion_of_a_path_had_a_blob() -> None:
    change = Change(b"p", "100644", NOTHING, "a", "0", "D")
    assert change.deleted
    assert change.had_blob


def test_index_of_another_file_is_not_overlooked(here: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    here.commit(a="1")
    here.stage("b", "2")
    here.git("read-tree", "HEAD", GIT_INDEX_FILE=os.path.join(here.root, "other"))
    monkeypatch.setenv("GIT_INDEX_FILE", os.path.join(here.root, "other"))
    assert summary() == []
