"""What is understood without click means what it means to click; all else is left to it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from scanner.cli import scan_run
from scanner.cli.main import run_click
from scanner.cli.plain_scan import plain_scan
from scanner.errors import KeysieveError

if TYPE_CHECKING:
    from tests.conftest import Repo

UNDERSTOOD = (
    "",
    ".",
    "a b",
    "--history",
    "--history --no-cache -v",
    "--no-cache",
    "--staged --verbose",
    "--staged --history",
    "--range A..B",
    "--range=A..B --format json",
    "a --history",
    "--format sarif --output out.sarif a",
    "--output=out.json --format=json",
    "--history --history",
)
FOR_CLICK = (
    "--help",
    "-h",
    "--",
    "-",
    "-- -x",
    "--historic",
    "--history=yes",
    "--range",
    "--range=",
    "--range --staged",
    "--range -x",
    "--format",
    "--format=",
    "--format nothing",
    "--format json --format text",
    "--output= --format json",
    "-vv",
    "-v=1",
    "--ref main --history",
    "--jobs 2",
    "--min-confidence low",
    "--stdin",
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    calls: list[tuple[Any, ...]] = []

    def note(*arguments: Any) -> int:
        calls.append(arguments)
        return 0

    monkeypatch.setattr("scanner.cli.scan_run.run_scan_command", note)
    monkeypatch.setattr("scanner.cli.scan.run_scan_command", note)
    return calls


@pytest.mark.parametrize("words", UNDERSTOOD)
def test_words_mean_what_they_mean_to_click(words: str, asked: list[tuple[Any, ...]]) -> None:
    call = plain_scan(words.split())
    assert call is not None
    outcomes = []
    for run in (lambda: scan_run.run_plain_scan(call), lambda: run_click(["scan", *words.split()])):
        try:
            outcomes.append((run(), asked.pop()))
        except KeysieveError as error:
            outcomes.append((error.exit_code, str(error)))
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("words", FOR_CLICK)
def test_what_is_not_plain_is_left_to_click(words: str) -> None:
    assert plain_scan(words.split()) is None


@pytest.mark.parametrize("words", [["."], ["--history"], ["--range", "HEAD^!"], ["--format", "json"], ["--staged"]])
def test_usual_scan_does_without_click(repo: Repo, words: list[str]) -> None:
    repo.commit(**{"a.py": "x = 1\n"})
    program = (
        "import sys, scanner.entry as e, json; e.main(sys.argv[1:]); sys.stderr.write(json.dumps(list(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, "scan", *words], cwd=repo.root, check=True, capture_output=True, timeout=60
    )
    assert "click" not in json.loads(run.stderr.splitlines()[-1])
    assert run.stdout
