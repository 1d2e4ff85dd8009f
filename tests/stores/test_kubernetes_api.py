"""What only Kubernetes' own API server can show; `make test-kubernetes` builds it, other runs skip this."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import kubernetes
import pytest

from scanner.model import Secret
from scanner.stores.interface import ConflictError, DeniedError, NotFoundError, RefusedValueError
from scanner.stores.kubernetes import KubernetesStore
from scanner.stores.manifest import manifest
from scanner.stores.policy import policy
from scanner.stores.structured import structured

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scanner.stores.interface import SecretStore
    from tests.stores.kubernetes_server import Cluster

NAMES = ["app-db", "key"]
OTHERS = ["app", "app-d", "app-db2", "key.inner", "ke", "other"]


@pytest.fixture
def filled(api_server: Cluster) -> SecretStore:
    store = api_server.store()
    for name in (*NAMES, *OTHERS):
        for value in (b"one", b"two"):
            store.put(name, Secret(value))
    return store


@pytest.fixture
def bound(api_server: Cluster) -> Iterator[None]:
    """The roles that `store policy` prints, each given to the user of that name."""
    rights = kubernetes.client.RbacAuthorizationV1Api(kubernetes.client.ApiClient(api_server.configuration))
    for user, write in (("reader", False), ("writer", True)):
        role = json.loads(policy("kubernetes", NAMES, write, "team"))
        rights.create_namespaced_role("team", role)
        name = role["metadata"]["name"]
        binding: dict[str, Any] = {
            "metadata": {"name": name},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": name},
            "subjects": [{"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": user}],
        }
        rights.create_namespaced_role_binding("team", binding)
    yield
    for name in ("keysieve-reader", "keysieve-writer"):
        rights.delete_namespaced_role(name, "team")
        rights.delete_namespaced_role_binding(name, "team")


def assert_reads(store: SecretStore) -> None:
    for name in NAMES:
        assert store.get(name).secret == Secret(b"two")
        assert store.get(name, "previous").secret == Secret(b"one")
        assert len(store.versions(name)) == 2


def assert_denied(store: SecretStore, names: list[str]) -> None:
    for name in names:
        calls = (store.get, store.versions, store.delete, lambda name: store.put(name, Secret(b"x")))
        for call in (*calls, lambda name: store.forget(name, "previous")):
            with pytest.raises(DeniedError):
                call(name)
    with pytest.raises(DeniedError):
        store.list()


def test_role_for_readers_denies_all_else(api_server: Cluster, filled: SecretStore, bound: None) -> None:
    store = api_server.store("reader")
    assert_reads(store)
    assert_denied(store, [*OTHERS, "none"])
    for name in NAMES:
        calls = (lambda name: store.put(name, Secret(b"x")), store.delete, lambda name: store.forget(name, "previous"))
        for call in calls:
            with pytest.raises(DeniedError):
                call(name)
    assert_reads(filled)


def test_role_for_writers_denies_all_else(api_server: Cluster, filled: SecretStore, bound: None) -> None:
    store = api_server.store("writer")
    assert_reads(store)
    for name in NAMES:
        store.put(name, Secret(b"three"), expect=store.get(name).version.id)
        assert store.get(name).secret == Secret(b"three")
        store.forget(name, "previous")
        with pytest.raises(DeniedError):
            store.delete(name)
    assert_denied(store, [*OTHERS, "none"])


def test_user_without_a_role_and_unknown_token_are_refused(api_server: Cluster, filled: SecretStore) -> None:
    assert_denied(api_server.store("stranger"), NAMES)
    with pytest.raises(DeniedError, match="wrong or have expired"):
        api_server.store("unknown").get("key")


VALUES = {
    "text": Secret(b"a plain value"),
    "fields": structured({"user": "app", "password": "p@ss \"quoted\" 'and' ${NOT} \\x"}),
    "lines": Secret("-----BEGIN-----\r\nzażółć 🔑\t\x85\u2028\n-----END-----\n".encode()),
    "binary": Secret(bytes(range(256))),
    "number": Secret(b"0123"),
}


@pytest.mark.needs("kubectl")
@pytest.mark.parametrize("secret", VALUES.values(), ids=VALUES)
def test_manifest_is_applied_and_read_back(api_server: Cluster, tmp_path: Path, secret: Secret) -> None:
    kubectl(api_server, tmp_path, "apply", "-f", "-", data=manifest("app-db", secret, "team"))
    assert api_server.store().get("app-db").secret == secret
    kubectl(api_server, tmp_path, "apply", "-f", "-", data=manifest("app-db", Secret(b"another"), "team"))


@pytest.mark.needs("kubectl")
def test_role_is_applied(api_server: Cluster, tmp_path: Path) -> None:
    for write in (False, True):
        data = policy("kubernetes", NAMES, write, "team")
        kubectl(api_server, tmp_path, "apply", "--dry-run=server", "-f", "-", data=data)


def kubectl(cluster: Cluster, place: Path, *words: str, data: str) -> None:
    run = subprocess.run(
        ["kubectl", "--kubeconfig", cluster.kubeconfig(place), "--cache-dir", str(place / "cache"), *words],
        input=data.encode(),
        capture_output=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr.decode()


def test_object_that_may_not_change_is_a_refusal_in_words(api_server: Cluster) -> None:
    store = api_server.store()
    store.put("fixed", Secret(b"one"))
    api_server.api.patch_namespaced_secret("fixed", "team", {"immutable": True})
    with pytest.raises(RefusedValueError, match="fixed: the cluster refuses the object"):
        store.put("fixed", Secret(b"two"))
    assert store.get("fixed").secret == Secret(b"one")


def test_change_of_a_stale_state_is_a_conflict(api_server: Cluster) -> None:
    store = api_server.store()
    store.put("a", Secret(b"one"))
    held = store._held("a")
    assert held
    api_server.store().put("a", Secret(b"two"))
    with pytest.raises(ConflictError):
        store._replace("a", Secret(b"three"), held)
    with pytest.raises(ConflictError):
        store._create("a", Secret(b"three"))
    assert store.get("a").secret == Secret(b"two")


def test_namespace_that_is_not_there_is_told(api_server: Cluster) -> None:
    store = KubernetesStore(api_server.configuration, "nowhere", pause_seconds=0.01)
    with pytest.raises(NotFoundError):
        store.put("a", Secret(b"value"))
