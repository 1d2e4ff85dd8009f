"""A scan that is shared out gives what one in turn gives, and says so when one of its processes is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from scanner.baseline.lookup import BaselineLookup
from scanner.config.model import Config
from scanner.engine.pipeline import Pipeline
from scanner.engine.prefilter.aho import AhoCorasickPrefilter
from scanner.errors import KeysieveError
from scanner.model import ScanResult
from scanner.ruleset.locate import load_ruleset
from scanner.scan.parallel import MOST_DEATHS, ParallelWalk, WorkerError
from scanner.scan.policy import Policy
from scanner.scan.run import run_scan
from scanner.scan.worker import Worker
from scanner.sources.listed import ListedSource
from tests.scan.numbers import Numbers, in_turn

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")


def scanned(source: ListedSource, jobs: int) -> ScanResult:
    rules = load_ruleset()
    pipeline = Pipeline(rules, AhoCorasickPrefilter(rules.keywords))
    told: list[tuple[int, int, int]] = []
    walk = ParallelWalk(jobs, lambda *values: told.append(values))
    result = run_scan(source, pipeline, Policy(Config()), BaselineLookup(None, "2026-01-01"), walk)
    assert told == sorted(told)
    assert told[-1][:2] == (result.listed, result.scanned_bytes)
    return result._replace(seconds=0.0)


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_result_is_that_of_one_process_to_the_last_detail(github_token: str, jobs: int) -> None:
    source = Numbers(ListedSource.most_keys * 7 + 5, github_token)
    expected = in_turn(source)
    assert len(expected.findings) > 40
    assert expected.faults
    assert expected.skipped
    assert scanned(source, jobs) == expected


def test_a_killed_worker_is_an_error_and_the_rest_is_scanned(github_token: str) -> None:
    deadly = frozenset((0, 64, 100, 101, 330))
    expected = in_turn(Numbers(400, github_token))
    result = scanned(Numbers(400, github_token, deadly), 2)
    killed = {fault.path: fault.message for fault in result.faults if "has died" in fault.message}
    assert set(killed) == {b"dir/%d" % number for number in deadly}
    assert set(killed.values()) == {"the process that scanned it has died: killed by signal 9; scan it again"}
    assert not result.complete
    assert result.listed == expected.listed
    assert result.scanned == expected.scanned - len(deadly)
    assert result.findings == expected.findings  # none of the deadly ones holds a secret
    assert result.skipped == expected.skipped


def test_an_error_that_nobody_foresaw_is_told_without_what_was_read_and_the_rest_is_scanned(github_token: str) -> None:
    expected = in_turn(Numbers(400, github_token))
    result = scanned(Numbers(400, github_token, unforeseen=101), 2)
    (fault,) = (fault for fault in result.faults if "has died" in fault.message)
    assert fault.path == b"dir/101"
    assert "internal error, ZeroDivisionError at numbers.py:" in fault.message
    assert github_token not in fault.message
    assert result.findings == expected.findings
    assert result.scanned == expected.scanned - 1


def children() -> set[str]:
    """Return the ids of this process's children, servers of other tests among them; Linux alone tells."""
    lists = Path("/proc/self/task").glob("*/children")
    return {child for each in lists for child in each.read_text().split()}


def test_a_scan_whose_workers_are_killed_again_and_again_ends(github_token: str) -> None:
    before = children()
    with pytest.raises(WorkerError, match="--jobs 1"):
        scanned(Numbers(400, github_token, frozenset(range(MOST_DEATHS + 3))), 2)
    assert children() <= before  # no process is left


def test_a_source_that_fails_in_a_worker_fails_the_scan(github_token: str) -> None:
    before = children()
    with pytest.raises(KeysieveError, match="git ended"):
        scanned(Numbers(400, github_token, broken=200), 2)
    assert children() <= before


def test_no_file_is_left_open(github_token: str) -> None:
    before = set(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else set()
    scanned(Numbers(300, github_token, frozenset((5,))), 3)
    if before:
        assert set(os.listdir("/proc/self/fd")) <= before | {str(max(map(int, before)) + 1)}


@pytest.fixture
def kill_when(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], list[int]]:
    """Kill one process when it is told about to `send`, or right after its last answer, `retire`."""

    def set_up(moment: str, call: int) -> list[int]:
        killed: list[int] = []
        calls = 0
        plain = getattr(Worker, moment)

        def kill_first(worker: Worker, *arguments: object) -> object:
            nonlocal calls
            calls += 1
            if calls == call:
                killed.append(worker._process)
                os.kill(worker._process, signal.SIGKILL)
                os.waitid(os.P_PID, worker._process, os.WEXITED | os.WNOWAIT)
            return plain(worker, *arguments)

        monkeypatch.setattr(Worker, moment, kill_first)
        return killed

    return set_up


@pytest.mark.parametrize(("moment", "call"), [("send", 1), ("send", 2), ("retire", 1), ("retire", 2)])
def test_worker_killed_while_it_has_nothing_to_do_is_no_success(
    github_token: str, kill_when: Callable[[str, int], list[int]], moment: str, call: int
) -> None:
    source = Numbers(ListedSource.most_keys * 3, github_token)
    expected = in_turn(source)
    killed = kill_when(moment, call)
    result = scanned(source, 2)
    assert len(killed) == 1
    (fault,) = (fault for fault in result.faults if "killed" in fault.message)
    assert fault.path == b"(a scanning process)"
    assert "signal 9" in fault.message
    assert not result.complete
    assert result.findings == expected.findings
    assert result.scanned == expected.scanned
    assert result.listed == expected.listed + 1
