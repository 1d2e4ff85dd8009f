"""A file is written whole or not at all, and keeps what it is."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from scanner.atomic import write_atomically


def test_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "table"
    path.write_bytes(b"old")

    def fail(*arguments: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="no space"):
        write_atomically(str(path), b"new")
    assert [file.name for file in tmp_path.iterdir()] == ["table"]
    assert path.read_bytes() == b"old"


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_report_over_a_private_file_stays_private(tmp_path: Path) -> None:
    path = tmp_path / "report"
    path.write_bytes(b"old")
    path.chmod(0o600)
    write_atomically(str(path), b"new")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", 0o600)


@pytest.mark.skipif(os.name == "nt", reason="symbolic links")
def test_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    link.symlink_to(target)
    write_atomically(str(link), b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_new_file_may_be_made_private(tmp_path: Path) -> None:
    path = tmp_path / "cache"
    write_atomically(str(path), b"x", mode=0o600)
    assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600
