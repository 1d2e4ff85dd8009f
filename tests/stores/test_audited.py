from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from scanner.model import Secret
from scanner.stores.access_log import AccessLog, Event, check_log, read_log
from scanner.stores.audited import AuditedStore
from scanner.stores.interface import NotFoundError, RefusedValueError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.stores.encrypted_file import EncryptedFileStore

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "access.jsonl"


@pytest.fixture
def audited(make_file_store: Callable[..., EncryptedFileStore], log: Path) -> AuditedStore:
    clock = lambda: datetime(2031, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)  # noqa: E731
    return AuditedStore(make_file_store(), AccessLog(str(log)), "alice", clock)


def test_line_of_which_a_full_disk_took_a_part_is_no_success(
    audited: AuditedStore, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    audited.put("a", Secret(b"value"))
    write, room = os.write, [100]

    def full(descriptor: int, data: bytes) -> int:
        if not room[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        taken = write(descriptor, data[: room[0]])
        room[0] -= taken
        return taken

    with monkeypatch.context() as patch:
        patch.setattr("scanner.stores.access_log.os.write", full)
        with pytest.raises(UnavailableError, match="No space left"):
            audited.get("a")
    assert audited.get("a").secret == Secret(b"value")
    assert [row["action"] for row in read_log(str(log))].count("get") == 1


@pytest.fixture
def written(audited: AuditedStore, log: Path) -> Path:
    """A log of several accesses."""
    audited.put("a", Secret(b"marker-of-the-value"))
    audited.get("a")
    audited.put("a", Secret(b"marker-of-the-value"))
    audited.get("a", "previous")
    with pytest.raises(NotFoundError):
        audited.get("none")
    audited.list()
    return log


def test_log_says_who_did_what_when(written: Path) -> None:
    rows = list(read_log(str(written)))
    assert [(row["action"], row["name"], row["version"], row["outcome"]) for row in rows] == [
        ("put", "a", "", "begun"),
        ("put", "a", "1", "ok"),
        ("get", "a", "1", "ok"),
        ("put", "a", "", "begun"),
        ("put", "a", "2", "ok"),
        ("get", "a", "1", "ok"),
        ("get", "none", "", "NotFoundError"),
        ("list", "", "", "ok"),
    ]
    assert {(row["time"], row["actor"], row["store"]) for row in rows} == {
        ("2031-05-06T07:08:09.123+00:00", "alice", "file")
    }
    assert stat.S_IMODE(written.stat().st_mode) == 0o600


def test_log_holds_no_value(written: Path, audited: AuditedStore) -> None:
    with pytest.raises(RefusedValueError):
        audited.put("marker-of-the-value, in the wrong place", Secret(b"x"))
    assert b"marker-of-the-value" not in written.read_bytes()
    assert list(read_log(str(written)))[-1]["name"] == "(no name)"


def test_every_changed_byte_of_the_log_shows(written: Path) -> None:
    text = written.read_bytes()
    assert check_log(str(written)).faults == ()
    for place in range(len(text)):
        written.write_bytes(text[:place] + bytes([text[place] ^ 1]) + text[place + 1 :])
        assert check_log(str(written)).faults, place


@pytest.mark.parametrize("change", ["first", "middle", "last", "last two", "swap", "repeat", "all"])
def test_removed_and_moved_lines_show(written: Path, change: str) -> None:
    lines = written.read_bytes().splitlines(keepends=True)
    changed = {
        "first": lines[1:],
        "middle": lines[:3] + lines[4:],
        "last": lines[:-1],
        "last two": lines[:-2],
        "swap": [lines[1], lines[0], *lines[2:]],
        "repeat": [*lines, lines[-1]],
        "all": [],
    }[change]
    written.write_bytes(b"".join(changed))
    assert check_log(str(written)).faults


def test_forged_log_shows_against_a_head_that_was_noted(written: Path, audited: AuditedStore) -> None:
    head = check_log(str(written)).head
    audited.get("a")
    assert check_log(str(written), head).faults == ()
    for file in (written, Path(f"{written}.head")):
        file.unlink()
    audited.get("a")
    assert check_log(str(written)).faults == ()
    assert check_log(str(written), head).faults == ("the line with the expected hash is not in it",)


def test_log_of_many_writers_is_one_chain(make_file_store: Callable[..., EncryptedFileStore], log: Path) -> None:
    store = make_file_store()
    store.put("a", Secret(b"value"))

    def read(number: int) -> None:
        for _ in range(10):
            AuditedStore(store, AccessLog(str(log), 60), f"actor {number}").get("a")

    threads = [Thread(target=read, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    verdict = check_log(str(log))
    assert (verdict.lines, verdict.faults) == (80, ())


def test_line_that_a_power_cut_left_shows_and_the_chain_goes_on(written: Path, audited: AuditedStore) -> None:
    lines = check_log(str(written)).lines
    with written.open("ab") as stream:
        stream.write(b'{"number":9,"time":"2031')
    audited.get("a")
    audited.get("a")
    verdict = check_log(str(written))
    assert verdict.lines == lines + 3
    assert verdict.faults == (f"line {lines + 1}: is no line of an access log",)


def test_without_a_log_nothing_is_handed_out_and_nothing_changed(
    make_file_store: Callable[..., EncryptedFileStore], tmp_path: Path
) -> None:
    store = make_file_store()
    store.put("a", Secret(b"value"))
    (tmp_path / "directory").mkdir()
    audited = AuditedStore(store, AccessLog(str(tmp_path / "directory")), "alice")
    for call in (
        lambda: audited.get("a"),
        lambda: audited.put("a", Secret(b"other")),
        lambda: audited.delete("a"),
    ):
        with pytest.raises(UnavailableError, match="access log cannot be written"):
            call()
    assert store.get("a").secret == Secret(b"value")


def test_log_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert check_log(str(tmp_path / "none")).lines == 0
    assert list(read_log(str(tmp_path / "none"))) == []


def test_lines_of_other_shape_are_no_lines(written: Path) -> None:
    row = next(read_log(str(written)))
    for other in ([], {}, {**row, "number": "1"}, {**row, "more": "x"}, {**row, "actor": 1}):
        written.write_text(json.dumps(other) + "\n")
        assert check_log(str(written)).faults[0] == "line 1: is no line of an access log"


APPEND = """
import sys
from scanner.stores.access_log import AccessLog, Event
log = AccessLog(sys.argv[1])
while True:
    log.append(Event("2031-01-01T00:00:00+00:00", "alice", "file", "a" * 200, "1", "get", "ok"))
    sys.stdout.write(".")
    sys.stdout.flush()
"""


def test_killed_writer_leaves_a_log_that_is_intact(log: Path) -> None:
    told = 0
    for _ in range(3):
        writer = subprocess.Popen(
            [sys.executable, "-c", APPEND, str(log)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
        )
        assert writer.stdout is not None
        told += len(writer.stdout.read(5))
        writer.kill()
        told += len(writer.stdout.read())
        writer.stdout.close()
        writer.wait()
    verdict = check_log(str(log))
    assert verdict.faults == ()
    assert told <= verdict.lines <= told + 3


@pytest.mark.parametrize("kept", [0, 1, -2, -1])
def test_lines_that_were_cut_off_still_show_after_the_next_access(
    written: Path, audited: AuditedStore, kept: int
) -> None:
    lines = written.read_bytes().splitlines(keepends=True)
    written.write_bytes(b"".join(lines[:kept]))
    audited.get("a")
    audited.get("a")
    assert len(check_log(str(written)).faults) == 1


def test_log_that_is_moved_with_its_head_is_intact_and_a_new_one_begins(written: Path, audited: AuditedStore) -> None:
    moved = written.with_name("older.jsonl")
    written.rename(moved)
    Path(f"{written}.head").rename(f"{moved}.head")
    audited.get("a")
    assert (check_log(str(written)).lines, check_log(str(written)).faults) == (1, ())
    assert check_log(str(moved)).faults == ()
    moved.write_bytes(b"".join(moved.read_bytes().splitlines(keepends=True)[:-1]))
    assert check_log(str(moved)).faults


def test_full_disk_leaves_no_half_line_in_the_log(
    audited: AuditedStore, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, write = written.read_bytes(), os.write

    def full(descriptor: int, data: bytes) -> int:
        if len(data) < 100:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(descriptor, data[:-99])

    with monkeypatch.context() as patch:
        patch.setattr("scanner.stores.access_log.os.write", full)
        with pytest.raises(UnavailableError, match="No space left"):
            audited.get("a")
    assert written.read_bytes() == before
    audited.get("a")
    assert check_log(str(written)).faults == ()


def test_change_that_is_done_is_not_told_as_if_it_were_not(
    audited: AuditedStore, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = AccessLog.append

    def full(log: AccessLog, event: Event) -> None:
        if event.outcome == "ok":
            raise UnavailableError("the access log cannot be written: No space left on device")
        append(log, event)

    with monkeypatch.context() as patch:
        patch.setattr(AccessLog, "append", full)
        with pytest.raises(UnavailableError, match=r"; the put itself is done$"):
            audited.put("a", Secret(b"changed"))
        with pytest.raises(UnavailableError, match=r"No space left on device$"):
            audited.get("a")
    assert audited.get("a").secret == Secret(b"changed")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes among files")
def test_pipe_beside_the_log_is_not_waited_for(audited: AuditedStore, written: Path) -> None:
    os.mkfifo(f"{written}.head.new")
    with pytest.raises(UnavailableError, match="access log cannot be written"):
        audited.get("a")


def test_log_whose_head_cannot_be_read_is_not_called_intact(written: Path) -> None:
    head = Path(f"{written}.head")
    head.unlink()
    head.mkdir()
    with pytest.raises(UnavailableError, match=r"head: cannot be read"):
        check_log(str(written))
