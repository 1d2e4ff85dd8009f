"""The counterparts of the Kubernetes store.

That is kmock, with the one thing that it lacks: versions of objects. With `KEYSIEVE_TEST_KUBE_APISERVER`, the program
that `build_kubernetes.sh` makes, it is Kubernetes' own API server with etcd (`make test-kubernetes`).
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import time
from dataclasses import dataclass
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import kmock
import kubernetes
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from kmock._internal import enums, k8s

from scanner.stores.kubernetes import KubernetesStore
from tests.stores.servers import free_port, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

API_SERVER = os.environ.get("KEYSIEVE_TEST_KUBE_APISERVER", "")
ADMINISTRATOR = "administrator"
USERS = ("reader", "writer", "stranger")
"""Each has its name as its token, and no right but what a test gives it."""


class Versioned(k8s.KubernetesEmulator):
    """Gives each state of an object a `resourceVersion`, and refuses changes to another one, as the real API does."""

    async def _handle(self, request: Any) -> Any:
        if request.resource is None or request.action not in (enums.action.CREATE, enums.action.UPDATE):
            return await super()._handle(request)
        metadata = request.data.setdefault("metadata", {})
        if request.action == enums.action.UPDATE:
            key = (request.resource, request.namespace, request.name)
            held = self._objects[key].raw["metadata"]["resourceVersion"] if key in self._objects else None
            if held is not None and metadata.get("resourceVersion", held) != held:
                raise k8s.KubernetesObjectConflictError
        metadata["resourceVersion"] = str(next(RESOURCE_VERSIONS))
        return await super()._handle(request)


RESOURCE_VERSIONS = itertools.count(1)


@dataclass
class Cluster:
    """A running server."""

    address: str
    authority: str = ""
    """File of the certificate that is to be trusted; empty: plain HTTP."""
    token: str = ""

    @property
    def configuration(self) -> Any:
        configuration = kubernetes.client.Configuration(host=self.address)
        if self.authority:
            configuration.ssl_ca_cert = self.authority
            configuration.api_key = {"authorization": f"Bearer {self.token}"}
        return configuration

    @property
    def api(self) -> Any:
        return kubernetes.client.CoreV1Api(kubernetes.client.ApiClient(self.configuration))

    def store(self, token: str = "", **options: Any) -> KubernetesStore:
        configuration = Cluster(self.address, self.authority, token or self.token).configuration
        return KubernetesStore(configuration, "team", **{"pause_seconds": 0.01, **options})

    def kubeconfig(self, place: Path, namespace: str = "team") -> str:
        """Write what kubectl is configured with; return its path."""
        cluster = {"server": self.address, **({"certificate-authority": self.authority} if self.authority else {})}
        entries = {
            "clusters": [{"name": "c", "cluster": cluster}],
            "users": [{"name": "u", "user": {"token": self.token} if self.token else {}}],
            "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u", "namespace": namespace}}],
        }
        file = place / "kubeconfig"
        file.write_text(json.dumps({"apiVersion": "v1", "kind": "Config", "current-context": "x", **entries}))
        file.chmod(0o600)
        return str(file)


@pytest.fixture
def cluster(request: pytest.FixtureRequest) -> Cluster:
    found: Cluster = request.getfixturevalue("api_server" if API_SERVER else "emulator")
    return found


@pytest.fixture
def api_server(api_server_address: Cluster) -> Cluster:
    """Kubernetes' own server; the namespace `team` is there, and empty."""
    api_server_address.api.delete_collection_namespaced_secret("team")
    return api_server_address


@pytest.fixture(scope="session")
def api_server_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    if not API_SERVER:
        pytest.skip("needs Kubernetes' API server; `make test-kubernetes` builds it")
    place = tmp_path_factory.mktemp("kubernetes")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    (place / "key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
    )
    rows = [
        f'{ADMINISTRATOR},{ADMINISTRATOR},{ADMINISTRATOR},"system:masters"',
        *(f"{one},{one},{one}" for one in USERS),
    ]
    (place / "tokens").write_text("\n".join(rows) + "\n")
    clients, peers, port = free_port(), free_port(), free_port()
    etcd = ["etcd", "--data-dir", str(place / "etcd"), "--unsafe-no-fsync"]
    for name, number in (("client", clients), ("peer", peers)):
        etcd += [f"--listen-{name}-urls", f"http://127.0.0.1:{number}"]
    etcd += ["--advertise-client-urls", f"http://127.0.0.1:{clients}"]
    etcd += ["--initial-advertise-peer-urls", f"http://127.0.0.1:{peers}"]
    etcd += ["--initial-cluster", f"default=http://127.0.0.1:{peers}"]
    server = [API_SERVER, f"--etcd-servers=http://127.0.0.1:{clients}", "--bind-address=127.0.0.1"]
    server += [f"--secure-port={port}", "--insecure-port=0", f"--cert-dir={place / 'certificates'}"]
    server += [f"--service-account-key-file={place / 'key'}", f"--service-account-signing-key-file={place / 'key'}"]
    server += [f"--service-account-issuer=https://127.0.0.1:{port}", f"--token-auth-file={place / 'tokens'}"]
    server += ["--authorization-mode=RBAC", "--disable-admission-plugins=ServiceAccount"]
    server += ["--service-cluster-ip-range=10.0.0.0/24"]
    with running(etcd, clients, place / "etcd.log"), running(server, port, place / "server.log"):
        certificate = str(place / "certificates" / "apiserver.crt")
        found = Cluster(f"https://127.0.0.1:{port}", certificate, ADMINISTRATOR)
        deadline = time.monotonic() + 60
        while True:
            try:
                found.api.create_namespace({"metadata": {"name": "team"}})
                break
            except (kubernetes.client.ApiException, OSError):
                assert time.monotonic() < deadline, (place / "server.log").read_text()
                time.sleep(0.2)
        yield found


@pytest.fixture
def emulator() -> Iterator[Cluster]:
    started, loops, found = Event(), [], []

    async def serve() -> None:
        async with Versioned() as handler, kmock.Server(handler) as server:
            handler.resources["v1/secrets"] = {
                "kind": "Secret",
                "namespaced": True,
                "verbs": ["get", "list", "create", "patch", "update", "delete", "watch"],
            }
            stop = asyncio.Event()
            loops.append((asyncio.get_running_loop(), stop))
            found.append(str(server.url).rstrip("/"))
            started.set()
            await stop.wait()

    thread = Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert started.wait(30)
    try:
        yield Cluster(found[0])
    finally:
        loop, stop = loops[0]
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)
