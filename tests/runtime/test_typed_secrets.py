"""Fields that are typed `Secret`, alone or inside of others, are secrets: they print no value, and logs mask them."""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from scanner.envschema.complaint import SchemaError
from scanner.model import Secret
from scanner.runtime import DatabaseCredentials, MalformedSecretError, Secrets, ShortSecretWarning, load_env
from scanner.runtime.seen import SEEN

FIRST, SECOND = "first-of-the-values", "second-of-the-values"
TWO = Secret(FIRST.encode()), Secret(SECOND.encode())


def masked(text: str) -> str:
    finder = SEEN.finder()
    return text if finder is None else finder.masked(text)


@dataclass
class Keys:
    listed: list[Secret]
    tupled: tuple[Secret, ...]
    pair: tuple[Secret, Secret]
    lacking: list[Secret] | None = None
    named: dict[str, Secret] = field(default_factory=dict)
    homes: list[Path] = field(default_factory=list)


@pytest.mark.parametrize("separated", [True, False])
def test_secrets_in_lists_and_tables_of_the_environment_are_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, separated: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    both = f"{FIRST}, {SECOND}" if separated else json.dumps([FIRST, SECOND])
    process = dict.fromkeys(("LISTED", "TUPLED", "PAIR", "LACKING"), both)
    keys = load_env(Keys, process={**process, "NAMED": json.dumps({"a": FIRST, "b": [SECOND]}), "HOMES": "/a,/b"})
    assert keys.listed == keys.lacking == list(TWO)
    assert keys.tupled == keys.pair == TWO
    assert keys.named == {"a": TWO[0], "b": Secret(f'["{SECOND}"]'.encode())}
    assert keys.homes == [Path("/a"), Path("/b")]
    assert FIRST not in repr(keys)
    assert SECOND not in repr(keys)
    assert masked(f"{FIRST} and {SECOND}") == "**** and ****"


def test_secrets_in_lists_of_a_structured_value_are_secrets() -> None:
    value = {"listed": [FIRST, SECOND], "tupled": [FIRST], "pair": [FIRST, SECOND], "named": {"user": SECOND}}
    keys = Secrets(variables={"KEYS": json.dumps(value)}).get("keys", as_=Keys)
    assert (keys.listed, keys.tupled, keys.named) == (list(TWO), TWO[:1], {"user": TWO[1]})
    assert FIRST not in repr(keys)


def test_table_of_secrets_that_is_none_is_a_fault_without_the_value() -> None:
    with pytest.raises(MalformedSecretError, match="'named', which is no table") as caught:
        Secrets(variables={"KEYS": json.dumps({"listed": [], "named": [FIRST]})}).get("keys", as_=Keys)
    assert FIRST not in str(caught.value)


def test_tuple_of_different_types_is_a_schema_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    @dataclass
    class Mixed:
        one: Any

    for kind in (tuple[int, Secret], tuple[()], list[list[Secret]], dict[str, list[Secret]]):
        Mixed.__annotations__["one"] = kind
        Mixed.__dataclass_fields__["one"].type = kind
        with pytest.raises(SchemaError, match=r"there is no type|only"):
            load_env(Mixed, process={"ONE": "1,2"})


def test_field_that_is_a_secret_is_masked_whatever_its_name() -> None:
    @dataclass
    class Login:
        user: Secret
        port: Secret
        host: str

    login = Secrets(variables={"A": json.dumps({"user": FIRST, "port": 918273645, "host": "in-the-open"})}).get(
        "a", as_=Login
    )
    assert login.user == TWO[0]
    assert masked(f"{FIRST} 918273645 in-the-open") == "**** **** in-the-open"


def test_field_that_is_too_short_to_be_masked_is_told() -> None:
    @dataclass
    class Login:
        user: str
        pin: Secret

    SEEN.warn()
    secrets = Secrets(variables={"A": '{"user": "someone", "pin": 1234}', "B": '{"user": "b", "password": "five5"}'})
    with pytest.warns(ShortSecretWarning, match="a, field pin: shorter"):
        secrets.get("a", as_=Login)
    with pytest.warns(ShortSecretWarning, match="b, field password: shorter"):
        secrets.get("b", as_=DatabaseCredentials)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        secrets.get("a")
