"""Files of the work tree: what git tracks and what it neither tracks nor ignores, or what is named."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scanner.git import listing
from scanner.git.repo import open_repository
from scanner.sources.files import FilesSource
from scanner.sources.interface import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Repo


def source(*paths: str | bytes, in_repository: bool = True, **options: object) -> FilesSource:
    repository = open_repository() if in_repository else None
    return FilesSource([os.fsencode(path) for path in paths], repository, **options)  # type: ignore[arg-type]


def names(*paths: str | bytes, in_repository: bool = True, **options: object) -> list[bytes]:
    found = list(source(*paths, in_repository=in_repository, **options).entries())
    return [entry.path for entry in found if not entry.skipped]


def skipped(*paths: str | bytes, **options: object) -> dict[bytes, str]:
    return {entry.path: entry.skipped for entry in source(*paths, **options).entries() if entry.skipped}


def read(*paths: str | bytes) -> dict[bytes, bytes]:
    return {
        entry.path: b"".join(fragment.content for fragment in entry.fragments)
        for entry in source(*paths).entries()
        if not entry.skipped
    }


@pytest.fixture
def tree(here: Repo) -> Repo:
    here.commit(**{".gitignore": "*.log\nbuild/\n", "tracked": "1", "sub/tracked": "2"})
    here.write("untracked", "3")
    here.write("sub/x.log", "4")
    here.write("build/out", "5")
    return here


def test_untracked_file_is_not_missed_and_ignored_one_not_read(tree: Repo) -> None:
    assert sorted(names()) == [b".gitignore", b"sub/tracked", b"tracked", b"untracked"]


def test_ignored_files_are_not_left_out_when_asked_for(tree: Repo) -> None:
    everything = [b".gitignore", b"build/out", b"sub/tracked", b"sub/x.log", b"tracked", b"untracked"]
    assert sorted(names(include_ignored=True)) == everything


def test_whole_tree_is_not_this_directory(tree: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree.root / "sub")
    assert sorted(names()) == [b".gitignore", b"sub/tracked", b"tracked", b"untracked"]


def test_directory_is_not_the_whole_tree(tree: Repo) -> None:
    assert names("sub") == [b"sub/tracked"]


def test_path_from_a_subdirectory_is_not_relative_to_the_root(tree: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree.root / "sub")
    assert names("tracked", "../untracked", ".") == [b"sub/tracked", b"untracked"]


def test_named_file_is_not_ignored(tree: Repo) -> None:
    assert names("sub/x.log", "build/out") == [b"sub/x.log", b"build/out"]


def test_file_named_twice_is_not_scanned_twice(tree: Repo) -> None:
    found = names("tracked", "./tracked", "sub/../tracked", str(tree.root), "sub")
    assert found[0] == b"tracked"
    assert sorted(found) == [b".gitignore", b"sub/tracked", b"tracked", b"untracked"]


def test_contents_are_not_those_of_the_index(tree: Repo) -> None:
    tree.write("tracked", "work tree")
    assert read("tracked") == {b"tracked": b"work tree"}


def test_file_gone_from_the_work_tree_is_not_an_error(tree: Repo) -> None:
    (tree.root / "tracked").unlink()
    assert skipped() == {b"tracked": "not in the work tree"}


def test_missing_path_is_not_an_empty_scan(tree: Repo) -> None:
    with pytest.raises(SourceError, match=r"^nowhere: no such file"):
        source("tracked", "nowhere")


def test_path_that_a_hook_names_may_be_gone(tree: Repo) -> None:
    assert skipped("nowhere", missing_is_fatal=False) == {b"nowhere": "not in the work tree"}


def test_large_file_is_not_skipped_in_silence(tree: Repo) -> None:
    tree.write("large", "12345")
    assert skipped("large", "tracked", largest=4) == {b"large": "larger than 4 bytes"}
    assert skipped("large", largest=5) == {}


def test_link_is_not_followed(tree: Repo, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "file").write_text("outside")
    (tree.root / "to_directory").symlink_to("../outside")
    (tree.root / "to_file").symlink_to("../outside/file")
    (tree.root / "dangling").symlink_to("nowhere")
    expected = {b"to_directory": b"../outside", b"to_file": b"../outside/file", b"dangling": b"nowhere"}
    assert read("to_directory", "to_file", "dangling") == expected
    assert expected.items() <= read().items()
    assert b"to_directory" in names(include_ignored=True)


def test_file_that_became_a_link_meanwhile_is_not_followed(tree: Repo, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("outside")
    [entry] = source("tracked").entries()
    (tree.root / "tracked").unlink()
    (tree.root / "tracked").symlink_to(tmp_path / "outside")
    with pytest.raises(OSError, match=r".") as raised:
        list(entry.fragments)
    assert not isinstance(raised.value, FileNotFoundError)


def test_pipe_does_not_block_the_scan(tree: Repo) -> None:
    os.mkfifo(tree.root / "pipe")
    assert skipped("pipe") == {b"pipe": "not a regular file"}


def test_file_that_became_a_pipe_meanwhile_does_not_block(tree: Repo) -> None:
    [entry] = source("tracked").entries()
    (tree.root / "tracked").unlink()
    os.mkfifo(tree.root / "tracked")
    assert [fragment.content for fragment in entry.fragments] == [b""]


def test_repository_inside_is_not_read_as_a_file(tree: Repo) -> None:
    tree.git("init", "-q", "inner")
    tree.write("inner/file", "1")
    assert list(skipped().values()) == ["another repository: it is scanned by itself"]


def test_git_directory_is_not_scanned(tree: Repo) -> None:
    assert not [name for name in names(include_ignored=True) if name.startswith(b".git/")]
    assert not [name for name in names(str(tree.root), in_repository=False) if b"/.git/" in name]


def test_outside_of_a_repository_is_not_an_error(tmp_path: Path, here: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = tmp_path / "plain"
    (directory / "sub").mkdir(parents=True)
    (directory / "b").write_text("")
    (directory / "sub" / "a").write_text("")
    monkeypatch.chdir(directory)
    assert names(in_repository=False) == [b"b", b"sub/a"]
    assert names("sub", in_repository=False) == [b"sub/a"]
    monkeypatch.chdir(directory / "sub")
    assert names("../b", in_repository=False) == [os.fsencode(directory / "b")]


def test_path_outside_of_this_repository_is_not_refused(tree: Repo, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a").write_text("")
    assert names("../elsewhere") == [os.fsencode(tmp_path / "elsewhere" / "a")]


@pytest.mark.parametrize("name", ["repo2", "repo\\a"])
def test_directory_with_a_like_name_is_not_inside(tree: Repo, tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "a").write_text("")
    assert names(f"../{name}") == [os.fsencode(tmp_path / name / "a")]


def test_way_through_a_link_does_not_leave_the_repository(tree: Repo, tmp_path: Path) -> None:
    (tmp_path / "way").symlink_to(tree.root)
    assert names(str(tmp_path / "way" / "sub")) == [b"sub/tracked"]
    assert names(str(tmp_path / "way" / "tracked")) == [b"tracked"]


@pytest.mark.parametrize(
    "name", [b"[a]", b"*", b":(glob)x", b"-d", b"a b", b"a\nb", b"\xff", "é😀".encode(), b'"', b"\\x"]
)
def test_directory_name_is_not_a_pattern(tree: Repo, name: bytes) -> None:
    tree.write(name + b"/f.log", "ignored")
    tree.write(name + b"/f", "read")
    tree.write("a/f", "another")
    given = b"./" + name
    assert names(given) == [name + b"/f"]
    assert read(given + b"/f") == {name + b"/f": b"read"}


@pytest.mark.parametrize("variables", [{"GIT_DIR": ".git"}, {"GIT_DIR": "{root}/.git"}])
def test_git_dir_in_the_environment_does_not_misplace_a_directory(
    tree: Repo, variables: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value.format(root=tree.root))
    assert names("sub") == [b"sub/tracked"]
    assert sorted(names()) == [b".gitignore", b"sub/tracked", b"tracked", b"untracked"]


def test_relative_git_dir_and_work_tree_do_not_misplace_a_directory(
    tree: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tree.root / "sub")
    monkeypatch.setenv("GIT_DIR", "../.git")
    monkeypatch.setenv("GIT_WORK_TREE", "..")
    assert sorted(names()) == [b".gitignore", b"sub/tracked", b"tracked", b"untracked"]
    assert names(".") == [b"sub/tracked"]


@pytest.fixture
def make_deep(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, int], None]]:
    """Makes nested directories with a file in the last one, however long the path; nothing else could remove them."""
    places: list[str] = []

    def make(top: str, levels: int) -> None:
        os.mkdir(top)
        places.append(os.path.abspath(top))
        with monkeypatch.context() as here:
            here.chdir(top)
            for _ in range(levels):
                os.mkdir("d")
                here.chdir("d")
            Path("deepest").write_text("x")

    yield make
    for place in places:
        subprocess.run(["rm", "-r", place], check=True)


@pytest.mark.parametrize("in_repository", [True, False])
def test_deeply_nested_directory_does_not_end_the_scan(
    tree: Repo, make_deep: Callable[[str, int], None], in_repository: bool
) -> None:
    make_deep("deep", 1100)
    assert b"deep/" + b"d/" * 1100 + b"deepest" in names("deep", in_repository=in_repository)


@pytest.mark.skipif(sys.platform == "win32", reason="no path is so long there")
@pytest.mark.parametrize("options", [{}, {"include_ignored": True}])
def test_path_that_is_too_long_for_the_system_is_not_passed_over(
    tree: Repo, make_deep: Callable[[str, int], None], options: dict[str, bool]
) -> None:
    make_deep("deep", 2200)
    *_, last = source(**options).entries()
    assert last.path.startswith(b"deep/d/d/")
    with pytest.raises(SourceError, match="the directory cannot be read"):
        list(last.fragments)


@pytest.mark.parametrize(
    ("said", "path", "reason"),
    [
        (b"warning: could not open directory 'a/b/': Permission denied\n", b"a/b", "Permission denied"),
        (b"warning: could not open directory '.': Permission denied\n", b".", "Permission denied"),
        (b"warning: odd\nwarning: could not open directory 'a': b/': No\n", b"a': b", "No"),
        (b"warning: could not open directory 'a/bbb", b"a/bbb", "git could not open it"),
    ],
)
def test_directory_that_git_cannot_read_is_told(
    tree: Repo, monkeypatch: pytest.MonkeyPatch, said: bytes, path: bytes, reason: str
) -> None:
    """Root, who may run this, can read everything."""
    monkeypatch.setattr(listing, "output_and_complaint", lambda *arguments: (b"", said))
    [entry] = source().entries()
    assert entry.path == path
    with pytest.raises(SourceError, match=f"the directory cannot be read: {reason}"):
        list(entry.fragments)


def test_work_tree_that_is_gone_is_not_an_empty_one(tree: Repo) -> None:
    tree.git("config", "core.worktree", "/nowhere")
    with pytest.raises(SourceError, match="/nowhere: no such work tree"):
        source()


def test_submodule_named_as_a_directory_is_not_skipped(tree: Repo) -> None:
    tree.git("init", "-q", "inner")
    tree.write("inner/file", "1")
    assert names("inner") == [b"inner/file"]


def test_unmerged_file_is_not_scanned_three_times(here: Repo) -> None:
    here.commit(a="base")
    here.git("checkout", "-qb", "side")
    here.commit(a="side")
    here.git("checkout", "-q", "main")
    here.commit(a="main")
    here.git("merge", "-q", "side", check=False)
    assert names() == [b"a"]


def test_sparse_checkout_is_not_an_error(here: Repo) -> None:
    here.commit(**{"in/a": "1", "out/b": "2"})
    here.git("sparse-checkout", "set", "--sparse-index", "in")
    assert names() == [b"in/a"]
    assert skipped() == {b"out/b": "not in the work tree"}


def test_bare_repository_is_not_called_clean(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.git("init", "-q", "--bare", "bare")
    monkeypatch.chdir(repo.root / "bare")
    with pytest.raises(SourceError, match="no work tree to scan"):
        names()
    assert b"config" in names("config")


def test_everything_on_disk_is_new(tree: Repo) -> None:
    assert list(source().earlier([b"tracked"])) == []
