"""The versions of paths, asked for one by one and in one walk."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from scanner.git.objects import ObjectReader
from scanner.git.run import GitError
from scanner.git.versions import versions_of, versions_of_all

if TYPE_CHECKING:
    from scanner.git.versions import Versions
    from tests.conftest import Repo


def still_wanted() -> bool:
    return True


def read(versions: Versions) -> list[tuple[str, bytes]]:
    """Return the contents by commit, without the commits that delete the path."""
    reader = ObjectReader()
    found = [(version.commit, reader.read(version.name)) for version in versions]
    reader.close()
    return [(commit, contents) for commit, contents in found if contents is not None]


def test_walk_gives_what_each_path_alone_gives(here: Repo) -> None:
    names = ("a.py", "dir/b.py", "é [x]*.txt")
    for number in range(6):
        here.commit(**{name: f"{name} {number}\n" for name in names[: number % 3 + 1]})
    here.git("rm", "-q", "a.py")
    here.commit()
    head = here.commit(**{"a.py": "again\n", "other.py": "x\n"})
    paths = [os.fsencode(name) for name in names]
    walked = versions_of_all(set(paths), head, still_wanted)
    assert walked is not None
    assert sorted(walked) == sorted(paths)
    for path in paths:
        alone = read(versions_of(path, head, still_wanted))
        assert len(alone) > 1
        assert read(walked[path]) == alone


def test_what_a_merge_alone_brings_in_is_a_version(here: Repo) -> None:
    here.commit(**{"a.py": "one\n"})
    here.git("checkout", "-q", "-b", "side")
    here.commit(**{"a.py": "side\n"})
    here.git("checkout", "-q", "-")
    here.commit(**{"a.py": "main\n"})
    here.git("merge", "-q", "--no-commit", "side", check=False)
    merge = here.commit(**{"a.py": "both\n"})
    walked = versions_of_all([b"a.py"], merge, still_wanted)
    assert walked is not None
    assert read(walked[b"a.py"])[-1] == (merge, b"both\n")
    assert {contents for _, contents in read(walked[b"a.py"])} == {b"one\n", b"side\n", b"main\n", b"both\n"}


def test_walk_that_is_not_wanted_any_more_says_nothing(here: Repo) -> None:
    head = here.commit(**{"a.py": "x\n"})
    assert versions_of_all([b"a.py"], head, lambda: False) is None
    assert versions_of(b"a.py", head, lambda: False) == []


def test_history_that_is_not_whole_is_an_error(here: Repo) -> None:
    here.commit(**{"a.py": "x\n"})
    tree = here.git("rev-parse", "HEAD^{tree}").strip()
    head = here.commit(**{"a.py": "y\n"})
    (here.root / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(GitError):
        versions_of_all([b"a.py"], head, still_wanted)
