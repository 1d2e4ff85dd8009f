"""Values that environments share, in one store."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import put, store
from tests.stores.vault_server import ROOT_TOKEN

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Keysieve

__all__ = ["store"]


def filled(store: Keysieve, same: str) -> None:
    """Fill two environments; with `same` they have a password and a key in common."""
    for environment in ("prod", "dev"):
        store.environment["KEYSIEVE_STORE_PREFIX"] = environment
        credentials = {"user": "app", "host": "db", "port": 5432, "note": "", "password": same or f"{environment}-pw"}
        put(store, "shop/db", json.dumps(credentials).encode(), "--json")
        put(store, f"key-of-{environment}", (same or environment).encode())
        put(store, "other", f"only in {environment}".encode())
    store.environment["KEYSIEVE_STORE_PREFIX"] = ""


def test_value_that_environments_share_is_named_and_not_shown(store: Keysieve, password: str) -> None:
    filled(store, password)
    outcome = store("store", "shared", "prod", "dev")
    assert (outcome.code, outcome.err) == (1, "")
    assert outcome.out == (
        "the same value: dev/key-of-dev, dev/shop/db (field password), "
        "prod/key-of-prod, prod/shop/db (field password)\n"
    )


def test_environments_with_values_of_their_own_are_clean(store: Keysieve) -> None:
    filled(store, "")
    outcome = store("store", "shared", "prod", "dev")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")


def test_environments_in_vault_are_compared(store: Keysieve, vault_address: str, tmp_path: Path, password: str) -> None:
    store.environment |= {"KEYSIEVE_STORE": "vault", "VAULT_ADDR": vault_address, "VAULT_TOKEN": ROOT_TOKEN}
    store.environment["KEYSIEVE_ACCESS_LOG"] = str(tmp_path / "log")
    filled(store, password)
    assert store("store", "shared", "prod", "dev").code == 1
    assert password not in (tmp_path / "log").read_text()


@pytest.mark.parametrize(
    ("prefixes", "says"),
    [
        (["prod"], "name two prefixes at least"),
        (["prod", "prod"], "name two prefixes at least"),
        (["prod", "stagign"], "stagign: there is no secret below this prefix"),
        (["prod", "a b"], "KEYSIEVE_STORE_PREFIX: 'a b' is no name"),
    ],
)
def test_environment_that_is_not_there_is_no_clean_answer(store: Keysieve, prefixes: list[str], says: str) -> None:
    filled(store, "")
    outcome = store("store", "shared", *prefixes)
    assert (outcome.code, outcome.out) == (2, "")
    assert says in outcome.err
