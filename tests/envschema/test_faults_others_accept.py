"""Faults of `.env` files that loaders and validators in use let pass, each in some of them: none passes here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Keysieve

SCHEMA = """# @defaultSensitive=false
# ---
# @required @type=string(minLength=3)
NAME=
# @optional @type=enum(dev, prod)
MODE=
# @optional @type=int
COUNT=
# @optional @type=port
PORT=
# @optional @type=url(schemes=[https])
SITE=
# @optional @type=boolean
FLAG=
# @optional
TEXT=
"""
FAULTS = {
    "missing required": ("MODE=dev\n", "error", "missing"),
    "empty required": ("NAME=\n", "error", "missing"),
    "too short": ("NAME=ab\n", "error", "type"),
    "bad enum": ("NAME=abc\nMODE=test\n", "error", "type"),
    "bad int": ("NAME=abc\nCOUNT=1.5\n", "error", "type"),
    "port out of range": ("NAME=abc\nPORT=70000\n", "error", "type"),
    "bad url": ("NAME=abc\nSITE=example.com\n", "error", "type"),
    "bad bool": ("NAME=abc\nFLAG=maybe\n", "error", "type"),
    "unknown name": ("NAME=abc\nOTHER=1\n", "warning", "unknown"),
    "name in another case": ("NAME=abc\nmode=dev\n", "warning", "unknown"),
    "duplicate": ("NAME=abc\nNAME=abd\n", "error", "duplicate"),
    "unquoted spaces": ("NAME=abc\nTEXT=a b\n", "warning", "portability"),
    "export": ("export NAME=abc\n", "warning", "portability"),
    "several lines": ('NAME=abc\nTEXT="a\nb"\n', "warning", "portability"),
    "undefined reference": ("NAME=abc\nTEXT=${UNDEFINED}\n", "error", "reference"),
    "reference in single quotes": ("NAME=abc\nTEXT='${NAME}'\n", "warning", "portability"),
    "CR LF": ("NAME=abc\r\n", "warning", "portability"),
    "byte order mark": ("\ufeffNAME=abc\n", "warning", "portability"),
    "hash in a value": ("NAME=abc\nTEXT=abc#def\n", "warning", "portability"),
    "space beside the equals sign": ("NAME = abc\n", "warning", "portability"),
    "name with a dash": ("NAME=abc\nBAD-KEY=1\n", "warning", "portability"),
    "name without an equals sign": ("NAME=abc\nTEXT\n", "error", "syntax"),
    "quote that is never closed": ("NAME=abc\nTEXT='a\n", "error", "syntax"),
    "two dollars": ("NAME=abc\nTEXT=pa$$word\n", "warning", "portability"),
    "escaped dollar": ('NAME=abc\nTEXT="pa\\$word"\n', "warning", "portability"),
    "backticks": ("NAME=abc\nTEXT=`a`\n", "warning", "portability"),
    "dollar without braces": ("NAME=abc\nTEXT=$NAME\n", "warning", "portability"),
    "command": ("NAME=abc\nTEXT=$(echo hi)\n", "warning", "portability"),
    "escaped quotes": ('NAME=abc\nTEXT="say \\"hi\\""\n', "warning", "portability"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_that_others_let_pass_is_told(keysieve: Keysieve, fault: str) -> None:
    text, level, kind = FAULTS[fault]
    (keysieve.directory / ".env.schema").write_text(SCHEMA)
    (keysieve.directory / ".env").write_bytes(text.encode())
    outcome = keysieve("env", "check", "--format", "json")
    told = {(each["level"], each["kind"]) for each in json.loads(outcome.out)["complaints"]}
    assert (level, kind) in told
    assert outcome.code == (1 if "error" in {each for each, _ in told} else 0)


@pytest.mark.parametrize(
    "text",
    [
        *("NAME=abc # a comment\n", "NAME='a b'\n", "# a comment\n\nNAME=abc\n", 'NAME="a b"\n'),
        "NAME='${vault:shop/db#user}'\n",  # no loader takes it for a reference of its own
    ],
)
def test_what_all_loaders_read_alike_is_silent(keysieve: Keysieve, text: str) -> None:
    (keysieve.directory / ".env.schema").write_text(SCHEMA)
    (keysieve.directory / ".env").write_bytes(text.encode())
    outcome = keysieve("env", "check", "--strict")
    assert (outcome.code, outcome.out) == (0, "")


def test_letters_in_no_utf8_are_refused_by_their_place(keysieve: Keysieve) -> None:
    (keysieve.directory / ".env.schema").write_text(SCHEMA)
    (keysieve.directory / ".env").write_bytes(b"NAME=abc\nTEXT=caf\xe9\n")
    outcome = keysieve("env", "check")
    assert (outcome.code, outcome.err) == (2, "keysieve: .env:2: is not UTF-8 (byte 17); save it as UTF-8\n")
