"""`DatabaseCredentials`: from secrets to URLs and back."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.model import Secret
from scanner.runtime import DatabaseCredentials, MalformedSecretError
from scanner.text.percent import percent_decoded, percent_encoded

ENCODED = "p%40ss%2Fw%3Ard%25%23%3F%5B%5D%C3%A9"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


def url(credentials: DatabaseCredentials, scheme: str = "postgresql", **options: str) -> str:
    return credentials.url(scheme, **options).reveal_in_clear().decode()


def read(value: str) -> DatabaseCredentials:
    return DatabaseCredentials.from_secret("app/db", Secret(value.encode()))


@pytest.mark.parametrize(
    ("credentials", "expected"),
    [
        (DatabaseCredentials("a", Secret(b"b")), "postgresql://a:b@"),
        (DatabaseCredentials("a", Secret(b"b"), "db", 5432, "app"), "postgresql://a:b@db:5432/app"),
        (DatabaseCredentials("a", Secret(b"b"), "::1", 5432, "app"), "postgresql://a:b@[::1]:5432/app"),
        (DatabaseCredentials("a", Secret(b"b"), "[fe80::1%eth0]"), "postgresql://a:b@[fe80::1%25eth0]"),
        (DatabaseCredentials("a", Secret(b"b"), "/run/pg", None, "x y"), "postgresql://a:b@%2Frun%2Fpg/x%20y"),
        (
            DatabaseCredentials("a@b", Secret("p@ss/w:rd%#?[]é".encode()), "db"),
            f"postgresql://a%40b:{ENCODED}@db",
        ),
    ],
)
def test_parts_are_encoded_in_the_url(credentials: DatabaseCredentials, expected: str) -> None:
    assert url(credentials) == expected


def test_scheme_and_options_are_what_is_asked_for() -> None:
    credentials = DatabaseCredentials("a", Secret(b"b"), "db")
    found = url(credentials, "mysql+pymysql", charset="utf8mb4", ssl_ca="/etc/a b")
    assert found == "mysql+pymysql://a:b@db/?charset=utf8mb4&ssl_ca=%2Fetc%2Fa%20b"
    assert dict(parse_qsl(urlsplit(found).query)) == {"charset": "utf8mb4", "ssl_ca": "/etc/a b"}


@settings(deadline=None)
@given(
    TEXT,
    TEXT,
    TEXT,
    st.sampled_from(["", "db.example.com", "10.0.0.1", "2001:db8::1"]),
    st.none() | st.integers(1, 65535),
)
def test_url_says_to_others_and_to_us_what_the_credentials_are(
    user: str, password: str, dbname: str, host: str, port: int | None
) -> None:
    credentials = DatabaseCredentials(user, Secret(password.encode()), host, port, dbname)
    written = url(credentials)
    parts = urlsplit(written)
    assert (unquote(parts.username or ""), unquote(parts.password or "")) == (user, password)
    assert (parts.hostname or "", parts.port, unquote(parts.path[1:])) == (host, port, dbname)
    assert read(written) == credentials
    value = {"user": user, "password": password, "host": host, "port": port, "dbname": dbname}
    assert read(json.dumps(value)) == credentials


OPTIONS = st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple)


@settings(deadline=None)
@given(TEXT, OPTIONS, st.sampled_from(["", "app"]))
def test_options_of_a_url_stay(password: str, options: tuple[tuple[str, str], ...], dbname: str) -> None:
    credentials = DatabaseCredentials("a", Secret(password.encode()), "db", None, dbname, options)
    assert read(url(credentials)) == credentials
    assert tuple(parse_qsl(urlsplit(url(credentials)).query)) == options


@pytest.mark.parametrize(
    ("value", "dbname", "options"),
    [
        ("postgres://a:b@db/x?sslmode=verify-full", "x", (("sslmode", "verify-full"),)),
        ("postgres://a:b@db?sslmode=verify-full", "", (("sslmode", "verify-full"),)),
        ("postgres://a:b@db?sslrootcert=/etc/a@b&x", "", (("sslrootcert", "/etc/a@b"), ("x", ""))),
        ("postgres://a:b@/x?host=%2Frun%2Fa&host=%2Frun%2Fb&", "x", (("host", "/run/a"), ("host", "/run/b"))),
        ("postgres://a:b@db/x?", "x", ()),
        ('{"user": "a", "password": "b", "host": "db", "dbname": "x", "options": "-c x=y"}', "x", ()),
    ],
)
def test_options_are_read_wherever_they_begin(value: str, dbname: str, options: tuple[tuple[str, str], ...]) -> None:
    found = read(value)
    assert (found.user, found.password, found.dbname, found.options) == ("a", Secret(b"b"), dbname, options)
    assert found.host in {"db", ""}
    assert hash(found) == hash(read(value))


def test_question_mark_of_a_password_begins_no_options() -> None:
    assert read("postgres://a:b?c=d@db/x?e=f") == DatabaseCredentials(
        "a", Secret(b"b?c=d"), "db", None, "x", (("e", "f"),)
    )


def test_option_that_is_given_replaces_that_of_the_url(password: str) -> None:
    password = password.encode().hex()
    found = read(f"postgres://a:b@db/x?sslmode=disable&sslpassword={password}&sslmode=allow")
    assert url(found, sslmode="verify-full") == (f"postgresql://a:b@db/x?sslpassword={password}&sslmode=verify-full")
    assert password not in repr(found)


def test_names_that_others_give_the_fields_are_known() -> None:
    of_aws = {"engine": "postgres", "username": "a", "password": "b", "host": "db", "port": 5432, "dbname": "x"}
    assert read(json.dumps(of_aws)) == DatabaseCredentials("a", Secret(b"b"), "db", 5432, "x")
    assert read('{"username": "a", "pass": "b", "hostname": "h", "database": "x", "port": "1"}') == DatabaseCredentials(
        "a", Secret(b"b"), "h", 1, "x"
    )
    assert read('{"username": "old", "user": "new", "password": "b"}').user == "new"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("h1dden", "neither a JSON object with user and password nor a URL"),
        ("h1 dden://x", "neither a JSON object"),
        ('{"user": "h1dden"}', "lacks the field 'password'"),
        ('{"port": 5432}', "lacks the field 'user'; it lacks the field 'password'"),
        ('{"user": "a", "password": "h1dden", "port": "h1dden"}', "has the field 'port', which"),
        ('{"user": "a", "password": "h1dden", "port": 65536}', r"refused by DatabaseCredentials itself \(ValueError\)"),
        ("postgres://h1dden@db/x", "lacks the field 'password'"),
        ("postgres://a:h1dden@db:h1dden/x", "has the field 'port', which"),
    ],
)
def test_what_is_wrong_is_told_without_a_value(value: str, message: str) -> None:
    with pytest.raises(MalformedSecretError, match=f"^app/db: the value .*{message}") as caught:
        read(value)
    assert "h1dden" not in f"{caught.value!r} {caught.value.__cause__!r}"


def test_credentials_cannot_print_the_password(password: str) -> None:
    credentials = DatabaseCredentials("a", Secret(password.encode()), "db")
    assert password not in f"{credentials} {credentials!r} {credentials.url()} {credentials.url()!r}"


@settings(deadline=None)
@given(st.binary(), st.sampled_from(["", "/", "!'()*", ":"]))
def test_percent_encoding_is_that_of_the_standard_library(raw: bytes, safe: str) -> None:
    from urllib.parse import quote, unquote_to_bytes

    assert percent_encoded(raw, safe.encode()).decode() == quote(raw, safe=safe)
    assert percent_decoded(raw) == unquote_to_bytes(raw)
    assert percent_decoded(percent_encoded(raw)) == raw
