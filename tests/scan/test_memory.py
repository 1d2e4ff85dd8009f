"""The memory of scans: right, forgetful of what is old, and never a reason to fail."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from random import Random

import pytest

from scanner.git.log import Commit
from scanner.scan.course import Course, Past
from scanner.scan.memory import SECONDS_KEPT, Memory, discard
from scanner.sources.commits import Kind

A, B, C = "aa" * 20, "bb" * 20, "cc" * 32
PLAIN = Kind(False, frozenset(), b"py")


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "scanned.sqlite")


def test_what_was_seen_is_known_under_the_same_rules_only(path: str) -> None:
    memory = Memory("rules", "here", path)
    scope = memory.history_scope(["repo", "settings"])
    memory.remember([(A, PLAIN), (C, PLAIN)], scope, [A], [B])
    assert memory.clean_among([(B, PLAIN), (A, PLAIN), (C, PLAIN)]) == {1, 2}
    assert memory.history(scope) == Past((A,), (B,))
    for other in (Memory("others", "here", path), memory):
        assert other.history(other.history_scope(["repo", "other settings"])) == Past()
    assert Memory("others", "here", path).clean_among([(A, PLAIN)]) == set()


@pytest.mark.parametrize("kind", [PLAIN._replace(off=frozenset(["a-rule"])), PLAIN._replace(judged=b"txt")])
def test_what_was_seen_in_another_kind_of_path_is_not_known(path: str, kind: Kind) -> None:
    memory = Memory("rules", "here", path)
    memory.remember([(A, PLAIN)], memory.history_scope([]))
    assert memory.clean_among([(A, kind)]) == set()


def test_more_contents_than_a_question_has_room_for_are_asked_in_turns(path: str) -> None:
    memory = Memory("rules", "here", path)
    contents = [(f"{number:040x}", PLAIN) for number in range(2345)]
    memory.remember(contents[::2], memory.history_scope([]))
    assert memory.clean_among(contents) == set(range(0, 2345, 2))


def test_what_nobody_used_for_long_is_forgotten(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    memory, other = Memory("rules", "here", path), Memory("others", "here", path)
    scope = memory.history_scope([])
    memory.remember([(A, PLAIN)], scope, [A], [B])
    import time

    later = time.time() + SECONDS_KEPT + 10
    monkeypatch.setattr("scanner.scan.memory.time.time", lambda: later)
    other.remember([(B, PLAIN)], other.history_scope([]))
    assert memory.clean_among([(A, PLAIN)]) == set()
    assert memory.history(scope) == Past()
    assert other.clean_among([(B, PLAIN)]) == {0}


def test_locked_database_knows_nothing_and_is_not_thrown_away(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.scan.memory.SECONDS_OF_PATIENCE", 0)
    memory = Memory("rules", "here", path)
    scope = memory.history_scope([])
    memory.remember([(A, PLAIN)], scope)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    memory.remember([(B, PLAIN)], scope)
    other.execute("COMMIT")
    other.close()
    assert memory.clean_among([(A, PLAIN), (B, PLAIN)]) == {0}


def test_user_without_a_home_has_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> str:
        raise RuntimeError("no home")

    monkeypatch.setattr("scanner.scan.memory.cache_place", none)
    memory = Memory("rules", "here")
    memory.remember([(A, PLAIN)], memory.history_scope([]))
    assert memory.clean_among([(A, PLAIN)]) == set()


def test_what_was_seen_in_another_clone_is_not_believed(path: str) -> None:
    memory = Memory("rules", "a crafted clone", path)
    scope = memory.history_scope([])
    memory.remember([(A, PLAIN)], scope, [A])
    other = Memory("rules", "here", path)
    assert other.clean_among([(A, PLAIN)]) == set()
    assert other.history(other.history_scope([])) == Past()


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM adding",
        f"UPDATE adding SET id = 'text' WHERE id = x'{A}'",
        "DELETE FROM course",
        "UPDATE course SET below = ''",
        "UPDATE course SET below = below || char(10, 10)",
        "INSERT INTO tip SELECT scope, x'dd' FROM course",
        "UPDATE seal SET digest = x'dd'",
        "DELETE FROM seal",
    ],
)
def test_history_that_is_not_as_it_was_written_is_not_known_and_is_written_anew(path: str, damage: str) -> None:
    memory = Memory("rules", "here", path)
    scope = memory.history_scope([])
    course = Course(A, (Commit(A, (B,)), Commit(B, ())))
    memory.remember([(A, PLAIN)], scope, [A], [A, B], course)
    assert memory.history(scope) == Past((A,), (A, B), course)
    with sqlite3.connect(path) as database:
        database.execute(damage)
    database.close()
    assert memory.history(scope) == Past()
    memory.remember([], scope, [B], [B])
    assert memory.history(scope) == Past((B,), (B,))
    memory.remember([], scope, [C])
    assert memory.history(scope) == Past((B, C), (B,))
    assert memory.clean_among([(A, PLAIN)]) == {0}


def test_flipped_bit_anywhere_never_fails_and_hides_nothing(path: str) -> None:
    memory = Memory("rules", "here", path)
    scope = memory.history_scope([])
    course = Course(A, (Commit(A, (B,)), Commit(B, ())))
    memory.remember([(A, PLAIN), (B, PLAIN)], scope, [A], [A, B], course)
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    whole = Path(path).read_bytes()
    random = Random(1)
    filled = [at for at, byte in enumerate(whole) if byte]
    for at in random.sample(filled, 250):
        discard(path)
        damaged = bytearray(whole)
        damaged[at] ^= 1 << random.randrange(8)
        Path(path).write_bytes(damaged)
        Path(path).chmod(0o600)
        assert memory.history(scope) in (Past((A,), (A, B), course), Past())
        assert memory.clean_among([(A, PLAIN), (C, PLAIN)]) in ({0}, set())
        assert memory.noted(scope) is None or memory.noted(scope)
