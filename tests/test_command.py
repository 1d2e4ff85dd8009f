"""The forks that tests run the command in end as the processes do that users start."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests import command
from tests.command import Server, run_command

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each call starts an interpreter")

CALLS = {
    "version": (["--version"], b""),
    "nothing found": (["scan", "--stdin"], b"x = 1\n"),
    "unknown option": (["scan", "--no-such-option"], b""),
    "no repository": (["hook"], b""),
    "long input that is not read": (["--version"], b"x" * 1_000_000),
    "long input, long output": (["scan", "--stdin", "--format", "sarif"], b"password = 'aiNg4ahX2lei'\n" * 5_000),
    "name that is no text": (["scan", b"\xff"], b""),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


@pytest.mark.parametrize("name", CALLS)
def test_fork_answers_as_a_process_of_its_own(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    words, stdin = CALLS[name]
    environment = {**os.environ, "HOME": str(tmp_path), "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    fork = server.run(words, tmp_path, environment, stdin)
    started = subprocess.run(
        [sys.executable, "-m", "scanner", *words],
        cwd=tmp_path,
        env=environment,
        input=stdin,
        capture_output=True,
        check=False,
    )
    assert (fork.returncode, fork.stdout, fork.stderr) == (started.returncode, started.stdout, started.stderr)


def test_two_calls_hash_differently() -> None:
    assert len({next(command.servers()) for _ in range(3)}) == 2


def test_what_an_interpreter_reads_at_its_start_is_read(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import os\nos._exit(7)\n")
    assert run_command(["--version"], tmp_path, {**os.environ, "PYTHONPATH": str(tmp_path)}).returncode == 7


def test_fork_that_does_not_end_is_ended(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "SECONDS", 1)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(subprocess.TimeoutExpired):
        server.run(["scan", "--diff", "pipe"], tmp_path, dict(os.environ), b"")
    assert server.run(["--version"], tmp_path, dict(os.environ), b"").returncode == 0
