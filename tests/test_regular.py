"""Files that must be files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from scanner.regular import regular

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Repo


def test_file_is_opened(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"contents")
    (tmp_path / "link").symlink_to(file)
    for path in (file, tmp_path / "link"):
        with open(path, "rb", opener=regular) as stream:
            assert stream.read() == b"contents"


def test_new_file_is_made_with_the_mode(tmp_path: Path) -> None:
    os.close(regular(str(tmp_path / "new"), os.O_WRONLY | os.O_CREAT, 0o600))
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
@pytest.mark.parametrize("flags", [os.O_RDONLY, os.O_RDWR])
def test_pipe_is_not_waited_for_and_a_device_not_read(tmp_path: Path, flags: int) -> None:
    os.mkfifo(tmp_path / "pipe")
    before = len(os.listdir("/proc/self/fd"))
    for path in (str(tmp_path / "pipe"), "/dev/zero"):
        with pytest.raises(OSError, match="is no regular file"):
            regular(path, flags)
    with pytest.raises(IsADirectoryError):
        regular(str(tmp_path), os.O_RDONLY)
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
@pytest.mark.parametrize("name", [".keysieve.toml", "pyproject.toml", ".keysieve.baseline"])
def test_pipe_in_place_of_a_file_of_ours_is_an_error_and_not_waited_for(repo: Repo, name: str) -> None:
    repo.stage("a.py", "x = 1\n")
    os.mkfifo(repo.root / name)
    outcome = repo.keysieve("hook")
    assert outcome.code == 2
    assert "cannot be read: is no regular file" in outcome.err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
@pytest.mark.parametrize("option", ["--config", "--baseline", "--rules"])
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_named_file_that_never_ends_is_an_error(repo: Repo, option: str, kind: str) -> None:
    os.mkfifo(repo.root / "pipe")
    outcome = repo.keysieve("scan", option, "pipe" if kind == "pipe" else "/dev/zero")
    assert outcome.code == 2
    assert "cannot be read: is no regular file" in outcome.err
