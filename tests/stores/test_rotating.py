"""Rotation, over every store against its real counterpart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from scanner.model import Secret
from scanner.stores.cached import CachedStore
from scanner.stores.encrypted_file import EncryptedFileStore
from scanner.stores.generate import Generator
from scanner.stores.interface import ConflictError, NotFoundError
from scanner.stores.rotating import RotatingSecret, due

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.stores.interface import Stored, Version
    from tests.stores.conftest import Counterpart

HOUR = timedelta(hours=1)

ROTATIONS = {"file": 20, "vault": 20, "aws": 5, "kubernetes": 3}
"""While clients read: as many as the counterpart of each store does in a few seconds."""


class Clock:
    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


def rotating(counterpart: Counterpart, clock: Clock) -> RotatingSecret:
    """A new process, so to speak: nothing is known but what the store says."""
    return RotatingSecret(counterpart.again(), "app.key", HOUR, clock)


def test_both_values_count_inside_the_grace_and_one_after_it(counterpart: Counterpart, clock: Clock) -> None:
    counterpart.store.put("app.key", Secret(b"old"))
    assert rotating(counterpart, clock).verify(Secret(b"old")) == "current"
    rotating(counterpart, clock).rotate(lambda: Secret(b"new"))
    for clock.ahead in (timedelta(), timedelta(minutes=58)):
        assert rotating(counterpart, clock).verify(Secret(b"new")) == "current"
        assert rotating(counterpart, clock).verify(Secret(b"old")) == "previous"
        assert rotating(counterpart, clock).verify(Secret(b"other")) is None
    clock.ahead = timedelta(minutes=62)
    assert rotating(counterpart, clock).verify(Secret(b"new")) == "current"
    assert rotating(counterpart, clock).verify(Secret(b"old")) is None


def test_previous_value_is_forgotten_after_the_grace_and_not_before(counterpart: Counterpart, clock: Clock) -> None:
    store = counterpart.store
    store.put("app.key", Secret(b"old"))
    assert not rotating(counterpart, clock).settle()
    rotating(counterpart, clock).rotate(lambda: Secret(b"new"))
    assert not rotating(counterpart, clock).settle()
    assert counterpart.again().get("app.key", "previous").secret == Secret(b"old")
    clock.ahead = timedelta(minutes=62)
    assert rotating(counterpart, clock).settle()
    assert not rotating(counterpart, clock).settle()
    with pytest.raises(NotFoundError):
        counterpart.again().get("app.key", "previous")
    assert rotating(counterpart, clock).current() == Secret(b"new")


def test_three_rotations_in_a_row_each_keep_the_last_two(counterpart: Counterpart, clock: Clock) -> None:
    counterpart.store.put("app.key", Secret(b"0"))
    for number in (1, 2, 3):
        rotating(counterpart, clock).rotate(lambda number=number: Secret(b"%d" % number))
        verdicts = [rotating(counterpart, clock).verify(Secret(b"%d" % value)) for value in range(4)]
        expected: list[str | None] = [None] * 4
        expected[number], expected[number - 1] = "current", "previous"
        assert verdicts == expected


def test_of_several_who_rotate_at_once_one_does(counterpart: Counterpart, clock: Clock) -> None:
    counterpart.store.put("app.key", Secret(b"old"))
    known = counterpart.again().get("app.key").version

    class Same:
        """All have seen the same version before any of them writes."""

        def __init__(self) -> None:
            self.store = counterpart.again()

        def __getattr__(self, name: str) -> object:
            return getattr(self.store, name)

        def get(self, name: str, version: str | None = None) -> object:
            stored = self.store.get(name, version)
            return type(stored)(stored.name, stored.secret, known)

    outcomes = []

    def rotate(number: int) -> None:
        try:
            RotatingSecret(Same(), "app.key", HOUR, clock).rotate(lambda: Secret(b"%d" % number))  # type: ignore[arg-type]
            outcomes.append(number)
        except ConflictError:
            outcomes.append(-1)

    threads = [Thread(target=rotate, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = [number for number in outcomes if number >= 0]
    assert len(outcomes) == 3
    assert counterpart.again().get("app.key").secret == Secret(b"%d" % winner)


def test_value_is_rotated_when_it_is_due(counterpart: Counterpart, clock: Clock) -> None:
    counterpart.store.put("app.key", Secret(b"old"))
    generate = Generator()
    assert rotating(counterpart, clock).rotate_if_due(generate, timedelta(days=90)) is None
    clock.ahead = timedelta(days=91)
    assert rotating(counterpart, clock).rotate_if_due(generate, timedelta(days=90)) is not None
    assert rotating(counterpart, clock).verify(Secret(b"old")) is None  # by this clock the grace is long over


def test_due_list_names_the_oldest_first(counterpart: Counterpart, clock: Clock) -> None:
    for name in ("b", "a"):
        counterpart.store.put(name, Secret(b"value"))
    assert due(counterpart.again(), timedelta(days=90), clock) == ()
    clock.ahead = timedelta(days=91)
    found = due(counterpart.again(), timedelta(days=90), clock)
    assert sorted(one.name for one in found) == ["a", "b"]
    assert all(one.age is not None and one.age.days == 91 for one in found)


@pytest.mark.parametrize("counterpart", ROTATIONS, indirect=True)
def test_no_client_is_rejected_while_its_secret_is_rotated(counterpart: Counterpart) -> None:
    """Clients read the secret and show it to a server, which reads it too, all the while.

    Between two rotations each client has come around once, as it has when they are a grace apart.
    """
    counterpart.store.put("app.key", Secret(b"start"))
    server = RotatingSecret(counterpart.again(), "app.key", HOUR)
    stop, rejected, rounds = Event(), [], [0] * 4

    def client(number: int) -> None:
        mine = counterpart.again()
        while not stop.is_set():
            if server.verify(mine.get("app.key").secret) is None:
                rejected.append(number)
            rounds[number] += 1

    threads = [Thread(target=client, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(ROTATIONS[counterpart.store.kind]):
        before = list(rounds)
        while any(now - then < 2 for now, then in zip(rounds, before)):
            assert all(thread.is_alive() for thread in threads)
            stop.wait(0.001)
        RotatingSecret(counterpart.store, "app.key", HOUR).rotate(Generator("hex"))
    stop.set()
    for thread in threads:
        thread.join()
    assert rejected == []


def test_value_that_is_newer_than_the_cache_counts_at_once(
    make_file_store: Callable[..., EncryptedFileStore], clock: Clock
) -> None:
    store = make_file_store()
    store.put("app.key", Secret(b"old"))
    server = RotatingSecret(CachedStore(make_file_store()), "app.key", HOUR, clock)
    assert server.verify(Secret(b"old")) == "current"
    store.put("app.key", Secret(b"new"))
    assert server.verify(Secret(b"new")) == "current"
    assert server.verify(Secret(b"old")) == "previous"


def test_wrong_values_do_not_become_a_load_on_the_store(make_file_store: Callable[..., EncryptedFileStore]) -> None:
    store = make_file_store()
    store.put("app.key", Secret(b"value"))
    asked = []

    class Counting(EncryptedFileStore):
        def get(self, name: str, version: str | None = None) -> Stored:
            asked.append(version)
            return super().get(name, version)

    inner = Counting(store._path, store._key)
    moment = datetime(2031, 1, 1, tzinfo=UTC)
    server = RotatingSecret(CachedStore(inner), "app.key", HOUR, lambda: moment)
    for _ in range(50):
        assert server.verify(Secret(b"wrong")) is None
    assert asked.count(None) == 3


def test_value_before_an_earlier_rotation_does_not_count_though_a_cache_holds_it(
    make_file_store: Callable[..., EncryptedFileStore],
) -> None:
    seconds = [0.0]
    clock = lambda: datetime(2031, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds[0])  # noqa: E731
    store = make_file_store(clock=clock)
    cached = CachedStore(store, ttl=300, clock=lambda: seconds[0])
    server = RotatingSecret(cached, "app.key", HOUR, clock)
    store.put("app.key", Secret(b"first"))
    seconds[0] = 10_000
    store.put("app.key", Secret(b"second"))
    seconds[0] = 20_000
    assert server.verify(Secret(b"second")) == "current"
    for seconds[0], version in ((20_301, None), (20_400, "previous")):
        cached.get("app.key", version)
    store.put("app.key", Secret(b"third"))
    seconds[0] = 20_610
    assert cached.get("app.key").secret == Secret(b"third")
    assert cached.get("app.key", "previous").secret == Secret(b"first")
    assert [server.verify(Secret(value)) for value in (b"first", b"second", b"third")] == [None, "previous", "current"]


def test_value_that_a_rotation_just_replaced_is_not_forgotten_with_the_one_before(
    make_file_store: Callable[..., EncryptedFileStore], clock: Clock
) -> None:
    store = make_file_store()

    class Rotated(EncryptedFileStore):
        def versions(self, name: str) -> tuple[Version, ...]:
            found = super().versions(name)
            store.put(name, Secret(b"third"))
            return found

    for value in (b"first", b"second"):
        store.put("app.key", Secret(value))
    clock.ahead = 2 * HOUR
    RotatingSecret(Rotated(store._path, store._key), "app.key", HOUR, clock).settle()
    clock.ahead = timedelta()
    assert RotatingSecret(make_file_store(), "app.key", HOUR, clock).verify(Secret(b"second")) == "previous"


def test_value_before_an_earlier_rotation_does_not_count_though_one_comes_between_two_reads(
    make_file_store: Callable[..., EncryptedFileStore],
) -> None:
    seconds = [0.0]
    clock = lambda: datetime(2031, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds[0])  # noqa: E731
    store = make_file_store(clock=clock)

    class Rotated(CachedStore):
        def get(self, name: str, version: str | None = None) -> Stored:
            found = super().get(name, version)
            if version == "previous" and seconds[0] == 650:
                store.put("app.key", Secret(b"third"))
                seconds[0] = 720
            return found

    cached = Rotated(store, ttl=300, clock=lambda: seconds[0])
    server = RotatingSecret(cached, "app.key", HOUR, clock)
    for value in (b"first", b"second"):
        store.put("app.key", Secret(value))
    assert server.verify(Secret(b"second")) == "current"
    for seconds[0], version in ((400, None), (600, "previous")):
        cached.get("app.key", version)
    seconds[0] = 650
    assert server.verify(Secret(b"first")) is None
    assert server.verify(Secret(b"second")) == "previous"


def test_rotation_is_no_load_on_the_store_however_many_verify(
    make_file_store: Callable[..., EncryptedFileStore], clock: Clock
) -> None:
    asked = []

    class Slow(EncryptedFileStore):
        def get(self, name: str, version: str | None = None) -> Stored:
            asked.append(version)
            Event().wait(0.05)
            return super().get(name, version)

    store = make_file_store()
    store.put("app.key", Secret(b"old"))
    cached = CachedStore(Slow(store._path, store._key))
    server = RotatingSecret(cached, "app.key", HOUR, clock)
    assert server.verify(Secret(b"old")) == "current"
    store.put("app.key", Secret(b"new"))
    cached.invalidate()
    asked.clear()
    threads = [Thread(target=server.verify, args=(Secret(b"new"),)) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(asked) < 15
