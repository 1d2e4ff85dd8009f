"""moto's server as the counterpart of the AWS store."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

import boto3
import pytest

from scanner.model import Secret
from scanner.stores.aws import AwsSecretsManagerStore
from scanner.stores.aws_client import AwsSettings
from tests.stores.servers import free_port, running

if TYPE_CHECKING:
    from collections.abc import Iterator

REGION = "eu-central-1"


@dataclass
class Aws:
    """A running server, empty at the beginning of each test."""

    address: str

    def client(self, service: str = "secretsmanager", key: str = "testing", secret: str = "testing") -> Any:
        return boto3.client(
            service, REGION, endpoint_url=self.address, aws_access_key_id=key, aws_secret_access_key=secret
        )

    def store(self, key: str = "testing", secret: str = "testing") -> AwsSecretsManagerStore:
        return AwsSecretsManagerStore(AwsSettings(REGION, self.address, key, Secret(secret.encode()), attempts=1))


@pytest.fixture(scope="session")
def aws_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    place, port = tmp_path_factory.mktemp("moto"), free_port()
    with running(moto_command(port), port, place / "log"):
        yield f"http://127.0.0.1:{port}"


def moto_command(port: int) -> list[str]:
    return [sys.executable, "-W", "ignore", str(Path(__file__).with_name("moto_one_at_a_time.py")), str(port)]


@pytest.fixture
def aws(aws_address: str) -> Aws:
    with urlopen(Request(f"{aws_address}/moto-api/reset", method="POST"), timeout=10):
        return Aws(aws_address)
