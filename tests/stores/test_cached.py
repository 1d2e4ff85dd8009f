from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from threading import Barrier, Event, Thread
from typing import TYPE_CHECKING

import pytest

from scanner.model import Secret
from scanner.stores.cached import PAUSE, CachedStore
from scanner.stores.interface import DeniedError, NotFoundError, StoreError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.stores.encrypted_file import EncryptedFileStore
    from scanner.stores.interface import SecretStore, Stored


ROOT = Path(__file__).parent.parent.parent


class Counting:
    """A store that counts what it is asked, and fails when it is told to."""

    kind = "counting"

    def __init__(self, store: SecretStore) -> None:
        self.store = store
        self.asked: list[str] = []
        self.error: StoreError | None = None
        self.before: Callable[[], object] = lambda: None

    def get(self, name: str, version: str | None = None) -> Stored:
        self.asked.append(name)
        found = self.store.get(name, version) if self.error is None else None
        self.before()
        if found is None:
            assert self.error
            raise self.error
        return found

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)


class Clock:
    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def inner(make_file_store: Callable[..., EncryptedFileStore]) -> Counting:
    store = make_file_store()
    store.put("a", Secret(b"one"))
    store.put("b", Secret(b"of b"))
    return Counting(store)


def value(store: CachedStore, name: str = "a") -> bytes:
    return store.get(name).secret.reveal_in_clear()


def test_store_is_asked_once_in_its_time(inner: Counting, clock: Clock) -> None:
    store = CachedStore(inner, clock=clock)
    for clock.time in (0, 100, 299.9):
        assert value(store) == b"one"
    assert inner.asked == ["a"]
    inner.store.put("a", Secret(b"two"))
    clock.time = 300
    assert value(store) == b"two"
    assert inner.asked == ["a", "a"]


def test_hundred_threads_make_one_fetch_per_ttl(inner: Counting, clock: Clock) -> None:
    store, start, wrong = CachedStore(inner, clock=clock), Barrier(100), []
    waiting = Event()
    inner.before = lambda: waiting.wait(0.2)  # long enough for all of them to come

    def read() -> None:
        start.wait()
        wrong.extend(1 for _ in range(1000) if value(store) != b"one")

    for round_ in range(3):
        clock.time = 300.0 * round_
        threads = [Thread(target=read) for _ in range(100)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(inner.asked) == round_ + 1
    assert wrong == []


def test_error_reaches_all_who_wait_and_is_not_kept(inner: Counting, clock: Clock) -> None:
    store, start = CachedStore(inner, clock=clock), Barrier(10)
    inner.error = UnavailableError("down")
    waiting = Event()
    inner.before = lambda: waiting.wait(0.3)
    caught: list[StoreError] = []

    def read() -> None:
        start.wait()
        try:
            store.get("a")
        except StoreError as error:
            caught.append(error)

    threads = [Thread(target=read) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [str(error) for error in caught] == ["down"] * 10
    assert len({id(error) for error in caught}) == 10
    inner.error = None
    assert value(store) == b"one"


def test_own_writes_are_seen_at_once(inner: Counting, clock: Clock) -> None:
    store = CachedStore(inner, clock=clock)
    assert value(store) == b"one"
    store.put("a", Secret(b"two"))
    assert value(store) == b"two"
    assert store.get("a", "previous").secret == Secret(b"one")
    store.forget("a", "previous")
    with pytest.raises(NotFoundError):
        store.get("a", "previous")
    store.delete("a")
    with pytest.raises(NotFoundError):
        store.get("a")


def test_invalidate_forgets_one_or_all(inner: Counting, clock: Clock) -> None:
    store = CachedStore(inner, clock=clock)
    for name in ("a", "b"):
        value(store, name)
    store.invalidate("a")
    for name in ("a", "b"):
        value(store, name)
    assert inner.asked == ["a", "b", "a"]
    store.invalidate()
    for name in ("a", "b"):
        value(store, name)
    assert inner.asked == ["a", "b", "a", "a", "b"]


def test_answer_that_was_overtaken_by_a_write_is_not_kept(inner: Counting, clock: Clock) -> None:
    store = CachedStore(inner, clock=clock)

    def write() -> None:
        inner.before = lambda: None
        store.put("a", Secret(b"two"))

    inner.before = write
    store.get("a")
    assert value(store) == b"two"


def test_store_that_is_down_is_answered_for_within_a_limit(inner: Counting, clock: Clock) -> None:
    store = CachedStore(inner, stale=60, clock=clock)
    value(store)
    inner.error = UnavailableError("down")
    for clock.time in (300, 301, 300 + PAUSE - 0.1):
        assert value(store) == b"one"
    assert len(inner.asked) == 2
    clock.time = 359.9
    assert value(store) == b"one"
    clock.time = 360
    with pytest.raises(UnavailableError):
        store.get("a")


def test_nothing_stale_is_given_out_unless_asked_for(inner: Counting, clock: Clock) -> None:
    store = CachedStore(inner, clock=clock)
    value(store)
    inner.error, clock.time = UnavailableError("down"), 300
    with pytest.raises(UnavailableError):
        store.get("a")


@pytest.mark.parametrize("error", [DeniedError("no"), NotFoundError("gone")])
def test_refusal_is_never_covered_by_an_old_value(inner: Counting, clock: Clock, error: StoreError) -> None:
    store = CachedStore(inner, stale=10_000, clock=clock)
    value(store)
    inner.error, clock.time = error, 300
    with pytest.raises(type(error)):
        store.get("a")
    inner.error = UnavailableError("down")
    with pytest.raises(UnavailableError):
        store.get("a")


def test_cache_has_a_largest_size(inner: Counting, clock: Clock) -> None:
    for number in range(5):
        inner.store.put(f"n{number}", Secret(b"value"))
    store = CachedStore(inner, largest=2, clock=clock)
    for name in ("n0", "n1", "n0", "n2"):
        value(store, name)
    inner.asked.clear()
    for name in ("n0", "n2", "n1"):
        value(store, name)
    assert inner.asked == ["n1"]


def test_interrupted_reader_leaves_nobody_waiting(inner: Counting, clock: Clock) -> None:
    store = CachedStore(inner, clock=clock)

    def interrupt() -> None:
        raise KeyboardInterrupt

    inner.before = interrupt
    with pytest.raises(KeyboardInterrupt):
        store.get("a")
    inner.before = lambda: None
    assert value(store) == b"one"


def test_cache_does_not_print_what_it_holds(inner: Counting, clock: Clock) -> None:
    store = CachedStore(inner, clock=clock)
    inner.store.put("a", Secret(b"marker-of-the-value"))
    assert value(store) == b"marker-of-the-value"
    assert "marker" not in repr(store) + repr(list(store._entries.values()))


FORKED = """
import os, sys, threading
from scanner.model import Secret
from scanner.stores.cached import CachedStore
from scanner.stores.interface import Stored, Version

asked, answered = threading.Event(), threading.Event()

class Slow:
    def get(self, name, version=None):
        if not asked.is_set():
            asked.set()
            answered.wait()
        return Stored(name, Secret(b"value"), Version("1", None))

store = CachedStore(Slow())
reader = threading.Thread(target=store.get, args=("a",))
reader.start()
asked.wait()
child = os.fork()
if not child:
    store.get("a")
    os._exit(7)
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
answered.set()
reader.join()
sys.exit(code)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked")
def test_forked_process_does_not_wait_for_a_reader_that_it_lacks() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "ignore", "-c", FORKED]
    assert subprocess.run(command, env=environment, timeout=30, check=False).returncode == 7
