"""No call of a store goes on for ever."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

import pytest

from scanner.model import Secret
from scanner.stores.aws import AwsSecretsManagerStore
from scanner.stores.aws_client import AwsSettings
from scanner.stores.deadline import patience, within
from scanner.stores.interface import ConflictError, UnavailableError
from scanner.stores.kubernetes import KubernetesStore
from scanner.stores.vault import VaultSettings, VaultStore
from scanner.stores.vault_login import TokenLogin
from tests.stores.kubernetes_server import Cluster
from tests.stores.servers import misbehaving

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.stores.interface import SecretStore

KEY = Secret(b"key")
OPENED: dict[str, Callable[[str], SecretStore]] = {
    "aws": lambda address: AwsSecretsManagerStore(
        AwsSettings("eu-west-1", address, "key", KEY, connect_seconds=0.5, answer_seconds=0.5, attempts=1)
    ),
    "kubernetes": lambda address: KubernetesStore(Cluster(address).configuration, "team", 0.5, 0.5, 0),
    "vault": lambda address: VaultStore(
        VaultSettings(address, TokenLogin(KEY), connect_seconds=0.5, answer_seconds=0.5, retries=0)
    ),
}


@pytest.mark.parametrize("kind", OPENED)
def test_server_that_answers_byte_by_byte_keeps_no_caller(kind: str) -> None:
    with misbehaving(body=b" " * 300, drip=0.1) as server:
        store = OPENED[kind](server.address)
        with pytest.raises(UnavailableError, match="did not come within 2 s"):
            store.get("a")


def test_what_a_call_raises_and_where_it_is_reach_through_the_bound() -> None:
    place = ContextVar("place", default="outside")
    place.set("inside")

    def refused() -> None:
        raise ConflictError(place.get())

    with pytest.raises(ConflictError, match="inside"):
        within(10, refused, "a store")
    assert within(10, lambda: None, "a store") is None


def test_patience_is_more_than_all_attempts_take() -> None:
    assert patience(4, 5.0, 10.0) == 120
