from __future__ import annotations

import os
import shutil
from pathlib import Path
from threading import Event, Thread

import pytest

from scanner.model import Secret
from scanner.stores.interface import NotFoundError, UnavailableError
from scanner.stores.mounted import read_mounted


def swap(mount: Path, number: int, **files: str) -> None:
    """Put a new version into place as the kubelet does: a new directory, and a link that is renamed over the old."""
    version = mount / f"..{number:08}"
    version.mkdir()
    for name, text in files.items():
        (version / name).write_text(text)
        if not (mount / name).is_symlink():
            (mount / name).symlink_to(Path("..data") / name)
    old = (mount / "..data").resolve() if (mount / "..data").is_symlink() else None
    (mount / "..data_tmp").symlink_to(version.name)
    os.replace(mount / "..data_tmp", mount / "..data")
    if old is not None:
        shutil.rmtree(old)


@pytest.fixture
def mount(tmp_path: Path) -> Path:
    swap(tmp_path, 0, username="user 0", password="password 0")
    return tmp_path


def test_files_are_read_by_their_names(mount: Path) -> None:
    assert read_mounted(str(mount)) == {"username": Secret(b"user 0"), "password": Secret(b"password 0")}


def test_no_pair_is_torn_while_versions_are_swapped(mount: Path) -> None:
    stop, swaps = Event(), 0

    def keep_swapping() -> None:
        nonlocal swaps
        while not stop.is_set():
            swaps += 1
            swap(mount, swaps, username=f"user {swaps}", password=f"password {swaps}")

    thread = Thread(target=keep_swapping)
    thread.start()
    try:
        for _ in range(2000):
            found = {name: value.reveal_in_clear().split() for name, value in read_mounted(str(mount)).items()}
            assert found["username"][1] == found["password"][1]
    finally:
        stop.set()
        thread.join()
    assert swaps > 10


@pytest.mark.parametrize(
    ("text", "stripped"),
    [(b"a\n", b"a"), (b"a\n\n", b"a\n"), (b" a ", b" a "), (b"a\r\n", b"a\r"), (b"\n", b""), (b"\xff", b"\xff")],
)
def test_one_line_feed_at_most_is_stripped_and_only_on_request(tmp_path: Path, text: bytes, stripped: bytes) -> None:
    (tmp_path / "key").write_bytes(text)
    assert read_mounted(str(tmp_path))["key"].reveal_in_clear() == text
    assert read_mounted(str(tmp_path), strip_newline=True)["key"].reveal_in_clear() == stripped


def test_what_is_no_mount_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no such directory"):
        read_mounted(str(tmp_path / "none"))
    (tmp_path / "file").write_text("x")
    with pytest.raises(NotFoundError, match="no directory"):
        read_mounted(str(tmp_path / "file"))
    (tmp_path / "directory").mkdir()
    with pytest.raises(UnavailableError, match="cannot be read"):
        read_mounted(str(tmp_path))


def test_mount_whose_version_is_gone_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "..data").symlink_to("..gone")
    with pytest.raises(UnavailableError, match="change too fast"):
        read_mounted(str(tmp_path))
