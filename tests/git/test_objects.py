"""Contents of blobs through one process: all of them, whole, and no silence about a missing one."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from scanner.git.objects import PIPE, MissingObjectError, ObjectReader, blobs
from scanner.git.run import GitError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Repo


def stored(repo: Repo, contents: bytes) -> str:
    return repo.git("hash-object", "-w", "--stdin", stdin=contents).strip()


def test_contents_are_not_changed(here: Repo) -> None:
    contents = [b"", b"\n", b"no end", b"\0\xff\r\n", b"100644 blob 12\n", b"x" * 70_000]
    names = [stored(here, each) for each in contents]
    assert [(name, b"".join(chunks)) for name, chunks in blobs(names)] == list(zip(names, contents, strict=True))


def test_the_same_object_asked_twice_is_not_given_once(here: Repo) -> None:
    name = stored(here, b"x")
    assert [b"".join(chunks) for _, chunks in blobs([name, name])] == [b"x", b"x"]


def test_chunks_nobody_reads_do_not_shift_the_next_object(here: Repo) -> None:
    large, small = stored(here, b"l" * 3_000_000), stored(here, b"small")
    seen = []
    for name, chunks in blobs([large, small, large]):
        seen.append((name, next(chunks)[:5]))
    assert seen == [(large, b"lllll"), (small, b"small"), (large, b"lllll")]


def test_large_object_is_not_one_chunk(here: Repo) -> None:
    [(_, chunks)] = [(name, list(chunks)) for name, chunks in blobs([stored(here, b"x" * 3_500_000)])]
    assert sum(map(len, chunks)) == 3_500_000
    assert max(map(len, chunks)) <= 1 << 20


def test_more_requests_than_fit_into_a_pipe_do_not_block(here: Repo) -> None:
    names = [stored(here, f"{number}".encode()) for number in range(7)] * (PIPE // 41)
    assert [b"".join(chunks) for _, chunks in blobs(names)] == [f"{n % 7}".encode() for n in range(len(names))]


def test_missing_object_does_not_hide_those_behind_it(here: Repo) -> None:
    good, missing = stored(here, b"good"), "1" * 40
    answers = iter(blobs([missing, good]))
    name, chunks = next(answers)
    assert name == missing
    with pytest.raises(MissingObjectError, match="git fsck"):
        next(chunks)
    name, chunks = next(answers)
    assert b"".join(chunks) == b"good"


def test_missing_object_that_nobody_reads_is_not_an_error(here: Repo) -> None:
    assert [name for name, _ in blobs(["1" * 40])] == ["1" * 40]


def test_name_with_a_path_is_not_refused(here: Repo) -> None:
    here.commit(a="contents")
    assert [b"".join(chunks) for _, chunks in blobs(["HEAD:a"])] == [b"contents"]


def test_nothing_to_read_starts_no_process(here: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert list(blobs([])) == []


def corrupt(repo: Repo, name: str) -> None:
    path = repo.root / ".git" / "objects" / name[:2] / name[2:]
    path.chmod(0o644)
    path.write_bytes(b"not an object")


def test_corrupt_object_is_not_an_empty_one(here: Repo) -> None:
    name = stored(here, b"contents")
    corrupt(here, name)
    with pytest.raises(GitError):
        [b"".join(chunks) for _, chunks in blobs([name])]


def test_git_that_dies_is_not_the_end_of_the_list(here: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nread name\necho "$name blob 100"\necho short\nexit 9\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    with pytest.raises(GitError, match="died"):
        [b"".join(chunks) for _, chunks in blobs(["1" * 40])]


def test_git_that_stops_without_an_error_is_not_the_end_of_the_list(
    here: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nread name\nexit 0\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    with pytest.raises(GitError, match=f"ended before {'1' * 40}"):
        list(blobs(["1" * 40]))


def test_object_that_a_partial_clone_lacks_is_not_without_its_mend(
    here: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.commit(a="contents")
    here.git("config", "uploadpack.allowFilter", "true")
    here.git("clone", "-q", "--filter=blob:none", "--no-checkout", f"file://{here.root}", str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    with pytest.raises(MissingObjectError, match="partial clone"):
        list(blobs([here.git("rev-parse", "HEAD:a").strip()]))


def test_git_that_fails_at_its_end_is_not_a_success(
    here: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nread name\necho "$name blob 2"\necho ok\necho "fatal: broken" >&2\nexit 9\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    with pytest.raises(GitError, match="broken"):
        [b"".join(chunks) for _, chunks in blobs(["1" * 40])]


def test_replacement_is_not_read_instead_of_the_object(here: Repo) -> None:
    name, other = stored(here, b"true contents"), stored(here, b"shown instead")
    here.git("replace", name, other)
    assert [b"".join(chunks) for _, chunks in blobs([name])] == [b"true contents"]


def test_reader_gives_one_object_after_the_other_and_goes_on_behind_a_missing_one(here: Repo) -> None:
    contents = [b"", b"\n", b"100644 blob 12\n", b"x" * 3_000_000]
    reader = ObjectReader()
    for each in contents:
        assert reader.read(stored(here, each)) == each
        assert reader.read("0" * 39 + "1") is None
    commit = here.commit(**{"a b.py": "x\n"})
    assert reader.read(f"{commit}:a b.py") == b"x\n"
    assert reader.read(f"{commit}:none") is None
    reader.close()
    assert reader.read(stored(here, b"again")) == b"again"
    reader.close()


def test_reader_begins_anew_when_git_dies(here: Repo) -> None:
    name = stored(here, b"x")
    reader = ObjectReader()
    assert reader.read(name) == b"x"
    assert reader._process is not None
    os.kill(reader._process._pid, signal.SIGTERM)
    with pytest.raises(GitError):
        reader.read(name)
    assert reader.read(name) == b"x"
    reader.close()
