from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import kubernetes
import pytest
import yaml

from scanner.model import Secret
from scanner.stores.interface import (
    ConflictError,
    DeniedError,
    NotFoundError,
    RefusedValueError,
    StoreError,
    UnavailableError,
)
from scanner.stores.kubernetes import KubernetesStore, open_store
from scanner.stores.manifest import manifest
from scanner.stores.opening import Opening
from scanner.stores.structured import structured
from tests.stores.servers import free_port, misbehaving, self_signed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Repo
    from tests.stores.kubernetes_server import Cluster


def store_at(address: str, **options: Any) -> KubernetesStore:
    named = {"connect_seconds": 0.5, "answer_seconds": 0.5, "retries": 2, "pause_seconds": 0.01}
    return KubernetesStore(kubernetes.client.Configuration(host=address, **options), "team", **named)


def data_of(cluster: Cluster, name: str) -> dict[str, str]:
    data: dict[str, str] = cluster.api.read_namespaced_secret(name, "team").data
    return data


def encoded(**fields: str) -> dict[str, str]:
    return {key: b64encode(value.encode()).decode() for key, value in fields.items()}


def test_both_versions_stand_side_by_side(cluster: Cluster) -> None:
    store = cluster.store()
    store.put("db", structured({"username": "app", "password": "one"}))
    store.put("db", structured({"username": "app", "password": "two", "host": "h"}))
    assert data_of(cluster, "db") == encoded(
        username="app", password="two", host="h", username_PREVIOUS="app", password_PREVIOUS="one"
    )
    store.put("db", Secret(b"plain"))
    assert data_of(cluster, "db") == encoded(
        value="plain", username_PREVIOUS="app", password_PREVIOUS="two", host_PREVIOUS="h"
    )
    store.forget("db", "previous")
    assert data_of(cluster, "db") == encoded(value="plain")


def test_keys_that_no_object_can_have_are_kept_whole(cluster: Cluster) -> None:
    store = cluster.store()
    for secret in (structured({"a b": "c"}), structured({"a_PREVIOUS": "c"}), structured({"..": "c"})):
        store.put("odd", secret)
        assert store.get("odd").secret == secret
        assert set(data_of(cluster, "odd")) <= {"value", "value_PREVIOUS"}


def test_what_others_wrote_is_read_and_not_listed(cluster: Cluster) -> None:
    body = {"metadata": {"name": "theirs", "creationTimestamp": "2031-05-06T07:08:09Z"}, "data": encoded(a="x", b="y")}
    cluster.api.create_namespaced_secret("team", body)
    store = cluster.store()
    stored = store.get("theirs")
    assert stored.secret == structured({"a": "x", "b": "y"})
    assert stored.version.id == "1"
    assert store.list() == ()
    assert store.put("theirs", Secret(b"ours"), expect="1").id == "2"
    assert store.list() == ("theirs",)
    assert store.get("theirs", "previous").secret == structured({"a": "x", "b": "y"})


def test_binary_key_beside_others_is_refused_in_words(cluster: Cluster) -> None:
    data = {"a": b64encode(b"\xff").decode(), **encoded(b="y")}
    cluster.api.create_namespaced_secret("team", {"metadata": {"name": "jks"}, "data": data})
    with pytest.raises(RefusedValueError, match="binary keys"):
        cluster.store().get("jks")


def test_change_by_another_writer_in_between_is_a_conflict(cluster: Cluster) -> None:
    store = cluster.store()
    store.put("a", Secret(b"one"))
    held = store._held("a")
    assert held
    cluster.api.patch_namespaced_secret("a", "team", {"metadata": {"annotations": {"x": "y"}}})
    with pytest.raises(ConflictError):
        store._replace("a", Secret(b"two"), held)
    assert store.get("a").secret == Secret(b"one")


@pytest.mark.parametrize("name", ["app/db", "UPPER", "under_score", "-a", "a-", "a..b", "a.-b"])
def test_name_that_no_object_can_have_is_refused(cluster: Cluster, name: str) -> None:
    with pytest.raises(RefusedValueError):
        cluster.store().put(name, Secret(b"value"))


def test_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(UnavailableError, match="cannot be reached"):
        store_at(f"http://127.0.0.1:{free_port()}").get("a")


FAULTS = [
    ({"status": 401}, DeniedError, "wrong or have expired"),
    ({"status": 403, "body": b'{"message": "marker-of-the-value"}'}, DeniedError, "no role allows"),
    ({"status": 404}, NotFoundError, "no such secret"),
    ({"status": 409}, ConflictError, "another writer|another version"),
    ({"status": 422, "body": b'{"message": "marker-of-the-value"}'}, RefusedValueError, "refuses the object"),
    ({"status": 429, "headers": {"Retry-After": "3600"}}, UnavailableError, "too often"),
    ({"status": 500, "body": b"marker-of-the-value"}, UnavailableError, "failed"),
    ({"status": 503}, UnavailableError, "failed"),
    ({"seconds": 2.0}, UnavailableError, "did not answer in time"),
    ({"body": b'{"data": {"a', "cut": 100}, UnavailableError, "broke off"),
    ({"body": b'{"data": {"a'}, UnavailableError, "not that of a Kubernetes API"),
    ({"body": b"<html>Welcome</html>"}, UnavailableError, "not that of a Kubernetes API"),
    ({"body": b"[]"}, UnavailableError, "not that of a Kubernetes API"),
    ({"body": b"[" * 100_000}, UnavailableError, "not that of a Kubernetes API"),
    ({"body": b"{}"}, UnavailableError, "not that of a Kubernetes API"),
    ({"body": b'{"metadata": {"resourceVersion": "1"}, "data": {"a": "!"}}'}, UnavailableError, "not that of a"),
]


@pytest.mark.parametrize(("fault", "error", "says"), FAULTS, ids=lambda value: str(value)[:50])
def test_faulty_cluster_is_named_by_its_fault(fault: dict[str, Any], error: type[StoreError], says: str) -> None:
    with misbehaving(**fault) as server:
        store = store_at(server.address)
        calls = [lambda: store.get("a"), lambda: store.versions("a")]
        if error is not NotFoundError:
            calls.append(lambda: store.put("a", Secret(b"marker-of-the-value")))
        for call in calls:
            with pytest.raises(error, match=says) as caught:
                call()
            assert "marker" not in str(caught.value)
            assert caught.value.__context__ is None or isinstance(caught.value.__context__, StoreError)
        assert len(server.asked) <= 3 * len(calls)


def test_certificate_that_is_not_trusted_is_refused(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    with misbehaving(certificate, status=404) as server:
        with pytest.raises(UnavailableError, match="certificate is not trusted"):
            store_at(server.address).get("a")
        assert server.asked == []
        with pytest.raises(NotFoundError):
            store_at(server.address, ssl_ca_cert=certificate[0]).get("a")


def test_cluster_and_namespace_are_those_of_kubectl(cluster: Cluster, tmp_path: Path) -> None:
    file = cluster.kubeconfig(tmp_path)
    opening = Opening({"KUBECONFIG": file})
    open_store(opening).put("a", Secret(b"value"))
    assert cluster.store().get("a").secret == Secret(b"value")
    with pytest.raises(NotFoundError):
        open_store(Opening({"KUBECONFIG": file}, namespace="other")).get("a")


@pytest.mark.parametrize("text", ["", "no yaml: [", "apiVersion: v1\nkind: Config\n"])
def test_cluster_that_is_not_configured_is_a_hint(tmp_path: Path, text: str) -> None:
    (tmp_path / "config").write_text(text)
    with pytest.raises(StoreError, match="no cluster is configured"):
        open_store(Opening({"KUBECONFIG": str(tmp_path / "config")}))
    with pytest.raises(StoreError, match="no cluster is configured"):
        open_store(Opening({"KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"}))


def test_secret_that_a_cluster_gives_out_is_found_in_a_repository(
    cluster: Cluster, repo: Repo, password: str, github_token: str
) -> None:
    """As by `kubectl get secret -o yaml >secret.yaml`, and by `keysieve store manifest`: neither is encryption."""
    value = structured({"username": "app", "password": password, "token": github_token})
    cluster.store().put("app-db", value)
    given = kubernetes.client.ApiClient().sanitize_for_serialization(
        cluster.api.read_namespaced_secret("app-db", "team")
    )
    document = {**given, "apiVersion": "v1", "kind": "Secret"}
    repo.stage("given.yaml", yaml.safe_dump(document))
    repo.stage("given.json", json.dumps(document, indent=2))
    repo.stage("written.yaml", manifest("app-db", value))
    found = repo.keysieve("scan", "--staged", "--show-secrets", "--format", "json").new
    secrets = {
        name: {each["secret"] for each in found if each["path"] == name} for name in repo.git("ls-files").split()
    }
    assert secrets == {name: {password, github_token} for name in ("given.json", "given.yaml", "written.yaml")}
