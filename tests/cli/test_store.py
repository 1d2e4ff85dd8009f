"""`keysieve store`: values, their versions and fields, and the names."""

from __future__ import annotations

import json
import os
import stat
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import get, put

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Keysieve


def test_value_is_written_and_printed_alone(store: Keysieve, tmp_path: Path) -> None:
    outcome = store("store", "put", "app/key", stdin=b"a value")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "app/key: version 1 written\n")
    assert get(store, "app/key") == "a value"
    file = tmp_path / "data" / "keysieve" / "store"
    assert b"a value" not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "value", [rb'{"a": "\ud800"}', b'{"a": "\xed\xa0\x80"}', b'{"a": NaN}', b'{"a": Infinity}', b'{"\\udfff": "x"}']
)
def test_what_is_json_to_some_programs_only_has_no_fields(store: Keysieve, value: bytes) -> None:
    outcome = store("store", "put", "a", "--json", stdin=value)
    assert (outcome.code, outcome.err) == (
        2,
        "keysieve: a: the value is no JSON object with members; leave out --json\n",
    )
    put(store, "a", value)
    outcome = store("store", "get", "a", "--field", "a")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == "keysieve: a: the value has no fields; leave out the field 'a'\n"
    assert store("store", "get", "a").out.encode("utf-8", "surrogateescape") == value


@pytest.mark.parametrize("command", [("put",), ("get",), ("rotate",)])
def test_field_of_a_variable_that_is_not_set_is_not_the_whole_value(store: Keysieve, command: tuple[str]) -> None:
    put(store, "a", b'{"password":"value"}')
    outcome = store("store", *command, "a", "--field", "", stdin=b"x")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == "keysieve: --field is empty; name a field, or leave the option out\n"
    assert get(store, "a") == '{"password":"value"}'


PLACES = {
    "store": ("KEYSIEVE_STORE_FILE", ("list",)),
    "writing": ("KEYSIEVE_STORE_FILE", ("put", "a")),
    "log": ("KEYSIEVE_ACCESS_LOG", ("list",)),
    "check": ("KEYSIEVE_ACCESS_LOG", ("log", "--check")),
    "key": ("KEYSIEVE_KEY_FILE", ("list", "--key", "file")),
}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
@pytest.mark.parametrize("kind", ["pipe", "/dev/zero", "directory"])
@pytest.mark.parametrize("place", PLACES)
def test_what_is_no_file_is_neither_waited_for_nor_read_without_end(
    store: Keysieve, tmp_path: Path, kind: str, place: str
) -> None:
    put(store, "a", b"value")
    odd = tmp_path / "odd"
    if kind == "pipe":
        os.mkfifo(odd)
    elif kind == "directory":
        odd.mkdir()
    else:
        odd.symlink_to(kind)
    variable, command = PLACES[place]
    store.environment[variable] = str(odd)
    outcome = store("store", *command, stdin=b"value")
    assert outcome.code == 2, outcome.out
    assert len(outcome.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [("one\n", "one"), ("one\r\n", "one"), ("one\n\n", "one\n\n"), ("one\ntwo\n", "one\ntwo\n"), (" one ", " one ")],
)
def test_line_end_behind_a_single_line_is_left_out(store: Keysieve, given: str, kept: str) -> None:
    put(store, "a", given.encode())
    assert get(store, "a") == kept
    put(store, "a", given.encode(), "--exact")
    assert get(store, "a") == given


@pytest.mark.parametrize("command", ["put", "get", "delete", "rotate", "restore", "settle", "list"])
@pytest.mark.parametrize("value", ["the-value", "-the-value", "--the-value", "--key-of-the-value=1"])
def test_value_that_was_given_as_an_argument_is_not_repeated(store: Keysieve, command: str, value: str) -> None:
    outcome = store("store", command, "a", value)
    assert (outcome.code, outcome.out) == (2, "")
    assert "the-value" not in outcome.err
    assert "a word too many" in outcome.err or "an option that is none" in outcome.err


def test_mistyped_option_is_told_what_it_may_have_meant(store: Keysieve) -> None:
    assert "did you mean --field" in store("store", "put", "a", "--feild", "x").err


def test_versions_are_listed_and_read(store: Keysieve) -> None:
    for value in (b"one", b"two", b"three"):
        put(store, "a", value)
    assert get(store, "a", "--version", "previous") == "two"
    assert get(store, "a", "--version", "1") == "one"
    lines = store("store", "list", "a").out.splitlines()
    assert [line.split()[0] for line in lines] == ["3", "2", "1"]
    assert [line.split()[2:] for line in lines] == [["current"], ["previous"], []]


def test_names_are_listed_without_values(store: Keysieve) -> None:
    put(store, "b", b"value-of-b")
    put(store, "a", b"value-of-a")
    put(store, "a", b"value-of-a")
    assert store("store", "list").out == "a\nb\n"
    assert [line.split()[:2] for line in store("store", "list", "--long").out.splitlines()] == [["a", "2"], ["b", "1"]]
    table = json.loads(store("store", "list", "--format", "json").out)
    assert [(row["name"], row["version"]) for row in table] == [("a", "2"), ("b", "1")]
    (row,) = json.loads(store("store", "list", "b", "--format", "json").out)
    assert (row["version"], row["stages"]) == ("1", "current")


def test_store_that_is_not_there_is_empty(store: Keysieve) -> None:
    outcome = store("store", "list")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")


def test_fields_are_set_one_by_one_and_read(store: Keysieve) -> None:
    put(store, "db", b'{"user": "app", "port": 5432}', "--json")
    put(store, "db", b"p@ss\n", "--field", "password")
    assert json.loads(get(store, "db")) == {"user": "app", "port": 5432, "password": "p@ss"}
    assert get(store, "db", "--field", "password") == "p@ss"
    assert get(store, "db", "--field", "port") == "5432"
    put(store, "new", b"value", "--field", "only")
    assert get(store, "new") == '{"only":"value"}'


@pytest.mark.parametrize(
    ("words", "value", "says"),
    [
        (["get", "none"], b"", "none: there is no such secret"),
        (["get", "a", "--version", "7"], b"", "a: has no version '7'; it has 1"),
        (["get", "a", "--field", "x"], b"", "a: the value has no fields"),
        (["get", "db", "--field", "x"], b"", "db: has no field 'x'; it has user"),
        (["put", "a"], b"", "a: the value is empty, and nothing was written"),
        (["put", "a"], b"x" * 70000, "65536 at most"),
        (["put", "../a"], b"x", "is no name for a secret"),
        (["put", "a", "--json"], b"no json", "a: the value is no JSON object"),
        (["put", "a", "--field", "x"], b"x", "a: the value has no fields"),
        (["put", "db", "--field", "x"], b"\xff", "db: a field is text in UTF-8"),
        (["put", "db", "--field", "x"], b"", "db: the value is empty"),
        (["put", "a", "--field", "x", "--json"], b"x", "give one of them"),
        (["put", "a", "--expect", "absent"], b"x", "a: is there already, as version 1; nothing was written"),
        (["put", "a", "--expect", "7"], b"x", "a: is at version 1, not 7; nothing was written"),
        (["delete", "a"], b"", "to be confirmed with --yes"),
        (["restore", "a"], b"", "a: this store deletes for good"),
        (["delete", "none", "--yes"], b"", "none: there is no such secret"),
        (["delete", "a", "--version", "current", "--yes"], b"", "a: version 1 is the current one"),
        (["rekey", "--new-key", "file"], b"", "needs --new-key-file"),
        (["rekey", "--new-key", "env"], b"", "KEYSIEVE_KEY is not set"),
        (["get", "a", "--store", "nowhere"], b"", "'nowhere' is not"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    store: Keysieve, tmp_path: Path, words: list[str], value: bytes, says: str
) -> None:
    put(store, "a", b"the-value-of-a")
    put(store, "db", b'{"user": "app"}', "--json")
    file = tmp_path / "data" / "keysieve" / "store"
    before = file.read_bytes()
    outcome = store("store", *words, stdin=value)
    assert (outcome.code, outcome.out) == (2, "")
    assert says in outcome.err
    assert outcome.err.count("\n") == 1
    assert "the-value-of-a" not in outcome.err
    assert file.read_bytes() == before


def test_delete_takes_a_secret_or_one_version(store: Keysieve) -> None:
    for value in (b"one", b"two"):
        put(store, "a", value)
    assert store("store", "delete", "a", "--version", "previous", "--yes").code == 0
    assert len(store("store", "list", "a").out.splitlines()) == 1
    assert store("store", "delete", "a", "--yes").code == 0
    assert store("store", "get", "a").code == 2


def test_manifest_is_printed_with_a_warning(store: Keysieve) -> None:
    put(store, "app/db", b'{"username": "app", "password": "p@ss"}', "--json")
    outcome = store("store", "manifest", "app/db", "--namespace", "team")
    assert outcome.code == 0
    assert outcome.out == (
        "apiVersion: v1\nkind: Secret\nmetadata:\n"
        '  name: "app-db"\n  namespace: "team"\ntype: Opaque\nstringData:\n  "password": "p@ss"\n  "username": "app"\n'
    )
    assert "are no encryption" in outcome.err
