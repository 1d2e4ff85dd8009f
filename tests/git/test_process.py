"""A process with pipes, on both ways to start one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from scanner.git.process import Process

if TYPE_CHECKING:
    from collections.abc import Callable

    Start = Callable[..., Process]


@pytest.fixture(params=["posix_spawn", "Popen"])
def start(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Start a program in each of the two ways."""
    if request.param == "Popen":
        monkeypatch.delattr(os, "posix_spawn")
    return lambda *command: Process(command, dict(os.environ))


def open_descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


def test_lines_and_bytes_of_one_stream_are_not_lost(start: Start) -> None:
    process = start("sh", "-c", "printf 'first\\nsecond\\n12345'; cat")
    assert process.read_line() == b"first"
    assert process.read_some(3) == b"sec"
    assert process.read_line() == b"ond"
    process.write(b"67\n8")
    process.close_stdin()
    assert process.read_line() == b"1234567"
    assert process.read_line() == b"8"
    assert process.read_line() == b""
    assert process.finish() == (0, b"")


def test_rest_behind_a_line_is_not_lost(start: Start) -> None:
    process = start("sh", "-c", "printf 'a\\nb\\nc'")
    process.read_line()
    assert process.read_all() == b"b\nc"
    process.finish()


def test_exit_code_and_complaint_are_not_lost(start: Start) -> None:
    process = start("sh", "-c", "echo no >&2; exit 3")
    assert process.read_all() == b""
    assert process.finish() == (3, b"no\n")


def test_signal_is_not_success(start: Start) -> None:
    process = start("sh", "-c", "kill -9 $$")
    process.read_all()
    assert process.finish()[0] == -9


def test_complaint_is_not_lost_where_memory_files_are_missing(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "memfd_create", raising=False)
    process = start("sh", "-c", "echo no >&2")
    process.read_all()
    assert process.finish() == (0, b"no\n")


def test_many_complaints_do_not_block(start: Start) -> None:
    process = start("sh", "-c", "yes complaint | head -c 3000000 >&2; echo done")
    assert process.read_all() == b"done\n"
    code, said = process.finish()
    assert (code, len(said) >= 3_000_000) == (0, True), "the last of many warnings is as good as the first"


def test_writing_to_a_dead_process_does_not_kill_this_one(start: Start) -> None:
    process = start("sh", "-c", "exec <&-; echo closed; exit 5")
    assert process.read_all() == b"closed\n"
    process.write(b"x" * 200_000)
    assert process.finish()[0] == 5


def test_finishing_early_does_not_wait_for_ever(start: Start) -> None:
    process = start("sh", "-c", "yes")
    process.read_some(10)
    assert process.finish()[0] != 0


def test_missing_program_is_told_as_such(start: Start) -> None:
    with pytest.raises(FileNotFoundError, match="no-such-program-here"):
        start("no-such-program-here")


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="counts descriptors in /proc")
def test_descriptors_are_not_left_open(start: Start) -> None:
    start("true").finish()
    before = open_descriptors()
    for _ in range(3):
        process = start("cat")
        process.write(b"x")
        process.finish()
        with pytest.raises(FileNotFoundError):
            start("no-such-program-here")
    assert open_descriptors() == before
