"""Many objects through one process: all of them, whole, in order, and those behind a broken one too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.git.bulk import MOST_DEATHS, objects
from scanner.git.objects import MissingObjectError
from scanner.git.run import GitError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Repo


def stored(repo: Repo, contents: bytes) -> str:
    return repo.git("hash-object", "-w", "--stdin", stdin=contents).strip()


def contents_of(names: list[str]) -> list[bytes | None]:
    """The contents of each object; None for one that cannot be read."""
    found: list[bytes | None] = []
    for answered in objects(names):
        try:
            found.append(b"".join(answered.chunks))
        except MissingObjectError:
            found.append(None)
    return found


def fake_git(directory: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = directory / "bin" / "git"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")


def test_contents_are_not_changed(here: Repo) -> None:
    contents = [b"", b"\n", b"no end", b"\0\xff\r\n", b"1" * 40 + b" blob 12\n", b"x" * 70_000, b"y" * 3_000_000]
    names = [stored(here, each) for each in contents]
    assert contents_of(names) == contents
    assert contents_of(names[::-1] + names) == contents[::-1] + contents


def test_kinds_are_told(here: Repo) -> None:
    commit = here.commit(a="x")
    here.git("tag", "-a", "-m", "tag", "v1")
    names = [here.git("rev-parse", name).strip() for name in ("HEAD", "HEAD:", "HEAD:a", "v1")]
    assert names[0] == commit
    assert [each.kind for each in objects(names)] == ["commit", "tree", "blob", "tag"]


def test_more_names_than_fit_into_a_pipe_do_not_block(here: Repo) -> None:
    names = [stored(here, f"{number}".encode() * 5000) for number in range(3)] * 5000
    assert sum(1 for _ in objects(names)) == 15_000


def test_chunks_nobody_reads_do_not_shift_the_next_object(here: Repo) -> None:
    large, small = stored(here, b"l" * 3_000_000), stored(here, b"small")
    assert [next(each.chunks)[:5] for each in objects([large, small, large])] == [b"lllll", b"small", b"lllll"]


def test_large_object_is_not_one_chunk(here: Repo) -> None:
    [sizes] = [list(map(len, each.chunks)) for each in objects([stored(here, b"x" * 3_500_000)])]
    assert sum(sizes) == 3_500_000
    assert max(sizes) <= 1 << 20


def test_missing_object_does_not_hide_those_behind_it(here: Repo) -> None:
    good = stored(here, b"good")
    assert contents_of(["1" * 40, good, "2" * 40, good]) == [None, b"good", None, b"good"]


def test_corrupt_object_does_not_hide_those_behind_it(here: Repo) -> None:
    good, bad = stored(here, b"good"), stored(here, b"bad")
    path = here.root / ".git" / "objects" / bad[:2] / bad[2:]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-4])
    assert contents_of([good, bad, good]) == [b"good", None, b"good"]
    assert contents_of([bad]) == [None]


def test_git_that_dies_at_every_object_is_an_error(here: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_git(tmp_path, monkeypatch, "exit 9")
    with pytest.raises(GitError):
        contents_of(["1" * 40] * (MOST_DEATHS + 2))
    assert contents_of(["1" * 40] * 3) == [None] * 3


def test_git_that_fails_at_its_end_is_not_a_success(
    here: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_git(tmp_path, monkeypatch, 'read name\necho "$name blob 2"\necho ok\necho "fatal: broken" >&2\nexit 9')
    with pytest.raises(GitError, match="broken"):
        contents_of(["1" * 40])


def test_answer_in_another_form_is_not_taken_for_contents(
    here: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_git(tmp_path, monkeypatch, "echo what is this")
    with pytest.raises(GitError, match="unknown form"):
        contents_of(["1" * 40])


def test_nothing_to_read_starts_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert contents_of([]) == []


def test_reader_that_stops_early_leaves_no_process(here: Repo) -> None:
    names = [stored(here, b"x" * 2_000_000)] * 20
    stream = objects(names)
    next(stream)
    stream.close()  # waits for git
