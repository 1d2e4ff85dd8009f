"""The user's cache lies where each system has it, and what others can write there is not believed."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from scanner.usercache import cache_place, is_own

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "platform", "variables", "expected"),
    [
        ("posix", "linux", {"XDG_CACHE_HOME": "{}/xdg"}, "{}/xdg/keysieve"),
        ("posix", "linux", {"XDG_CACHE_HOME": ""}, "{}/.cache/keysieve"),
        ("posix", "linux", {"XDG_CACHE_HOME": "relative"}, "{}/.cache/keysieve"),
        ("posix", "darwin", {}, "{}/Library/Caches/keysieve"),
        ("nt", "win32", {"LOCALAPPDATA": "{}/local"}, "{}/local/keysieve"),
        ("nt", "win32", {"LOCALAPPDATA": ""}, "{}/AppData/Local/keysieve"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="the home directory is found in another way there")
def test_cache_is_where_each_system_has_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, platform: str, variables: dict[str, str], expected: str
) -> None:
    home = str(tmp_path)
    monkeypatch.setenv("HOME", home)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value.format(home))
    monkeypatch.setattr(sys, "platform", platform)
    with monkeypatch.context() as patched:
        patched.setattr(os, "name", name)
        place = cache_place()
    assert place == expected.format(home)


@pytest.mark.skipif(os.name == "nt", reason="the home directory is found in another way there")
def test_user_without_a_home_has_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(os.path, "expanduser", str)
    with pytest.raises(RuntimeError, match="no home"):
        cache_place()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_file_that_others_can_write_is_not_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"")
    path.chmod(0o600)
    assert is_own(os.lstat(path))
    path.chmod(0o620)
    assert not is_own(os.lstat(path))
    (tmp_path / "link").symlink_to(path)
    assert not is_own(os.lstat(tmp_path / "link"))
