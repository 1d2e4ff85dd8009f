"""kmock as the counterpart of the Kubernetes store, with the one thing that it lacks: versions of objects."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import kmock
import kubernetes
import pytest
from kmock._internal import enums, k8s

from scanner.stores.kubernetes import KubernetesStore

if TYPE_CHECKING:
    from collections.abc import Iterator


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

    @property
    def configuration(self) -> Any:
        return kubernetes.client.Configuration(host=self.address)

    @property
    def api(self) -> Any:
        return kubernetes.client.CoreV1Api(kubernetes.client.ApiClient(self.configuration))

    def store(self, **options: Any) -> KubernetesStore:
        return KubernetesStore(self.configuration, "team", **{"pause_seconds": 0.01, **options})


@pytest.fixture
def cluster() -> Iterator[Cluster]:
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
