"""Stores over their real counterparts, each as a parameter of the contract suite."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from scanner.model import Secret
from scanner.stores.access_log import AccessLog
from scanner.stores.audited import AuditedStore
from scanner.stores.cached import CachedStore
from scanner.stores.encrypted_file import EncryptedFileStore
from scanner.stores.keys import Passphrase, RandomKey
from scanner.stores.prefixed import PrefixedStore
from tests.stores.aws_server import Aws, aws, aws_address
from tests.stores.kubernetes_server import Cluster, api_server, api_server_address, cluster, emulator
from tests.stores.vault_server import Vault, vault, vault_address

__all__ = ["api_server", "api_server_address", "aws", "aws_address", "cluster", "emulator", "vault", "vault_address"]

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scanner.stores.interface import SecretStore


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test opens a connection but to this machine, where the servers are."""
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else "unix"
        assert host in ("127.0.0.1", "::1", "localhost", "unix"), f"a connection to {host} was opened"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", refuse)


def random_key(seed: int = 0) -> RandomKey:
    return RandomKey(Secret(Random(seed).randbytes(32)))


def passphrase(text: bytes) -> Passphrase:
    return Passphrase(lambda new: Secret(text))


@pytest.fixture
def make_file_store(tmp_path: Path) -> Callable[..., EncryptedFileStore]:
    def make(name: str = "store", seed: int = 0, **options: Any) -> EncryptedFileStore:
        return EncryptedFileStore(str(tmp_path / name), random_key(seed), **options)

    return make


@dataclass
class Counterpart:
    """A store under test, with what the suite must know of it."""

    store: SecretStore
    again: Callable[[], SecretStore]
    """Makes another client of the same store."""
    kept: int
    """Versions that the store keeps at least."""


@pytest.fixture
def file_counterpart(make_file_store: Callable[..., EncryptedFileStore]) -> Counterpart:
    return Counterpart(make_file_store(), make_file_store, 10)


@pytest.fixture
def cached_counterpart(make_file_store: Callable[..., EncryptedFileStore]) -> Counterpart:
    return Counterpart(CachedStore(make_file_store()), lambda: CachedStore(make_file_store()), 10)


@pytest.fixture
def audited_counterpart(make_file_store: Callable[..., EncryptedFileStore], tmp_path: Path) -> Counterpart:
    log = AccessLog(str(tmp_path / "access.jsonl"), 60)

    def make() -> AuditedStore:
        return AuditedStore(make_file_store(), log, "alice")

    return Counterpart(make(), make, 10)


@pytest.fixture
def prefixed_counterpart(make_file_store: Callable[..., EncryptedFileStore]) -> Counterpart:
    make_file_store().put("dev/other", Secret(b"of another environment"))
    return Counterpart(PrefixedStore(make_file_store(), "prod"), lambda: PrefixedStore(make_file_store(), "prod"), 10)


@pytest.fixture
def vault_counterpart(vault: Vault) -> Counterpart:
    return Counterpart(vault.store(), vault.store, 10)


@pytest.fixture
def aws_counterpart(aws: Aws) -> Counterpart:
    return Counterpart(aws.store(), aws.store, 2)


@pytest.fixture
def kubernetes_counterpart(cluster: Cluster) -> Counterpart:
    return Counterpart(cluster.store(), cluster.store, 2)


STORES = ["file", "cached", "audited", "prefixed", "vault", "aws", "kubernetes"]


@pytest.fixture(params=STORES)
def counterpart(request: pytest.FixtureRequest) -> Counterpart:
    found: Counterpart = request.getfixturevalue(f"{request.param}_counterpart")
    return found
