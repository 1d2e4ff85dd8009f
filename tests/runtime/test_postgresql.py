"""URLs of `DatabaseCredentials`, tried with logins to a real PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.model import Secret
from scanner.runtime import DatabaseCredentials, Secrets
from tests.runtime.postgresql_server import Database, database

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["database"]

pytestmark = pytest.mark.needs("initdb", "psql")

SPECIALS = "p@ss/w:rd%#?[] &=+'\"\\é%40ż"
"""What a URL gives a meaning, and what is no ASCII."""

USER = "us@er:/%[é"
DBNAME = "data base/?#%ü"
WHO = "select current_user || '|' || current_database();"


@pytest.fixture(scope="module")
def role(database: Database) -> DatabaseCredentials:
    name, dbname = USER.replace('"', '""'), DBNAME.replace('"', '""')
    password = SPECIALS.replace("'", "''")
    database.administrate(
        "set standard_conforming_strings = on;\n"
        f"create role \"{name}\" login password '{password}';\n"
        f'create database "{dbname}" owner "{name}";'
    )
    return DatabaseCredentials(USER, Secret(SPECIALS.encode()), "127.0.0.1", database.port, DBNAME)


PLACES: dict[str, Callable[[Database], str]] = {
    "address": lambda database: "127.0.0.1",
    "name": lambda database: "localhost",
    "socket": lambda database: database.sockets,
}


@pytest.mark.parametrize("place", PLACES)
def test_login_by_url_works_with_every_special_character(
    database: Database, role: DatabaseCredentials, place: str
) -> None:
    credentials = DatabaseCredentials(role.user, role.password, PLACES[place](database), role.port, role.dbname)
    url = credentials.url(application_name="a b&c=ü").reveal_in_clear().decode()
    run = database.psql(url, f"{WHO}\nshow application_name;")
    assert run.stdout == f"{USER}|{DBNAME}\na b&c=??\n", run.stderr  # the server itself shows what is no ASCII as ?


def test_login_by_what_was_read_from_json_and_from_a_url_works(database: Database, role: DatabaseCredentials) -> None:
    url = role.url("postgres").reveal_in_clear().decode()
    again = Secrets(variables={"APP_DB": url}).get("app/db", as_=DatabaseCredentials)
    assert again == role
    run = database.psql(again.url().reveal_in_clear().decode(), WHO)
    assert run.stdout == f"{USER}|{DBNAME}\n", run.stderr


def test_server_does_ask_for_the_password(database: Database, role: DatabaseCredentials) -> None:
    wrong = DatabaseCredentials(role.user, Secret(SPECIALS[:-1].encode()), role.host, role.port, role.dbname)
    run = database.psql(wrong.url().reveal_in_clear().decode(), WHO)
    assert run.returncode != 0
    assert "password authentication failed" in run.stderr
