"""What we read is what real loaders read; where they differ, we say so, and only there."""

from __future__ import annotations

import io
import json
import logging
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from scanner.envschema.contents import decode
from scanner.envschema.diff import Side, values_of
from scanner.envschema.environment_file import environment_file

sys.path.insert(0, os.path.dirname(__file__))
from loader_cases import CASES, COMPOSE

sys.path.pop(0)

NODE = json.loads((Path(__file__).parent.parent / "golden" / "node_dotenv.json").read_text())["values"]
UNREADABLE = {"colon", "tripled"}
"""What python-dotenv cannot read at all."""

OURS = {"command": {"A": None}}
"""Where we read nothing, since nothing is executed."""


def ours(name: str) -> dict[str, str | None]:
    read = values_of(Side(name, (environment_file(decode(".env", CASES[name].encode())),)))
    return {**read, **OURS.get(name, {})}


def told(name: str) -> list[str]:
    return [complaint.kind for complaint in environment_file(decode(".env", CASES[name].encode())).complaints]


def by_python(name: str) -> dict[str, str | None]:
    dotenv = pytest.importorskip("dotenv")
    logging.getLogger("dotenv.main").setLevel(logging.ERROR)
    return dict(dotenv.dotenv_values(stream=io.StringIO(CASES[name])))


def by_compose(name: str) -> dict[str, str | None]:
    return {**ours(name), **COMPOSE.get(name, {})}


def test_golden_values_are_of_these_cases() -> None:
    assert set(NODE) == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_value_is_that_of_the_loaders_or_the_difference_is_told(name: str) -> None:
    readings = [ours(name), by_python(name), NODE[name], by_compose(name)]
    if any(reading != readings[0] for reading in readings):
        assert {"portability", "syntax"} & set(told(name)), readings


WARNED_WITHOUT_A_DIFFERENCE = {
    # what shells and `docker run --env-file` alone read differently, which the tests below show
    *("unquoted spaces", "spaces around", "spaces beside =", "export", "export spaced", "url", "quote inside"),
    *("several lines double", "several lines single", "crlf", "crlf quoted", "dot in name", "dash in name"),
    *("line end in single", "line end unquoted", "windows path", "dollar last", "tilde", "star", "brackets"),
}


@pytest.mark.parametrize("name", CASES)
def test_no_difference_is_told_where_the_loaders_agree(name: str) -> None:
    readings = [ours(name), by_python(name), NODE[name], by_compose(name)]
    if name not in WARNED_WITHOUT_A_DIFFERENCE and all(reading == readings[0] for reading in readings):
        assert set(told(name)) <= {"duplicate"}


def by_shell(text: str, tmp_path: Path) -> str | None:
    """What a shell that sources the text has in A; None: it fails, or has none."""
    (tmp_path / "file").write_text(text, newline="")
    script = 'unset A; . ./file && printf %s. "$A"'
    run = subprocess.run(["sh", "-ec", script], cwd=tmp_path, capture_output=True, check=False, timeout=10)
    return run.stdout.decode().removesuffix(".") if run.returncode == 0 else None


SHELL_DIFFERS = ["unquoted spaces", "spaces beside =", "quote inside", "crlf", "windows path", "brackets", "tilde"]


@pytest.mark.parametrize("name", SHELL_DIFFERS)
def test_what_is_said_of_shells_is_true(name: str, tmp_path: Path) -> None:
    assert by_shell(CASES[name], tmp_path) != ours(name)["A"]
    assert "portability" in told(name)


@pytest.mark.parametrize(
    "name", ["plain", "single", "double", "comment behind quotes", "export", "several lines single"]
)
def test_shell_reads_what_is_portable_alike(name: str, tmp_path: Path) -> None:
    assert by_shell(CASES[name], tmp_path) == ours(name)["A"]


def test_command_is_executed_by_a_shell_and_never_by_us(tmp_path: Path) -> None:
    text = f"A=$(touch {shlex.quote(str(tmp_path / 'ran'))})\nB=`touch {shlex.quote(str(tmp_path / 'ran'))}`\n"
    file = environment_file(decode(".env", text.encode()))
    values_of(Side("x", (file,)))
    assert not (tmp_path / "ran").exists()
    by_shell(text, tmp_path)
    assert (tmp_path / "ran").exists()
    assert any("executed by shells" in complaint.message for complaint in file.complaints)


def test_windows_byte_order_mark_is_told_and_not_part_of_the_first_name() -> None:
    file = environment_file(decode(".env", b"\xef\xbb\xbfA=1\n"))
    assert list(file.places) == ["A"]
    assert "byte order mark" in file.complaints[0].message
