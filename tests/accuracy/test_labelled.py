"""Every labelled case gives what its mark says, but for the known failures, which shrink and never grow unseen."""

from __future__ import annotations

import os
from functools import cache

import pytest
from labelled import CASES, CaseError, Judge, read_cases, read_file

from scanner.ruleset.locate import load_ruleset

ALL = list(read_cases())
KNOWN = CASES / "known_failures.txt"


@cache
def judge() -> Judge:
    return Judge(load_ruleset())


def known_failures() -> list[str]:
    return [line for line in KNOWN.read_text(encoding="utf-8").split("\n") if line and not line.startswith("#")]


@pytest.mark.parametrize("case", ALL, ids=[case.key for case in ALL])
def test_labelled_case(case) -> None:
    if os.environ.get("GOLDEN") == "write":
        pytest.skip("the list of known failures is written")
    fault = judge().fault(case)
    if case.key in known_failures():
        assert fault, "passes now: take it off known_failures.txt (GOLDEN=write does)"
    else:
        assert not fault, fault


def test_known_failures_are_cases() -> None:
    if os.environ.get("GOLDEN") == "write":
        head = "# Cases that fail as yet, in the order of their files; GOLDEN=write writes this list.\n"
        KNOWN.write_text(head + "".join(f"{case.key}\n" for case in ALL if judge().fault(case)), encoding="utf-8")
    known = known_failures()
    assert sorted(set(known)) == sorted(known)
    assert set(known) <= {case.key for case in ALL}


def test_labelled_set_is_large_and_balanced() -> None:
    innocent = sum(not case.is_secret for case in ALL)
    assert len({case.key for case in ALL}) == len(ALL) >= 700
    assert 0.4 < innocent / len(ALL) < 0.6


def test_case_file_without_a_mark_is_refused(tmp_path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("password = x\n")
    with pytest.raises(CaseError, match=r"a\.txt:1"):
        list(read_file(file))
