"""Where values go."""

from __future__ import annotations

import shlex
import subprocess
from typing import TYPE_CHECKING

import pytest
from dotenv import dotenv_values

from scanner.model import Secret
from scanner.remediation.keeper import EnvFileKeeper
from scanner.remediation.model import FixError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "value",
    ["plain", "with space", "a$b`c`", 'say "x"', "back\\slash", "it's", "two\nlines", "a#b", "=+/=", "\xe9\u2603"],
)
def test_env_file_is_read_alike_by_others(tmp_path: Path, value: str) -> None:
    keeper = EnvFileKeeper(str(tmp_path))
    keeper.keep("OTHER", Secret(b"x"))
    keeper.keep("A_NAME", Secret(value.encode()))
    assert keeper.value("A_NAME", "") == Secret(value.encode())
    assert keeper.held("OTHER") == Secret(b"x")
    assert dotenv_values(tmp_path / ".env")["A_NAME"] == value
    if "\n" not in value and "'" not in value:
        script = f'. {shlex.quote(str(tmp_path / ".env"))}; printf %s "$A_NAME"'
        assert subprocess.run(["sh", "-c", script], capture_output=True, check=True).stdout.decode() == value


@pytest.mark.parametrize(
    ("line", "value"),
    [
        (b'A="a\\"b\\nc"', b'a"b\nc'),
        (b"A='a\\'b\\n'", b"a'b\\n"),
        (b"A=a\\nb", b"a\\nb"),
        (b"A='\xff'", b"\xff"),
        (b"A='\xe2\x98\x83'", b"\xe2\x98\x83"),
    ],
)
def test_value_is_read_as_loaders_do(tmp_path: Path, line: bytes, value: bytes) -> None:
    (tmp_path / ".env").write_bytes(line + b"\n")
    assert EnvFileKeeper(str(tmp_path)).held("A") == Secret(value)


@pytest.mark.parametrize("value", ["it's $x", "it's \\ x", 'it\'s "x"', "a\r\nb"])
def test_value_that_programs_read_differently_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(FixError, match="--store file"):
        EnvFileKeeper(str(tmp_path)).keep("A_NAME", Secret(value.encode()))
    assert not (tmp_path / ".env").exists()


def test_lines_of_the_env_file_stay(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_bytes(b"# mine\r\nA=1")
    path.chmod(0o640)
    EnvFileKeeper(str(tmp_path)).keep("B", Secret(b"2"))
    assert path.read_bytes() == b"# mine\r\nA=1\r\nB=2\r\n"
    assert path.stat().st_mode & 0o777 == 0o640


def test_env_file_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("")
    (tmp_path / ".env").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FixError, match="symbolic link"):
        EnvFileKeeper(str(tmp_path)).held("A")
