"""A scan without other processes gives what one in turn gives, whatever happens to one of its entries."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from scanner.entry import main
from scanner.errors import KeysieveError
from scanner.scan.alone import LoneWalk
from tests.scan.numbers import Numbers, in_turn

if TYPE_CHECKING:
    from tests.conftest import Repo


def test_result_is_that_of_a_scan_in_turn_and_progress_is_told(github_token: str) -> None:
    source = Numbers(200, github_token)
    told: list[tuple[int, int, int]] = []
    result = in_turn(source, LoneWalk(lambda *values: told.append(values)))
    assert result == in_turn(source)
    assert result.findings
    assert result.faults
    assert told == sorted(told)
    assert told[-1] == (result.listed, result.scanned_bytes, len(result.findings))


def test_an_error_that_nobody_foresaw_is_told_without_what_was_read_and_the_rest_is_scanned(github_token: str) -> None:
    expected = in_turn(Numbers(200, github_token))
    result = in_turn(Numbers(200, github_token, unforeseen=101), LoneWalk())
    (fault,) = (fault for fault in result.faults if "internal error" in fault.message)
    assert fault.path == b"dir/101"
    assert fault.message.startswith("it cannot be scanned: internal error, ZeroDivisionError at numbers.py:")
    assert github_token not in fault.message
    assert result.findings == expected.findings
    assert result.scanned == expected.scanned - 1


def test_a_source_that_fails_fails_the_scan(github_token: str) -> None:
    with pytest.raises(KeysieveError, match="git ended"):
        in_turn(Numbers(200, github_token, broken=100), LoneWalk())


@pytest.mark.parametrize(
    "words", [["."], ["--history"], ["--range", "HEAD^!"], ["--staged"]], ids=lambda words: words[0]
)
def test_little_input_is_scanned_without_another_process(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, github_token: str, words: list[str]
) -> None:
    repo.commit(**{"a.py": "x = 1\n"})
    repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    repo.stage("b.py", f"key = '{github_token}'\n")
    monkeypatch.delattr(os, "fork", raising=False)  # as on Windows
    monkeypatch.chdir(repo.root)
    assert main(["scan", *words]) == 1
