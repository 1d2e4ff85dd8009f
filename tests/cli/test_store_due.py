"""Rotation without programs of the user's: `rotate`, `settle` and `due`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import get, put

if TYPE_CHECKING:
    from tests.conftest import Keysieve


def test_secret_is_rotated_and_the_old_value_forgotten_in_time(store: Keysieve) -> None:
    put(store, "a", b"old")
    outcome = store("store", "rotate", "a", "--generator", "hex", "--length", "16")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "a: rotated, version 2\n")
    assert len(bytes.fromhex(get(store, "a"))) == 16
    assert get(store, "a", "--version", "previous") == "old"
    assert "nothing to forget" in store("store", "settle", "a").err
    assert "is forgotten" in store("store", "settle", "a", "--grace", "0s").err
    assert store("store", "get", "a", "--version", "previous").code == 2


def test_grace_that_no_calendar_holds_is_not_over(store: Keysieve) -> None:
    put(store, "a", b"old")
    assert store("store", "rotate", "a").code == 0
    outcome = store("store", "settle", "a", "--grace", "999999w")
    assert (outcome.code, outcome.err) == (0, "a: nothing to forget\n")


def test_one_field_is_rotated_and_a_value_that_was_issued_is_read(store: Keysieve) -> None:
    put(store, "db", b'{"user": "app", "password": "old"}', "--json")
    assert store("store", "rotate", "db", "--field", "password").code == 0
    found = json.loads(get(store, "db"))
    assert (found["user"], len(found["password"])) == ("app", 32)
    assert store("store", "rotate", "db", "--field", "password", "--generator", "stdin", stdin=b"issued\n").code == 0
    assert get(store, "db", "--field", "password") == "issued"


def test_what_is_due_is_listed_and_what_is_young_stays(store: Keysieve) -> None:
    put(store, "a", b"value")
    assert store("store", "due").code == 0
    outcome = store("store", "rotate", "a", "--if-older-than", "90d")
    assert (outcome.code, outcome.err) == (0, "a: young enough\n")
    assert get(store, "a") == "value"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["rotate", "none"], "none: there is no such secret"),
        (["rotate", "a", "--length", "4"], "64 are the least"),
        (["rotate", "a", "--generator", "stdin"], "the value is empty"),
        (["due", "--older-than", "soon"], "no span of time"),
        (["settle", "none"], "none: there is no such secret"),
    ],
)
def test_rotation_that_cannot_be_done_changes_nothing(store: Keysieve, words: list[str], says: str) -> None:
    put(store, "a", b"value")
    outcome = store("store", *words)
    assert (outcome.code, outcome.out) == (2, "")
    assert says in outcome.err
    assert get(store, "a") == "value"
    assert len(store("store", "list", "a").out.splitlines()) == 1
