"""Environments that share a store: same names, values of their own, and no way to those of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import hvac
import pytest

from scanner.model import Secret
from scanner.runtime import DeniedError, Secrets, open_store
from scanner.stores.access_log import read_log
from scanner.stores.interface import RefusedValueError
from scanner.stores.prefixed import PrefixedStore
from tests.cli.conftest import get, put, store
from tests.stores.vault_server import ROOT_TOKEN

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Keysieve
    from tests.stores.conftest import Counterpart

__all__ = ["store"]


@pytest.mark.parametrize("counterpart", ["file", "vault", "aws", "kubernetes"], indirect=True)
def test_environments_of_one_store_do_not_mix(counterpart: Counterpart) -> None:
    prod, dev = (PrefixedStore(counterpart.again(), prefix) for prefix in ("prod", "dev"))
    prod.put("app.db", Secret(b"of prod"))
    dev.put("app.db", Secret(b"of dev"))
    dev.put("app.key", Secret(b"key of dev"))
    assert (prod.get("app.db").secret, dev.get("app.db").secret) == (Secret(b"of prod"), Secret(b"of dev"))
    assert prod.get("app.db").name == "app.db"
    assert (prod.list(), dev.list()) == (("app.db",), ("app.db", "app.key"))
    between = "-" if counterpart.store.kind == "kubernetes" else "/"
    whole = ["dev/app.db", "dev/app.key", "prod/app.db"]
    assert counterpart.store.list() == tuple(name.replace("/", between) for name in whole)
    dev.delete("app.db")
    assert (prod.list(), dev.list()) == (("app.db",), ("app.key",))


def test_application_of_one_environment_cannot_read_that_of_another(
    store: Keysieve, vault_address: str, tmp_path: Path
) -> None:
    place = {"HOME": str(tmp_path), "KEYSIEVE_STORE": "vault", "VAULT_ADDR": vault_address}
    root = {**place, "VAULT_TOKEN": ROOT_TOKEN}
    for environment in ("prod", "dev"):
        whole = {**root, "KEYSIEVE_STORE_PREFIX": environment}
        assert store("store", "put", "shop/db", stdin=environment.encode(), **whole).code == 0
    text = store("store", "policy", "shop/db", **root, KEYSIEVE_STORE_PREFIX="dev").out
    client = hvac.Client(url=vault_address, token=ROOT_TOKEN)
    client.sys.create_or_update_policy("only-dev", text)
    token = client.auth.token.create(policies=["only-dev"])["auth"]["client_token"]
    of = {**place, "VAULT_TOKEN": token, "KEYSIEVE_ACCESS_LOG": "none"}
    assert Secrets.from_environment({**of, "KEYSIEVE_STORE_PREFIX": "dev"}).get("shop/db") == Secret(b"dev")
    for prefix in ("prod", ""):
        with pytest.raises(DeniedError):
            Secrets.from_environment({**of, "KEYSIEVE_STORE_PREFIX": prefix}).get("shop/db")


def test_prefix_holds_for_every_command_and_the_log_has_whole_names(store: Keysieve, tmp_path: Path) -> None:
    store.environment |= {"KEYSIEVE_STORE_PREFIX": "/team/prod/", "KEYSIEVE_ACCESS_LOG": str(tmp_path / "log")}
    put(store, "a", b"value")
    assert get(store, "a") == "value"
    assert store("store", "list").out == "a\n"
    assert store("store", "rotate", "a").code == 0
    assert get(store, "a", "--version", "previous") == "value"
    assert {row["name"] for row in read_log(str(tmp_path / "log"))} == {"team/prod/a", ""}
    assert store("store", "get", "a", KEYSIEVE_STORE_PREFIX="").code == 2


@pytest.mark.parametrize("prefix", ["a b", "..", "a//b", "é"])
def test_prefix_that_is_no_name_is_refused_by_its_variable(tmp_path: Path, prefix: str) -> None:
    environment = {"HOME": str(tmp_path), "KEYSIEVE_KEY": "0123456789abcdef" * 4, "KEYSIEVE_STORE_PREFIX": prefix}
    with pytest.raises(RefusedValueError, match=r"^KEYSIEVE_STORE_PREFIX: "):
        open_store(environment=environment)
