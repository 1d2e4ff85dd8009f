"""`resolve`: texts with references to secrets, against a real OpenBao and a real PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.model import Secret
from scanner.runtime import NotFoundError, Secrets, StoreError, load_env, process, resolve
from scanner.runtime.seen import SEEN
from scanner.stores.encrypted_file import EncryptedFileStore
from scanner.stores.structured import structured
from tests.runtime.postgresql_server import Database, database
from tests.runtime.test_postgresql import DBNAME, SPECIALS, USER, WHO, role
from tests.stores.conftest import random_key
from tests.stores.vault_server import ROOT_TOKEN, Vault, vault, vault_address

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.runtime import DatabaseCredentials

__all__ = ["database", "role", "vault", "vault_address"]

URL = "postgresql://${vault:shop/db#user}:${vault:shop/db#password}@127.0.0.1:PORT/${vault:shop/db#dbname}"


def variables_of(vault: Vault) -> dict[str, str]:
    return {"VAULT_ADDR": vault.address, "VAULT_TOKEN": ROOT_TOKEN, "KEYSIEVE_ACCESS_LOG": "none"}


@pytest.fixture
def default_mount(vault: Vault) -> Vault:
    """The mount that is used if none is named."""
    found = Vault(vault.address, "secret")
    for name in found.store().list():
        found.store().delete(name)
    return found


@pytest.fixture
def store(tmp_path: Path) -> EncryptedFileStore:
    found = EncryptedFileStore(str(tmp_path / "store"), random_key())
    found.put("db", structured({"user": "a@b", "password": "p@ss/w:rd%", "port": 5432, "host": "db.internal"}))
    found.put("key", Secret(b"\xff k&y\n"))
    return found


@pytest.mark.needs("initdb", "psql")
def test_login_by_a_template_works_with_every_special_character(
    database: Database, role: DatabaseCredentials, default_mount: Vault
) -> None:
    default_mount.store().put("shop/db", structured({"user": USER, "password": SPECIALS, "dbname": DBNAME}))
    secrets = Secrets.from_environment(variables_of(default_mount))
    url = secrets.resolve(URL.replace("PORT", str(database.port)))
    run = database.psql(url.reveal_in_clear().decode(), WHO)
    assert run.stdout == f"{USER}|{DBNAME}\n", run.stderr


def test_process_resolves_several_secrets_by_its_environment(
    default_mount: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    default_mount.store().put("shop/db", structured({"password": "p w"}))
    default_mount.store().put("shop/key", Secret(b"k=y"))
    for variable, value in variables_of(default_mount).items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setattr(process, "PROCESS", Secrets.from_environment())
    assert resolve("password=${vault:shop/db#password} key=${vault:shop/key}") == Secret(b"password=p w key=k=y")


def test_refusal_and_absence_of_the_server_are_told_with_the_name(default_mount: Vault) -> None:
    default_mount.store().put("shop/db", structured({"password": "p w"}))
    secrets = Secrets.from_environment(variables_of(default_mount))
    with pytest.raises(NotFoundError, match=r"shop/none: there is no such secret"):
        secrets.resolve("${vault:shop/none#password}")
    with pytest.raises(NotFoundError, match=r"^shop/db: has no field 'pasword'; it has password"):
        secrets.resolve("${vault:shop/db#pasword}")
    with pytest.raises(StoreError, match="VAULT_ADDR"):
        Secrets(variables={"KEYSIEVE_ACCESS_LOG": "none"}).resolve("${vault:shop/db#password}")


def test_store_that_was_given_is_asked_before_one_of_the_environment(vault: Vault, default_mount: Vault) -> None:
    vault.store().put("db", structured({"password": "of the given mount"}))
    default_mount.store().put("db", structured({"password": "of the usual mount"}))
    given = Secrets(vault.store(), variables=variables_of(default_mount))
    assert given.resolve("${vault:db#password}") == Secret(b"of the given mount")


def test_store_of_another_kind_is_opened_beside_the_given_one(store: EncryptedFileStore, default_mount: Vault) -> None:
    default_mount.store().put("db", structured({"password": "of vault"}))
    secrets = Secrets(store, variables=variables_of(default_mount))
    assert secrets.resolve("${file:db#user} ${vault:db#password}") == Secret(b"a@b of vault")


def test_text_of_an_environment_file_is_resolved(store: EncryptedFileStore, tmp_path: Path) -> None:
    (tmp_path / ".env.schema").write_text("# @sensitive @required\nDATABASE_URL=\n# @sensitive=false\nKEY=\n")
    (tmp_path / ".env").write_text("DATABASE_URL='x://${file:db#user}:${file:db#password}@h'\nKEY='${file:db#port}'\n")
    values = load_env(tmp_path / ".env.schema", process={})
    secrets = Secrets(store, variables={})
    assert secrets.resolve(values["DATABASE_URL"]) == secrets.resolve("x://${file:db#user}:${file:db#password}@h")
    assert secrets.resolve(values["KEY"]) == Secret(b"5432")


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("${file:db#password}", b"p@ss/w:rd%"),
        ("${file:key}", b"\xff k&y\n"),
        ("${file:db#port}", b"5432"),
        ("x://${file:db#user}:${file:db#password}@h", b"x://a%40b:p%40ss%2Fw%3Ard%25@h"),
        ("jdbc:x://h/db?password=${file:key}", b"jdbc:x://h/db?password=%FF%20k%26y%0A"),
        ("x://h token ${file:db#user}", b"x://h token a@b"),
        ('{"url": "x://${file:db#user}", "user": "${file:db#user}"}', b'{"url": "x://a%40b", "user": "a@b"}'),
        ("http://${file:db#host}:${file:db#port}/", b"http://db.internal:5432/"),
        (
            "no reference: $x ${X} ${X:-d} ${file:-d} {{ a }} é",
            "no reference: $x ${X} ${X:-d} ${file:-d} {{ a }} é".encode(),
        ),
        ("", b""),
    ],
)
def test_values_are_encoded_inside_of_a_url_and_nowhere_else(
    store: EncryptedFileStore, template: str, expected: bytes
) -> None:
    assert Secrets(store, variables={}).resolve(template) == Secret(expected)
    assert Secrets(store, variables={}).resolve(Secret(template.encode())) == Secret(expected)


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (
            "h1dden ${valt:db#user}",
            "at character 8 of the template names the store 'valt', which there is not; use aws,",
        ),
        ("${file:db#user h1dden", "at character 1 .* is not closed"),
        ("${file:db#h1dden{}", "is not closed"),
        ("${file:}", "lacks a name"),
        ("${file:db#}", "lacks a name"),
        ("${file:#user}", "lacks a name"),
        ("${file:../db}", "../db: there is no such secret"),
        ("${file:key#user}", "key: the value has no fields"),
    ],
)
def test_what_is_no_reference_is_refused_without_showing_the_rest(
    store: EncryptedFileStore, template: str, message: str
) -> None:
    with pytest.raises(StoreError, match=message) as caught:
        Secrets(store, variables={}).resolve(template)
    assert "h1dden" not in f"{caught.value!r} {caught.value.__cause__!r}"


def test_fields_of_one_template_are_of_one_version(store: EncryptedFileStore) -> None:
    class Rotated(EncryptedFileStore):
        """Its value is another one each time it is read."""

        def get(self, name: str, version: str | None = None) -> object:  # type: ignore[override]
            number = len(self.versions(name))
            self.put(name, structured({"user": f"user-{number}", "password": f"password-{number}"}))
            return super().get(name, version)

    found = Secrets(Rotated(store._path, store._key), variables={}).resolve("${file:db#user} ${file:db#password}")
    user, password = found.reveal_in_clear().split()
    assert user.removeprefix(b"user-") == password.removeprefix(b"password-")


def test_secret_is_masked_and_what_is_open_is_not(store: EncryptedFileStore) -> None:
    url = Secrets(store, variables={}).resolve("postgresql://${file:db#user}:${file:db#password}@${file:db#host}/shop")
    finder = SEEN.finder()
    assert finder is not None
    assert finder.masked(url.reveal_in_clear().decode()) == "postgresql://a%40b:****@db.internal/shop"
    assert "p@ss" not in f"{url} {url!r}"
