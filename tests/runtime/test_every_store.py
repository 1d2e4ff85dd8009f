"""One call for a secret, wherever it is: each store by its environment alone, and what comes before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.model import Secret
from scanner.runtime import DatabaseCredentials, NotFoundError, Secrets, open_store
from scanner.stores.structured import structured
from tests.stores.aws_server import REGION, Aws, aws, aws_address
from tests.stores.kubernetes_server import Cluster, api_server, api_server_address, cluster, emulator
from tests.stores.vault_server import ROOT_TOKEN, vault_address

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["api_server", "api_server_address", "aws", "aws_address", "cluster", "emulator", "vault_address"]

KEY = "0123456789abcdef" * 4
CREDENTIALS = {"user": "app", "password": "p@ss/w:rd", "host": "db.internal", "port": "5432", "dbname": "shop"}


@pytest.fixture
def of_file(tmp_path: Path) -> dict[str, str]:
    return {"KEYSIEVE_KEY": KEY}


@pytest.fixture
def of_vault(vault_address: str) -> dict[str, str]:
    return {"VAULT_ADDR": vault_address, "VAULT_TOKEN": ROOT_TOKEN}


@pytest.fixture
def of_aws(aws: Aws) -> dict[str, str]:
    keys = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_EC2_METADATA_DISABLED": "true"}
    return {"AWS_ENDPOINT_URL": aws.address, "AWS_REGION": REGION, **keys}


@pytest.fixture
def of_kubernetes(cluster: Cluster, tmp_path: Path) -> dict[str, str]:
    return {"KUBECONFIG": cluster.kubeconfig(tmp_path)}


@pytest.mark.parametrize("kind", ["file", "vault", "aws", "kubernetes"])
def test_secret_is_had_by_the_same_call_from_every_store(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    environment = {"HOME": str(tmp_path), "KEYSIEVE_STORE": kind, **request.getfixturevalue(f"of_{kind}")}
    open_store(environment=environment).put("app-db", structured(CREDENTIALS))
    secrets = Secrets.from_environment(environment)
    assert secrets.get("app-db", field="password") == Secret(b"p@ss/w:rd")
    assert secrets.get("app-db", as_=DatabaseCredentials).port == 5432
    template = f"postgresql://${{{kind}:app-db#user}}:${{{kind}:app-db#password}}@db.internal/shop"
    assert secrets.resolve(template) == Secret(b"postgresql://app:p%40ss%2Fw%3Ard@db.internal/shop")
    with pytest.raises(NotFoundError, match="neither APP_NONE nor APP_NONE_FILE is set"):
        secrets.get("app-none")
    (tmp_path / "mounted").write_text("of a file\n")
    environment["APP_DB_FILE"] = str(tmp_path / "mounted")
    assert Secrets.from_environment(environment).get("app-db") == Secret(b"of a file")
    environment["APP_DB"] = "of a variable"
    assert Secrets.from_environment(environment).get("app-db") == Secret(b"of a variable")
