"""Verdicts agree with varlock 1.20, but for the exceptions that are named here and in docs/env.md."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from scanner.envschema.run import check_files
from scanner.errors import KeysieveError

sys.path.insert(0, os.path.dirname(__file__))
from varlock_cases import CASES, Case

sys.path.pop(0)

GOLDEN = json.loads((Path(__file__).parent.parent / "golden" / "varlock.json").read_text())["verdicts"]
STRICTER = {
    "number 0x10": "varlock reads it as 0, the digits before the x",
    "number 1_000": "varlock reads it as 1, the digits before the underscore",
    "number 1,000": "varlock reads it as 1, the digits before the comma",
    "port 1,000": "varlock reads it as 1, the digits before the comma",
    "sensitive 3": "a placeholder is told",
    "string minLength x": "what is not supported is named, never ignored",
    "string pos arg": "what is not supported is named, never ignored",
    "fallback empty": "an empty value does not count as set, whatever it comes from",
    "set twice": "a duplicate is an error",
    "item twice": "a duplicate is an error",
    "unknown option": "what is not supported is named, never ignored",
    "local wins": "all files are checked in one run, those too that another overrides",
    "another environment's file": "all environments are checked in one run",
}
MILDER = {
    "reference with fallback": "dotenv loaders give the fallback, so it is what they all read",
    "env triple": "what loaders read differently is a warning",
    "env bad deco": "a comment of a file that is no schema is a comment, unless it has a known decorator",
    "dollars": "what loaders read differently is a warning",
}


def verdict(case: Case, place: Path) -> str:
    (place / ".env.schema").write_text(case.schema, newline="")
    for name, text in case.files.items():
        (place / name).write_text(text, newline="")
    try:
        result = check_files([])
    except KeysieveError:
        return "reject"
    return "reject" if result.count("error") or result.failures else "accept"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_verdict_is_varlocks(case: Case, here: Path) -> None:
    ours, theirs = verdict(case, here), GOLDEN[case.name]
    if case.name in STRICTER:
        assert (ours, theirs) == ("reject", "accept")
    elif case.name in MILDER:
        assert (ours, theirs) == ("accept", "reject")
    else:
        assert ours == theirs


def test_every_case_has_a_verdict_and_there_are_enough_of_both_kinds() -> None:
    assert set(GOLDEN) == {case.name for case in CASES}
    assert len(GOLDEN) == len(CASES) >= 120
    assert min(list(GOLDEN.values()).count(each) for each in ("accept", "reject")) >= 50
    assert set(STRICTER) | set(MILDER) <= set(GOLDEN)
