"""`keysieve env diff`."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Keysieve


@pytest.fixture
def place(keysieve: Keysieve) -> Callable[..., Keysieve]:
    def write(**files: str) -> Keysieve:
        for name, text in files.items():
            path = ".env" if name == "base" else f".env.{name}"
            (keysieve.directory / path).write_text(text)
        return keysieve

    return write


def rows(keysieve: Keysieve, *words: str) -> dict[str, dict[str, str]]:
    outcome = keysieve("env", "diff", "--format", "json", *words)
    return {row["name"]: {"kind": row["kind"], **row["values"]} for row in json.loads(outcome.out)["variables"]}


def test_names_presence_and_equality_are_told_and_no_value(
    place: Callable[..., Keysieve], sample: Callable[..., str]
) -> None:
    one, other = sample("{base62:32}"), sample("{base62:33}")
    keysieve = place(base="SHARED=1\n", dev=f"A={one}\nB=\nC={one}\n", prod=f"A={one}\nB={other}\nD=1\n")
    outcome = keysieve("env", "diff")
    assert outcome.code == 1
    assert one not in outcome.out
    table = rows(keysieve)
    assert {name: row["kind"] for name, row in table.items()} == {
        "SHARED": "same",
        "A": "same",
        "B": "missing",
        "C": "missing",
        "D": "missing",
    }
    assert table["A"]["dev"] == table["C"]["dev"]
    assert table["B"]["dev"] == "empty"
    assert table["D"]["dev"] == "missing"


def test_hashes_of_two_runs_cannot_be_compared(place: Callable[..., Keysieve]) -> None:
    keysieve = place(dev="A=password\n", prod="A=password\n")
    assert rows(keysieve)["A"]["dev"] != rows(keysieve)["A"]["dev"]


def test_environments_that_set_the_same_names_exit_0(place: Callable[..., Keysieve]) -> None:
    keysieve = place(dev="A=1\n", prod="A=2\n")
    assert keysieve("env", "diff").code == 0
    assert keysieve("env", "diff", ".env.dev", ".env.prod").code == 0
    assert re.fullmatch(r" +dev +prod\nA +[0-9a-f]{8} +[0-9a-f]{8} +different\n", keysieve("env", "diff").out)


def test_references_are_compared_by_what_they_come_to(place: Callable[..., Keysieve]) -> None:
    keysieve = place(dev="H=a\nU=http://${H}/\n", prod="H=b\nU=http://${H}/\n")
    assert rows(keysieve)["U"]["kind"] == "different"


@pytest.mark.parametrize("words", [["dev"], ["dev", "nothing"], []], ids=str)
def test_what_cannot_be_compared_is_exit_2(place: Callable[..., Keysieve], words: list[str]) -> None:
    outcome = place(dev="A=1\n")("env", "diff", *words)
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1
