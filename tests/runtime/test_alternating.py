"""Two users of a real PostgreSQL that take turns, with connections that stay open meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest

from scanner.model import Secret
from scanner.runtime import (
    AlternatingUsers,
    ConflictError,
    DatabaseCredentials,
    MalformedSecretError,
    StoreError,
)
from scanner.stores.encrypted_file import EncryptedFileStore
from scanner.stores.interface import CURRENT, PREVIOUS
from scanner.stores.keys import RandomKey
from scanner.stores.structured import fields_of, structured
from tests.runtime.postgresql_server import Database, database

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["database"]

NAME = "shop/db"
USERS = ("shop_a", "shop_b")


@dataclass
class Passwords:
    """A database that knows passwords alone."""

    by_user: dict[str, Secret] = field(default_factory=dict)

    def set_password(self, credentials: DatabaseCredentials) -> None:
        self.by_user[credentials.user] = credentials.password

    def log_in(self, credentials: DatabaseCredentials) -> None:
        if self.by_user.get(credentials.user) != credentials.password:
            raise PermissionError(credentials.user)


@pytest.fixture
def store(tmp_path: Path) -> EncryptedFileStore:
    found = EncryptedFileStore(str(tmp_path / "store"), RandomKey(Secret(bytes(range(32)))))
    found.put(NAME, structured({"username": "shop_a", "password": "first", "host": "127.0.0.1", "port": 5432}))
    return found


def read(store: EncryptedFileStore, version: str = CURRENT) -> DatabaseCredentials:
    return DatabaseCredentials.from_secret(NAME, store.get(NAME, version).secret)


@pytest.mark.needs("initdb", "psql")
def test_nobody_is_turned_away_while_users_alternate(store: EncryptedFileStore, database: Database) -> None:
    for user in USERS:
        database.administrate(f"create role {user} login password 'first';")

    def set_password(credentials: DatabaseCredentials) -> None:
        password = credentials.password.reveal_in_clear().decode()
        database.administrate(f"alter role {credentials.user} password '{password}';")

    def log_in(credentials: DatabaseCredentials) -> None:
        run = database.psql(address(credentials), "select 1;")
        assert run.stdout == "1\n", run.stderr

    def address(credentials: DatabaseCredentials) -> str:
        return credentials.url().reveal_in_clear().decode()

    here = {"host": "127.0.0.1", "port": database.port, "dbname": "postgres"}
    store.put(NAME, structured({"username": "shop_a", "password": "first", **here}))
    users = AlternatingUsers(USERS, set_password, log_in)
    for turn in range(3):
        before = read(store)
        with database.session(address(before)) as ask:
            assert ask("select current_user;") == USERS[turn % 2]
            users.rotate(store, NAME)
            assert ask("select current_user;") == USERS[turn % 2]
        log_in(before)
        log_in(read(store))
        assert read(store).user == USERS[(turn + 1) % 2]
        assert read(store).password != before.password
    log_in(read(store, PREVIOUS))


def test_other_fields_stay(store: EncryptedFileStore) -> None:
    passwords = Passwords({"shop_a": Secret(b"first")})
    AlternatingUsers(USERS, passwords.set_password, passwords.log_in).rotate(store, NAME)
    fields = fields_of(store.get(NAME).secret)
    assert fields is not None
    assert fields == {
        "username": "shop_b",
        "password": passwords.by_user["shop_b"].reveal_in_clear().decode(),
        "host": "127.0.0.1",
        "port": 5432,
    }
    assert passwords.by_user["shop_a"] == Secret(b"first")


@pytest.mark.parametrize("broken", ["set_password", "log_in"])
def test_change_that_does_not_count_is_not_written(store: EncryptedFileStore, broken: str) -> None:
    passwords = Passwords({"shop_a": Secret(b"first")})

    def fail(credentials: DatabaseCredentials) -> None:
        raise PermissionError("no")

    steps: dict[str, Callable[[DatabaseCredentials], None]] = {
        "set_password": passwords.set_password,
        "log_in": passwords.log_in,
        broken: fail,
    }
    with pytest.raises(PermissionError):
        AlternatingUsers(USERS, **steps).rotate(store, NAME)
    assert read(store).password == Secret(b"first")
    assert len(store.versions(NAME)) == 1


def test_what_the_store_says_counts_after_two_rotated_at_once(store: EncryptedFileStore) -> None:
    passwords, together, outcomes = Passwords({"shop_a": Secret(b"first")}), Barrier(2), []

    def log_in(credentials: DatabaseCredentials) -> None:
        passwords.log_in(credentials)

    def set_password(credentials: DatabaseCredentials) -> None:
        passwords.set_password(credentials)

    def generate() -> Secret:
        together.wait(30)
        return Secret(b"drawn-%d" % len(outcomes))

    def rotate() -> None:
        try:
            AlternatingUsers(USERS, set_password, log_in, generate).rotate(store, NAME)
            outcomes.append("rotated")
        except (ConflictError, PermissionError) as error:
            outcomes.append(type(error).__name__)

    threads = [Thread(target=rotate) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "rotated" in outcomes
    passwords.log_in(read(store))


def test_loser_puts_the_winners_password_back(store: EncryptedFileStore) -> None:
    passwords = Passwords({"shop_a": Secret(b"first")})
    users = AlternatingUsers(USERS, passwords.set_password, passwords.log_in)

    def overtaken(credentials: DatabaseCredentials) -> None:
        if len(store.versions(NAME)) == 1:
            users.rotate(store, NAME)
        passwords.set_password(credentials)

    with pytest.raises(ConflictError):
        AlternatingUsers(USERS, overtaken, passwords.log_in).rotate(store, NAME)
    assert len(store.versions(NAME)) == 2
    passwords.log_in(read(store))


@pytest.mark.parametrize(
    "value", [b"postgres://shop_a:x@h/d", b"{}", b'{"user":"root","password":"x"}', b'{"user":["shop_a"]}', b"\xff"]
)
def test_secret_of_another_form_is_refused_before_anything_is_changed(store: EncryptedFileStore, value: bytes) -> None:
    store.put(NAME, Secret(value))
    passwords = Passwords()
    with pytest.raises(MalformedSecretError, match="'shop_a' and 'shop_b'"):
        AlternatingUsers(USERS, passwords.set_password, passwords.log_in).rotate(store, NAME)
    assert not passwords.by_user


def test_one_user_cannot_alternate() -> None:
    with pytest.raises(StoreError, match="two different users"):
        AlternatingUsers(("a", "a"), lambda _: None, lambda _: None)


def test_aws_protocol_takes_the_same_steps() -> None:
    passwords = Passwords({"shop_a": Secret(b"first")})
    change = AlternatingUsers(USERS, passwords.set_password, passwords.log_in).change("db")
    current = structured({"user": "shop_a", "password": "first"})
    new = change.generate(current)
    with pytest.raises(PermissionError):
        change.test(new)
    change.apply(current, new)
    change.test(new)
    assert DatabaseCredentials.from_secret("db", new).user == "shop_b"
    passwords.log_in(DatabaseCredentials.from_secret("db", current))
