"""Where secrets are before a store is asked: what lies beside a file does not matter, and names do not climb."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from scanner.model import Secret
from scanner.runtime import NotFoundError, RequirementError, Secrets, UnavailableError
from scanner.runtime.places import given
from scanner.stores.interface import RefusedValueError
from scanner.stores.mounted import read_mounted

if TYPE_CHECKING:
    from pathlib import Path


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


def test_what_lies_beside_a_mounted_file_is_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / "app-key").write_bytes(b"value\n")
    (tmp_path / "directory").mkdir()
    (tmp_path / "broken").symlink_to("nowhere")
    (tmp_path / "large").write_bytes(b"x" * 100_000)
    secrets = Secrets(variables={}, directory=str(tmp_path))
    assert secrets.get("app/key") == Secret(b"value")
    with pytest.raises(RefusedValueError, match="larger than any secret"):
        secrets.get("large")
    with pytest.raises(UnavailableError, match=r"broken: .*leads nowhere"):
        secrets.get("broken")


def test_mounted_file_that_cannot_be_read_is_an_error_and_an_empty_one_is_none(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "empty").write_bytes(b"\n")
    secrets = Secrets(variables={}, directory=str(tmp_path))
    with pytest.raises(UnavailableError, match=r"loop: .*cannot be read"):
        secrets.get("loop")
    with pytest.raises(NotFoundError, match="no store was given"):
        secrets.get("empty")


@pytest.mark.parametrize("name", ["..", ".", "", "..data", "../mounted", "..v1"])
def test_name_that_climbs_or_is_kubernetes_own_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "mounted" / "..v1").mkdir(parents=True)
    (tmp_path / "mounted" / "..data").symlink_to("..v1")
    (tmp_path / "mounted" / "..v1" / "key").write_bytes(b"value")
    (tmp_path / "beside").write_bytes(b"value")
    with pytest.raises(RefusedValueError, match="no name for a secret"):
        Secrets(variables={}, directory=str(tmp_path / "mounted")).get(name)


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="needs /proc")
def test_directory_among_the_files_leaves_nothing_open(tmp_path: Path) -> None:
    (tmp_path / "app" / "inner").mkdir(parents=True)
    before = open_files()
    for _ in range(5):
        with pytest.raises(UnavailableError, match="inner cannot be read"):
            read_mounted(str(tmp_path / "app"))
        with pytest.raises(UnavailableError, match="inner cannot be read"):
            Secrets(variables={}, directory=str(tmp_path)).get("app")
    assert open_files() == before


def test_mounted_file_has_a_greatest_size(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"x" * 65_536 + b"\n")
    assert len(read_mounted(str(tmp_path), strip_newline=True)["key"]) == 65_536
    (tmp_path / "key").write_bytes(b"x" * 65_538)
    with pytest.raises(RefusedValueError, match="key is larger"):
        read_mounted(str(tmp_path))


def test_file_that_cannot_be_read_is_no_reason_not_to_ask_the_store(tmp_path: Path) -> None:
    class Store:
        """Has every secret but one."""

        def get(self, name: str, version: str | None = None) -> object:
            if name == "other":
                raise NotFoundError("other: there is no such secret")
            return type("Stored", (), {"secret": Secret(b"value")})

    (tmp_path / "loop").symlink_to("loop")
    secrets = Secrets(Store(), variables={"FIRST_FILE": str(tmp_path / "loop")})  # type: ignore[arg-type]
    with pytest.raises(RequirementError) as caught:
        secrets.require(["first", "second", "other"])
    assert [fault.partition(":")[0] for fault in caught.value.faults] == ["first", "other"]


@pytest.mark.parametrize("name", ["é", " ", "--", "/"])
def test_name_without_a_letter_is_not_the_variable_that_shells_set(name: str) -> None:
    assert given(name, {"_": "/usr/bin/python", "__": "x", "__FILE": "/etc/hostname"}, "") is None
