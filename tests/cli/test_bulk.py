"""`--engine`, `--jobs`, and what happens when a long scan is interrupted."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scanner.cli.bulk import LEAST_PER_JOB, chosen_jobs
from tests.conftest import CLEAN_ENVIRONMENT, Repo, compiled_patterns

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")


@pytest.fixture
def tree(repo: Repo, github_token: str, password: str, new_cache: Path) -> Repo:
    """Four megabytes in two hundred files, some with secrets."""
    for number in range(200):
        text = "def f(x):\n    return x + 1  # token of nothing\n" * 450
        if number % 20 == 0:
            text += f"key = '{github_token}'\ndb_password = \"{password}\"\n"
        repo.write(f"d{number % 7}/{number}.py", text)
    repo.git("add", ".")
    repo.commit()  # the salt of fingerprints is that of the first commit
    repo.keysieve.environment["XDG_CACHE_HOME"] = str(new_cache)
    return repo


def test_findings_are_the_same_with_every_engine_and_any_number_of_processes(tree: Repo) -> None:
    pytest.importorskip("hyperscan")
    reports = []
    for words in (["--engine", "aho", "--jobs", "1"], ["--engine", "hyperscan", "--jobs", "3"], ["--jobs", "2"], []):
        run = tree.keysieve("scan", "--format", "json", *words)
        assert (run.code, run.err) == (1, "")
        report = run.report
        del report["summary"]["seconds"], report["summary"]["ended"]
        reports.append(report)
    assert len(reports[0]["findings"]) == 20
    assert all(report == reports[0] for report in reports)


def test_verbose_says_which_engine_was_chosen(tree: Repo, tmp_path: Path) -> None:
    assert "engine         aho, 1 process\n" in tree.keysieve("scan", "-v", "d0/0.py").out
    pytest.importorskip("hyperscan")
    words = ("scan", "-v", "--jobs", "2", "--engine", "hyperscan")
    assert "engine         hyperscan (compiling), 2 processes\n" in tree.keysieve(*words).out
    compiled_patterns(tmp_path)
    assert "engine         hyperscan, 2 processes\n" in tree.keysieve(*words).out  # the first run left the patterns


def test_unknown_engine_and_no_jobs_are_errors(tree: Repo) -> None:
    for words in (["--engine", "fast"], ["--jobs", "0"]):
        assert tree.keysieve("scan", *words).code == 2


def test_interrupted_scan_ends_at_once_and_leaves_nothing_half_written(tree: Repo) -> None:
    report = tree.root.parent / "report.json"
    run = subprocess.Popen(
        [sys.executable, "-c", HOLD, "scan", "--jobs", "2", "--format", "json", "--output", str(report)],
        cwd=tree.root,
        env={**CLEAN_ENVIRONMENT, **tree.keysieve.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert run.stdout is not None
    assert run.stdout.readline().startswith("working")
    asked = time.monotonic()
    run.send_signal(signal.SIGINT)
    _, complaint = run.communicate(timeout=20)
    assert time.monotonic() - asked < 10  # far more than it takes: a timing is no test
    assert (run.returncode, complaint) == (130, "keysieve: interrupted\n")
    assert not report.exists()
    assert not [name for name in os.listdir(report.parent) if "report" in name]


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="Linux tells of processes there")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_processes_of_a_scan_that_is_killed_end_with_it(tree: Repo, number: signal.Signals) -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", HOLD, "scan", "--jobs", "2"],
        cwd=tree.root,
        env={**CLEAN_ENVIRONMENT, **tree.keysieve.environment},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout is not None
    workers = {run.stdout.readline().split()[1] for _ in range(2)}
    assert len(workers) == 2
    with run:
        run.send_signal(number)
    for _ in range(200):  # far less time than they would sleep for
        left = [worker for worker in workers if os.path.exists(f"/proc/{worker}")]
        if not left:
            break
        time.sleep(0.1)
    assert not left


HOLD = """
import os, signal, sys, time
import scanner.scan.worker
from scanner.entry import main

signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell runs in the background ignores it

def hold(*arguments):
    os.write(1, b"working %d\\n" % os.getpid())
    time.sleep(60)

scanner.scan.worker.take = hold
sys.exit(main(sys.argv[1:]))
"""


def test_progress_is_shown_on_a_terminal_and_on_standard_error_alone(tree: Repo) -> None:
    code = "import sys, scanner.cli.progress as p; p.AFTER = p.EVERY = 0.0; from scanner.entry import main; "
    master, slave = pty.openpty()
    run = subprocess.run(
        [sys.executable, "-c", code + "sys.exit(main(sys.argv[1:]))", "scan", "--jobs", "2"],
        cwd=tree.root,
        env={**CLEAN_ENVIRONMENT, **tree.keysieve.environment, "TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=slave,
        timeout=60,
        check=False,
    )
    os.close(slave)
    shown = os.read(master, 1 << 16).decode()
    os.close(master)
    assert run.returncode == 1
    assert " files, " in shown
    assert " MB/s, " in shown
    assert shown.endswith("\r\x1b[K")
    assert "MB/s" not in run.stdout.decode()


def test_little_input_is_not_shared_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert chosen_jobs(None, LEAST_PER_JOB) == 1
    assert chosen_jobs(7, 0) == 7
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: range(4), raising=False)
    assert chosen_jobs(None, 100 * LEAST_PER_JOB) == 4
    assert chosen_jobs(None, 3 * LEAST_PER_JOB) == 3
