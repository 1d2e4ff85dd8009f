from __future__ import annotations

import json
from pathlib import Path

import pytest

from scanner.known.gather import Gathering, telling_line
from scanner.model import Secret
from scanner.stores.encrypted_file import EncryptedFileStore
from scanner.stores.structured import structured
from tests.known.conftest import made_up

FIRST, SECOND, THIRD = (value.decode() for value in made_up(3))


def taken(gathering: Gathering) -> dict[bytes, str]:
    return {value.secret.reveal_in_clear(): value.label for value in gathering.values()}


def test_values_of_an_environment_file_are_taken_and_weak_ones_refused_by_name() -> None:
    gathering = Gathering()
    text = f"A={FIRST}\nexport B='{SECOND}' # why\nPORT=8080\nMODE=production\nEMPTY=\nC=\"{THIRD}\nD=encrypted:x9\n"
    gathering.add_environment(".env", text)
    assert taken(gathering) == {FIRST.encode(): "A from .env", SECOND.encode(): "B from .env"}
    assert [(refusal.label, refusal.reason) for refusal in gathering.refused] == [
        ("PORT from .env", "has 4 bytes, and 8 are the least"),
        ("MODE from .env", "is made of words"),
        ("C from .env", "cannot be read: the quote that opens the value is never closed"),
        ("D from .env", "is encrypted; decrypt it and pass it with `--values -`"),
    ]


def test_both_readings_of_escapes_are_taken() -> None:
    gathering = Gathering()
    gathering.add_environment(".env", f'A="{FIRST}\\"{SECOND}"\n')
    assert set(taken(gathering)) == {f'{FIRST}\\"{SECOND}'.encode(), f'{FIRST}"{SECOND}'.encode()}


def test_escapes_are_read_in_quotes_of_every_kind() -> None:
    for quote in ('"', "`", '"""'):
        gathering = Gathering()
        gathering.add_environment(".env", f"A={quote}short\\n{FIRST}{quote}\n")
        assert FIRST.encode() in taken(gathering), quote


def test_of_an_address_the_password_is_taken_as_written_and_as_it_is() -> None:
    gathering = Gathering()
    gathering.add_environment(".env", f"URL=postgres://app:{FIRST}%40{SECOND}@host:5432/name\n")
    assert set(taken(gathering)) == {f"{FIRST}%40{SECOND}".encode(), f"{FIRST}@{SECOND}".encode()}


def test_address_that_is_secret_as_a_whole_is_taken_whole() -> None:
    gathering = Gathering()
    gathering.add_environment(".env", f"HOOK=https://hooks.chat.net/services/{FIRST}\n")
    assert set(taken(gathering)) == {f"https://hooks.chat.net/services/{FIRST}".encode()}


def test_same_value_under_two_names_has_both_labels() -> None:
    gathering = Gathering()
    gathering.add_environment(".env", f"A={FIRST}\nB={FIRST}\n")
    gathering.add_lines("list", f"\n{FIRST}\r\n".encode())
    assert taken(gathering) == {FIRST.encode(): "A from .env, B from .env, line 2 of list"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_lines_are_read_in_any_encoding_of_editors_and_shells(encoding: str) -> None:
    gathering = Gathering()
    gathering.add_lines("list", f"{FIRST}\r\n{SECOND}\r\n".encode(encoding))
    assert taken(gathering) == {FIRST.encode(): "line 1 of list", SECOND.encode(): "line 2 of list"}


def test_names_that_are_not_wanted_are_left_out() -> None:
    gathering = Gathering(lambda name: name != "A")
    gathering.add_environment(".env", f"A={FIRST}\nB={SECOND}\n")
    assert taken(gathering) == {SECOND.encode(): "B from .env"}


def test_text_fields_of_json_count_each() -> None:
    gathering = Gathering()
    value = json.dumps({"user": "admin", "password": FIRST, "inner": {"key": SECOND}, "port": 5432})
    gathering.add_environment(".env", f"DB='{value}'\n")
    assert taken(gathering) == {
        FIRST.encode(): "DB from .env, field password",
        SECOND.encode(): "DB from .env, field inner, field key",
    }
    assert [refusal.label for refusal in gathering.refused] == ["DB from .env, field user"]


def test_lists_and_long_numbers_in_json_count_each() -> None:
    gathering = Gathering()
    number = int("7391" * 6)
    value = {"keys": [FIRST, {"old": [[SECOND], "admin"]}], "number": number, "port": 5432, "on": True, "off": None}
    gathering.add_environment(".env", f"A='{json.dumps(value)}'\n")
    assert taken(gathering) == {
        FIRST.encode(): "A from .env, field keys[0]",
        SECOND.encode(): "A from .env, field keys[1], field old[0][0]",
        str(number).encode(): "A from .env, field number",
    }
    assert [refusal.label for refusal in gathering.refused] == ["A from .env, field keys[1], field old[1]"]


@pytest.mark.parametrize("value", ["{}", '{"port": 5432}', '{"keys": [[], {}]}', '{"key": ""}', '{"key": null}'])
def test_json_without_a_text_is_refused_by_name(value: str) -> None:
    gathering = Gathering()
    gathering.add_environment(".env", f"A='{value}'\n")
    assert gathering.values() == ()
    assert [(refusal.label, refusal.reason) for refusal in gathering.refused] == [
        ("A from .env", "is a JSON object without a text inside")
    ]


@pytest.mark.parametrize("length", [64, 44])
@pytest.mark.parametrize("end", ["", "=", "==", "+/x9"])
def test_line_of_an_unquoted_key_is_not_told_as_a_name(end: str, length: int) -> None:
    gathering = Gathering()
    lines = [value.decode() for value in made_up(9, length=length)]
    text = "KEY=-----BEGIN PRIVATE KEY-----\n" + "".join(f"{line}{end}\n" for line in lines)
    gathering.add_environment(".env", text)
    assert gathering.refused
    told = "".join(f"{refusal.label} {refusal.reason}\n" for refusal in gathering.refused)
    told += "".join(value.label for value in gathering.values())
    assert not any(line[:12] in told for line in lines)
    if end == "==":
        assert [refusal.label for refusal in gathering.refused[1:]] == [f"line {n} from .env" for n in range(2, 11)]


@pytest.mark.parametrize("name", ["JWT_HS256_KEY", "K8S_NS_X1", "TWXKQZ_PWD", "kms_key_v2_x9", "api.key"])
def test_odd_names_are_told_as_they_are(name: str) -> None:
    gathering = Gathering()
    gathering.add_environment(".env", f"{name}=1\n")
    assert [refusal.label for refusal in gathering.refused] == [f"{name} from .env"]


def test_several_lines_are_told_by_the_longest_in_the_middle() -> None:
    lines = made_up(5, length=64)
    text = b"-----BEGIN A KEY-----\n" + b"\n".join([*lines, made_up(7)[6]]) + b"\n-----END A KEY-----\n"
    assert telling_line(text) == lines[2]
    gathering = Gathering()
    gathering.add_environment(".env", 'A="some words\nother words"\n')
    assert [refusal.reason for refusal in gathering.refused] == [
        "has several lines, none of which is worth looking for"
    ]


def test_values_of_a_store_are_taken_with_their_versions(tmp_path: Path) -> None:
    from scanner.stores.opening import Opening
    from scanner.stores.table import open_store

    environment = {"KEYSIEVE_KEY": "0123456789abcdef" * 4, "HOME": str(tmp_path)}
    store = open_store("file", Opening(environment, file=str(tmp_path / "store")))
    assert isinstance(store, EncryptedFileStore)
    store.put("app/key", Secret(FIRST.encode()))
    store.put("app/key", Secret(SECOND.encode()))
    store.put("db", structured({"user": "admin", "password": THIRD}))
    gathering = Gathering()
    gathering.add_store(store)
    assert taken(gathering) == {
        SECOND.encode(): "app/key from the file store",
        THIRD.encode(): "db from the file store, field password",
    }
    gathering.add_store(store, ["app/key"], earlier=True)
    assert taken(gathering)[FIRST.encode()] == "app/key from the file store, version 1"
