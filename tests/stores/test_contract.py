"""What every store does alike, run over every store against its real counterpart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from scanner.model import Secret
from scanner.stores.interface import (
    ABSENT,
    LARGEST_VALUE,
    ConflictError,
    NotFoundError,
    RefusedValueError,
    StoreError,
)
from scanner.stores.structured import field_of, fields_of, structured

if TYPE_CHECKING:
    from tests.stores.conftest import Counterpart

VALUES = {
    "text": b"a plain value",
    "spaces": b"  ends in spaces  ",
    "newline": b"ends in a newline\n",
    "lines": b"-----BEGIN-----\r\nline\n-----END-----\n",
    "unicode": "zażółć gęślą jaźń 🔑".encode(),
    "quotes": b"\"quoted\" 'and' \\escaped\\ ${NOT} $(expanded)",
    "binary": bytes(range(256)),
    "nul": b"\0",
    "json": b'{"b": 1, "a": [true, null]}',
    "canonical": b'{"a":"1","b":"2"}',
    "one field": b'{"value":"x"}',
    "field names": '{"":"empty","a b/c":"d","ł":"e"}'.encode(),
    "marked": b'{"encoding":"base64","value":"eA=="}',
    "numbers": b'{"a":1.50,"b":12345678901234567890}',
    "array": b"[1,2]",
    "false": b"false",
    "large": b"x" * LARGEST_VALUE,
}


def values_of(counterpart: Counterpart, name: str) -> list[bytes]:
    store = counterpart.again()
    return [store.get(name, version.id).secret.reveal_in_clear() for version in store.versions(name)]


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_value_comes_back_byte_for_byte(counterpart: Counterpart, value: bytes) -> None:
    written = counterpart.store.put("app.key", Secret(value))
    stored = counterpart.again().get("app.key")
    assert stored.secret.reveal_in_clear() == value
    assert (stored.name, stored.version.id) == ("app.key", written.id)
    assert "current" in stored.version.stages


def test_versions_are_told_apart(counterpart: Counterpart) -> None:
    ids = [counterpart.store.put("app.key", Secret(b"value %d" % number)).id for number in range(counterpart.kept)]
    versions = counterpart.again().versions("app.key")
    assert [version.id for version in versions][: counterpart.kept] == ids[::-1]
    assert len(set(ids)) == counterpart.kept
    assert values_of(counterpart, "app.key")[: counterpart.kept] == [
        b"value %d" % number for number in reversed(range(counterpart.kept))
    ]
    store = counterpart.again()
    assert store.get("app.key", "current").version.id == store.get("app.key").version.id == ids[-1]
    assert store.get("app.key", "previous").version.id == ids[-2]
    assert [version.stages for version in versions[:2]] == [("current",), ("previous",)]


def test_version_says_when_it_was_made(counterpart: Counterpart) -> None:
    version = counterpart.store.put("app.key", Secret(b"value"))
    found = counterpart.again().versions("app.key")[0]
    assert found.created is not None
    assert found.created.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - found.created) < timedelta(minutes=5)
    assert version.created is None or abs(version.created - found.created) < timedelta(seconds=5)


def test_first_version_has_none_before_it(counterpart: Counterpart) -> None:
    counterpart.store.put("app.key", Secret(b"value"))
    with pytest.raises(NotFoundError, match="previous"):
        counterpart.store.get("app.key", "previous")


@pytest.mark.parametrize("version", [None, "current", "previous", "1", "99"])
def test_what_is_missing_is_not_found(counterpart: Counterpart, version: str | None) -> None:
    with pytest.raises(NotFoundError, match=r"app\.none"):
        counterpart.store.get("app.none", version)


def test_missing_secret_has_no_versions_and_cannot_be_deleted(counterpart: Counterpart) -> None:
    with pytest.raises(NotFoundError, match=r"app\.none"):
        counterpart.store.versions("app.none")
    with pytest.raises(NotFoundError, match=r"app\.none"):
        counterpart.store.delete("app.none")
    with pytest.raises(NotFoundError, match=r"app\.none"):
        counterpart.store.forget("app.none", "previous")


@pytest.mark.parametrize("version", ["99", "none", "-1", "0", "AWSCURRENT", "../1", ""])
def test_missing_version_is_not_found_or_empty_is_current(counterpart: Counterpart, version: str) -> None:
    counterpart.store.put("app.key", Secret(b"value"))
    if version == "":
        assert counterpart.store.get("app.key", version).secret == Secret(b"value")
        return
    with pytest.raises(NotFoundError, match=r"app\.key"):
        counterpart.store.get("app.key", version)


def test_expected_version_is_held_against_the_current_one(counterpart: Counterpart) -> None:
    store = counterpart.store
    first = store.put("app.key", Secret(b"one"), expect=ABSENT)
    second = store.put("app.key", Secret(b"two"), expect=first.id)
    for wrong in (ABSENT, first.id, "77"):
        with pytest.raises(ConflictError, match=r"app\.key"):
            counterpart.again().put("app.key", Secret(b"three"), expect=wrong)
    assert counterpart.again().get("app.key").secret == Secret(b"two")
    assert store.versions("app.key")[0].id == second.id
    with pytest.raises(ConflictError, match=r"app\.none"):
        store.put("app.none", Secret(b"one"), expect=first.id)
    assert store.list() == ("app.key",)


def test_of_two_writers_who_expect_the_same_one_loses(counterpart: Counterpart) -> None:
    first = counterpart.store.put("app.key", Secret(b"start"))
    outcomes: list[str] = []

    def write(number: int) -> None:
        try:
            counterpart.again().put("app.key", Secret(b"writer %d" % number), expect=first.id)
            outcomes.append("written")
        except ConflictError:
            outcomes.append("lost")

    threads = [Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["lost", "lost", "lost", "written"]


def test_deleted_secret_is_gone_and_can_be_made_again(counterpart: Counterpart) -> None:
    store = counterpart.store
    store.put("app.key", Secret(b"one"))
    store.put("app.key", Secret(b"two"))
    store.put("app.other", Secret(b"stays"))
    store.delete("app.key")
    for version in (None, "previous"):
        with pytest.raises(NotFoundError, match=r"app\.key"):
            counterpart.again().get("app.key", version)
    assert counterpart.again().list() == ("app.other",)
    store.put("app.key", Secret(b"new"), expect=ABSENT)
    assert values_of(counterpart, "app.key") == [b"new"]


def test_forgotten_version_cannot_be_read(counterpart: Counterpart) -> None:
    store = counterpart.store
    first = store.put("app.key", Secret(b"one"))
    store.put("app.key", Secret(b"two"))
    store.forget("app.key", "previous")
    with pytest.raises(NotFoundError, match=r"app\.key"):
        counterpart.again().get("app.key", "previous")
    with pytest.raises(NotFoundError, match=r"app\.key"):
        counterpart.again().get("app.key", first.id)
    assert values_of(counterpart, "app.key") == [b"two"]
    third = store.put("app.key", Secret(b"three"))
    assert third.id != first.id
    assert store.get("app.key", "previous").secret == Secret(b"two")


def test_current_version_is_not_forgotten(counterpart: Counterpart) -> None:
    version = counterpart.store.put("app.key", Secret(b"one"))
    for wanted in ("current", version.id):
        with pytest.raises(RefusedValueError, match=r"app\.key"):
            counterpart.store.forget("app.key", wanted)
    assert counterpart.again().get("app.key").secret == Secret(b"one")


def test_names_are_listed_in_order(counterpart: Counterpart) -> None:
    assert counterpart.store.list() == ()
    for name in ("b.one", "a.two", "b.three"):
        counterpart.store.put(name, Secret(b"value"))
    assert counterpart.again().list() == ("a.two", "b.one", "b.three")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        "..",
        "a/../b",
        "a/./b",
        "a b",
        "ä",
        "a\n",
        "a\0b",
        "a?b",
        "a#b",
        "a%2fb",
        "x" * 254,
        "*",
    ],
)
def test_name_that_would_reach_elsewhere_is_refused(counterpart: Counterpart, name: str) -> None:
    with pytest.raises(RefusedValueError):
        counterpart.store.put(name, Secret(b"value"))
    for call in (counterpart.store.get, counterpart.store.versions, counterpart.store.delete):
        with pytest.raises((RefusedValueError, NotFoundError)):
            call(name)
    assert counterpart.store.list() == ()


@pytest.mark.parametrize("value", [b"", b"x" * (LARGEST_VALUE + 1)], ids=["empty", "too large"])
def test_value_that_does_not_fit_is_refused(counterpart: Counterpart, value: bytes) -> None:
    with pytest.raises(RefusedValueError, match=r"app\.key"):
        counterpart.store.put("app.key", Secret(value))
    assert counterpart.store.list() == ()


def test_fields_come_back(counterpart: Counterpart) -> None:
    secret = structured({"username": "app", "password": "p@ss/w:rd", "port": 5432})
    counterpart.store.put("app.db", secret)
    found = counterpart.again().get("app.db").secret
    assert fields_of(found) == {"username": "app", "password": "p@ss/w:rd", "port": 5432}
    assert field_of("app.db", found, "password") == Secret(b"p@ss/w:rd")
    assert field_of("app.db", found, "port") == Secret(b"5432")


def test_no_value_is_in_any_error_or_repr(counterpart: Counterpart) -> None:
    store = counterpart.store
    stored = [store.put("app.key", Secret(b"marker-of-the-value")), store.get("app.key")]
    shown = [repr(item) + str(item) for item in (*stored, store, store.versions("app.key"))]
    for call in (
        lambda: store.put("app.key", Secret(b"marker-of-the-value"), expect=ABSENT),
        lambda: store.put("bad name", Secret(b"marker-of-the-value")),
        lambda: store.get("app.key", "previous"),
        lambda: store.get("app.none"),
    ):
        with pytest.raises(StoreError) as caught:
            call()
        error: BaseException | None = caught.value
        while error is not None:
            shown.append(repr(error) + str(error))
            error = error.__cause__ or error.__context__
    assert "marker-of-the-value" not in "".join(shown)
