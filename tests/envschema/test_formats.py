"""What a check says, held against golden files; with GOLDEN=write in the environment they are written anew."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Keysieve

GOLDEN = Path(__file__).parent.parent / "golden"
SCHEMA = """\
# @currentEnv=$APP_ENV @defaultSensitive=false
# ---
# @type=enum(dev, prod)
APP_ENV=dev
# @required @sensitive @type=url(schemes=[postgres])
DATABASE_URL=
# @required=forEnv(prod) @sensitive @type=hex(bytes=32)
ENCRYPTION_KEY=
# @type=port
PORT=3000
# @optional @deprecated="use PORT instead"
OLD_PORT=
# @optional @type=string(matches=/^[a-z]+$/)
NAME=
TOKEN=exec(get-token)
"""
FILES = {
    ".env": "DATABASE_URL=http://changeme\nPORT=70000\nPORT=80\nOLD_PORT=1\nPROT=1\nNAME=a#b\nexport X = $(id)\nLOST\n",
    ".env.prod": "ENCRYPTION_KEY=abc\nNAME='never closed\n",
    ".env.example": "APP_ENV=dev\nPORT=80\n",
}


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_report_is_the_golden_one(keysieve: Keysieve, form: str) -> None:
    (keysieve.directory / ".env.schema").write_text(SCHEMA)
    for name, text in FILES.items():
        (keysieve.directory / name).write_text(text)
    outcome = keysieve("env", "check", "--format", form)
    assert outcome.code == 1
    golden = GOLDEN / f"env.{form.replace('text', 'txt').replace('github', 'github.txt')}"
    text = outcome.out.replace(f'"version": "{_version()}"', '"version": "…"')
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def _version() -> str:
    from scanner import __version__

    return __version__


def test_report_goes_to_a_file_and_the_exit_code_stays(keysieve: Keysieve) -> None:
    (keysieve.directory / ".env.schema").write_text("# @type=port\nA=\n")
    (keysieve.directory / ".env").write_text("A=x\n")
    outcome = keysieve("env", "check", "--output", "report.txt")
    assert (outcome.code, outcome.out) == (1, "")
    assert (keysieve.directory / "report.txt").read_text() == (
        ".env:1: A: the value is not a whole number; see .env.schema:2\n"
    )


def test_control_characters_in_names_do_not_reach_a_terminal(keysieve: Keysieve) -> None:
    (keysieve.directory / ".env.schema").write_text("A=1\n")
    (keysieve.directory / "x\x1b[31m.env").write_text("B=1\n\x1b[32m\n")
    for form in ("text", "github", "json"):
        outcome = keysieve("env", "check", "--format", form, "x\x1b[31m.env")
        assert "\x1b" not in outcome.out + outcome.err
