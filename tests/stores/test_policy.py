"""Each policy is given to the real server (Kubernetes: to the validator), and denies every other name there."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING
from urllib.request import Request, urlopen

import kubernetes_validate
import pytest

from scanner.model import Secret
from scanner.stores.interface import DeniedError, RefusedValueError
from scanner.stores.policy import policy
from tests.stores.aws_server import REGION, Aws, moto_command
from tests.stores.servers import free_port, running

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.stores.interface import SecretStore
    from tests.stores.vault_server import Vault

NAMES = ["app/db", "key"]
OTHERS = ["app", "app/d", "app/db2", "app/db/inner", "ke", "key2", "key-abcdef", "other"]
ACCOUNT = "123456789012"


def fill(store: SecretStore) -> None:
    for name in (*NAMES, *OTHERS):
        for value in (b"one", b"two"):
            store.put(name, Secret(value))


def assert_denies_others(store: SecretStore) -> None:
    for name in OTHERS:
        for call in (store.get, store.versions, store.delete):
            with pytest.raises(DeniedError):
                call(name)
        with pytest.raises(DeniedError):
            store.put(name, Secret(b"other"))
    with pytest.raises(DeniedError):
        store.list()


def assert_reads(store: SecretStore) -> None:
    for name in NAMES:
        assert store.get(name).secret == Secret(b"two")
        assert store.get(name, "previous").secret == Secret(b"one")
        assert len(store.versions(name)) == 2


def assert_writes(store: SecretStore) -> None:
    for name in NAMES:
        store.put(name, Secret(b"three"), expect=store.get(name).version.id)
        assert store.get(name).secret == Secret(b"three")
        store.forget(name, "previous")
        with pytest.raises(DeniedError):
            store.delete(name)


def test_vault_policy_for_readers_denies_all_else(vault: Vault) -> None:
    fill(vault.store())
    store = vault.store(vault.token(policy("vault", NAMES, False, vault.mount)))
    assert_reads(store)
    assert_denies_others(store)
    for name in NAMES:
        for call in (lambda name: store.put(name, Secret(b"x")), store.delete, lambda name: store.forget(name, "1")):
            with pytest.raises(DeniedError):
                call(name)


def test_vault_policy_for_writers_denies_all_else(vault: Vault) -> None:
    fill(vault.store())
    store = vault.store(vault.token(policy("vault", NAMES, True, vault.mount)))
    assert_reads(store)
    assert_writes(store)
    assert_denies_others(store)


def test_aws_policy_names_the_arns_of_its_secrets_and_no_others(aws: Aws) -> None:
    """IAM's patterns: `?` is one character, `*` any number. The server here knows no patterns but `*`."""
    fill(aws.store())
    arns = {name: aws.client().describe_secret(SecretId=name)["ARN"] for name in (*NAMES, *OTHERS)}
    (statement,) = json.loads(policy("aws", NAMES, False, f"{REGION}:{ACCOUNT}"))["Statement"]
    allowed = {name for name, arn in arns.items() if any(fnmatchcase(arn, one) for one in statement["Resource"])}
    assert allowed == set(NAMES)
    assert not any(set("*[]") & set(one) for one in statement["Resource"])


@pytest.mark.parametrize("write", [False, True], ids=["reader", "writer"])
def test_aws_policy_allows_its_actions_and_no_others(tmp_path: Path, write: bool) -> None:
    """On a server of its own, which enforces actions once it is filled; it knows no resources."""
    port = free_port()
    with running(moto_command(port), port, tmp_path / "log"):
        aws = Aws(f"http://127.0.0.1:{port}")
        fill(aws.store())
        iam = aws.client("iam")
        iam.create_user(UserName="app")
        document = json.loads(policy("aws", NAMES, write, f"{REGION}:{ACCOUNT}"))
        document["Statement"][0]["Resource"] = "*"
        iam.put_user_policy(UserName="app", PolicyName="app", PolicyDocument=json.dumps(document))
        key = iam.create_access_key(UserName="app")["AccessKey"]
        enforce(aws.address)
        store = aws.store(key["AccessKeyId"], key["SecretAccessKey"])
        assert_reads(store)
        if write:
            assert_writes(store)
        refused = [store.list, lambda: store.delete("key"), lambda: store.withdraw("key")]
        refused += [lambda: store.put("new", Secret(b"x"))]
        if not write:
            refused += [lambda: store.put("key", Secret(b"x")), lambda: store.forget("key", "previous")]
        for call in refused:
            with pytest.raises(DeniedError):
                call()


def enforce(address: str) -> None:
    """Let the server enforce policies from now on."""
    words = {"data": b"0", "headers": {"Content-Type": "text/plain"}, "method": "POST"}
    with urlopen(Request(f"{address}/moto-api/reset-auth", **words), timeout=10):
        pass


@pytest.mark.parametrize("write", [False, True], ids=["reader", "writer"])
def test_kubernetes_role_is_valid_and_names_each_secret(write: bool) -> None:
    role = json.loads(policy("kubernetes", ["app-db", "app-key", "app-db"], write, "team"))
    kubernetes_validate.validate(role, "1.31", strict=True)
    (rule,) = role["rules"]
    assert rule["resourceNames"] == ["app-db", "app-key"]
    assert set(rule["verbs"]) == ({"get", "patch"} if write else {"get"})
    assert role["metadata"]["namespace"] == "team"


@pytest.mark.parametrize(
    ("kind", "names", "place", "says"),
    [
        ("vault", ["a*"], "secret", "is no name for a secret"),
        ("vault", ["a/../b"], "secret", "is no name for a secret"),
        ("vault", ["a/+/b"], "secret", "as a pattern"),
        ("aws", ["a*"], f"{REGION}:{ACCOUNT}", "is no name for a secret"),
        ("aws", ["a"], "", "--place REGION:ACCOUNT"),
        ("aws", ["a"], f"{REGION}:*", "--place REGION:ACCOUNT"),
        ("file", ["a"], "", "has no policies"),
    ],
)
def test_policy_that_would_allow_more_is_refused(kind: str, names: list[str], place: str, says: str) -> None:
    with pytest.raises(RefusedValueError, match=says):
        policy(kind, names, False, place)
