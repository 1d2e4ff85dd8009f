"""`KubernetesStore`: Secret objects of one namespace, through the cluster's API."""

from __future__ import annotations

import json
import os
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import kubernetes
import urllib3
import yaml

from scanner.model import Secret
from scanner.regular import regular
from scanner.stores.attempts import check_expected, written
from scanner.stores.deadline import patience, within
from scanner.stores.interface import (
    ABSENT,
    CURRENT,
    PREVIOUS,
    NotFoundError,
    RefusedValueError,
    Stored,
    StoreError,
    Unrecoverable,
    Version,
    check_name,
    check_value,
    chosen,
)
from scanner.stores.kubernetes_errors import MISREAD, translated
from scanner.stores.manifest import LABELS, check_object_name, fields_for
from scanner.stores.structured import ALONE, structured

if TYPE_CHECKING:
    from scanner.stores.opening import Opening

T = TypeVar("T")

OLD = "_PREVIOUS"
"""Ending of the keys that hold the previous version, so that both are mounted side by side."""

NUMBER, CREATED, CREATED_BEFORE = "keysieve/version", "keysieve/created", "keysieve/created-previous"
"""Annotations: number and time of the current version, and the time of the previous one if it is there."""

NAMESPACE_FILE = "/var/run/secrets/kubernetes.io/serviceaccount/namespace"
MERGE = "application/merge-patch+json"
ZULU = re.compile(r"(\.\d+)?Z$")


@dataclass(frozen=True, slots=True)
class Held:
    """A Secret object, taken apart."""

    current: dict[str, bytes]
    previous: dict[str, bytes]
    versions: tuple[Version, ...]
    resource: str
    """What tells the cluster which state of the object a change is made to."""


def open_store(opening: Opening) -> KubernetesStore:
    """Return the store, with the cluster that the pod runs in or that kubectl would ask. Raises StoreError."""
    failure: StoreError
    config: Any = kubernetes.config
    try:
        configuration = kubernetes.client.Configuration()
        namespace = opening.namespace
        if opening.environment.get("KUBERNETES_SERVICE_HOST"):
            config.load_incluster_config(client_configuration=configuration)
            if not namespace and os.path.exists(NAMESPACE_FILE):
                with open(NAMESPACE_FILE, encoding="ascii", opener=regular) as stream:
                    namespace = stream.read().strip()
        else:
            file = opening.environment.get("KUBECONFIG") or None
            config.load_kube_config(file, client_configuration=configuration)
            if not namespace:
                _, active = config.list_kube_config_contexts(file)
                namespace = active["context"].get("namespace", "")
        return KubernetesStore(configuration, namespace or "default")
    except (config.ConfigException, OSError, yaml.YAMLError, *MISREAD) as error:
        failure = RefusedValueError(
            f"Kubernetes: no cluster is configured ({type(error).__name__}); set KUBECONFIG, or run inside a pod"
        )
    raise failure


class KubernetesStore(Unrecoverable):
    """Secrets as Secret objects. A value with text fields has a key for each, any other is the key `value`.

    The object holds the current version and the one before it, whose keys end in `_PREVIOUS`.
    """

    kind = "kubernetes"

    def __init__(
        self,
        configuration: Any,
        namespace: str,
        connect_seconds: float = 5.0,
        answer_seconds: float = 10.0,
        retries: int = 3,
        pause_seconds: float = 0.2,
    ) -> None:
        """`configuration` is the client library's."""
        configuration.retries = urllib3.Retry(
            total=retries,
            status_forcelist=(429, 500, 502, 503, 504),
            allowed_methods=("GET",),
            backoff_factor=pause_seconds,
            respect_retry_after_header=False,  # a server may ask for hours
            raise_on_status=False,
        )
        self._api = kubernetes.client.CoreV1Api(kubernetes.client.ApiClient(configuration))
        self._namespace = namespace
        self._seconds = (connect_seconds, answer_seconds)
        self._patience = patience(retries + 1, connect_seconds, answer_seconds)

    def get(self, name: str, version: str | None = None) -> Stored:
        """Return the value of the version."""
        held = self._held(name)
        if held is None:
            raise NotFoundError(f"{name}: there is no such secret")
        found = chosen(name, held.versions, version)
        return Stored(name, _value(name, held.current if CURRENT in found.stages else held.previous), found)

    def put(self, name: str, secret: Secret, expect: str | None = None) -> Version:
        """Write a new version; the current one becomes the previous one, which is gone."""
        check_value(name, secret)

        def write() -> Version:
            held = self._held(name)
            check_expected(name, expect, held.versions[0].id if held else ABSENT)
            return self._replace(name, secret, held) if held else self._create(name, secret)

        return written(write, expect)

    def versions(self, name: str) -> tuple[Version, ...]:
        """Return the current version and the one before it."""
        held = self._held(name)
        if held is None:
            raise NotFoundError(f"{name}: there is no such secret")
        return held.versions

    def delete(self, name: str) -> None:
        """Delete the object."""
        self.versions(name)
        self._call(name, lambda: self._api.delete_namespaced_secret(name, self._namespace, **self._limits()))

    def forget(self, name: str, version: str) -> None:
        """Take the previous version out of the object."""
        held = self._held(name)
        found = chosen(name, held.versions if held else (), version)
        assert held
        if CURRENT in found.stages:
            raise RefusedValueError(f"{name}: version {found.id} is the current one; delete the secret instead")
        gone: dict[str, str | None] = {key + OLD: None for key in held.previous}
        self._patch(name, gone, {CREATED_BEFORE: None}, held)

    def list(self) -> tuple[str, ...]:
        """Return the names of the secrets that Keysieve wrote; there are others, which can be read by their names."""
        selector = ",".join(f"{key}={value}" for key, value in LABELS.items())
        return self._call(
            "",
            lambda: self._api.list_namespaced_secret(self._namespace, label_selector=selector, **self._limits()),
            lambda answer: tuple(sorted(str(item["metadata"]["name"]) for item in answer["items"] if _is_ours(item))),
        )

    def _create(self, name: str, secret: Secret) -> Version:
        created = _now()
        body: Any = {
            "apiVersion": "v1",
            "kind": "Secret",
            "type": "Opaque",
            "metadata": {"name": name, "labels": LABELS, "annotations": {NUMBER: "1", CREATED: created}},
            "data": _encoded(_fields(secret)),
        }
        self._call(name, lambda: self._api.create_namespaced_secret(self._namespace, body, **self._limits()))
        return Version("1", _time(created), (CURRENT,))

    def _replace(self, name: str, secret: Secret, held: Held) -> Version:
        number, created = int(held.versions[0].id) + 1, _now()
        fields = _fields(secret)
        gone = dict.fromkeys((*held.current, *(key + OLD for key in held.previous)))
        kept = {key + OLD: value for key, value in held.current.items()}
        before = held.versions[0].created
        annotations: dict[str, str | None] = {
            NUMBER: str(number),
            CREATED: created,
            CREATED_BEFORE: before.isoformat() if before else created,
        }
        self._patch(name, {**gone, **_encoded({**kept, **fields})}, annotations, held)
        return Version(str(number), _time(created), (CURRENT,))

    def _patch(self, name: str, data: dict[str, str | None], annotations: dict[str, str | None], held: Held) -> None:
        """Change the object, if it is as it was read. Raises ConflictError if it is not."""
        metadata = {"resourceVersion": held.resource, "annotations": annotations, "labels": LABELS}
        self._call(
            name,
            lambda: self._api.patch_namespaced_secret(
                name, self._namespace, {"metadata": metadata, "data": data}, _content_type=MERGE, **self._limits()
            ),
        )

    def _held(self, name: str) -> Held | None:
        check_name(name)
        check_object_name(name)
        try:
            return self._call(
                name, lambda: self._api.read_namespaced_secret(name, self._namespace, **self._limits()), _taken
            )
        except NotFoundError:
            return None

    def _limits(self) -> dict[str, Any]:
        """Return what each call is told: its time, and that we read the answer ourselves."""
        return {"_request_timeout": self._seconds, "_preload_content": False}

    def _call(self, name: str, call: Callable[[], Any], read: Callable[[Any], T] = lambda answer: answer) -> T:
        """Return what `read` takes out of the answer.

        Raises StoreError; the library's error is let go before, for it may hold a value.
        """
        failure: StoreError
        where = f"Kubernetes: {name or 'the list of secrets'}"
        try:
            return within(self._patience, lambda: read(_json(call())), where)
        except (kubernetes.client.ApiException, urllib3.exceptions.HTTPError, *MISREAD) as error:
            failure = translated(error, where)
        raise failure


def _is_ours(item: Any) -> bool:
    return LABELS.items() <= (item["metadata"].get("labels") or {}).items()


def _json(answer: Any) -> Any:
    found = json.loads(answer.data)
    if not isinstance(found, dict):
        raise TypeError
    return found


def _taken(answer: Any) -> Held:
    metadata, annotations = answer["metadata"], answer["metadata"].get("annotations") or {}
    data = {str(key): b64decode(value, validate=True) for key, value in (answer.get("data") or {}).items()}
    previous = {key.removesuffix(OLD): value for key, value in data.items() if key.endswith(OLD)}
    current = {key: value for key, value in data.items() if not key.endswith(OLD)}
    number = int(annotations.get(NUMBER, "1"))
    created = annotations.get(CREATED) or metadata.get("creationTimestamp")
    versions = [Version(str(number), _time(created), (CURRENT,))]
    if previous:
        versions.append(Version(str(number - 1), _time(annotations.get(CREATED_BEFORE)), (PREVIOUS,)))
    return Held(current, previous, tuple(versions), str(metadata["resourceVersion"]))


def _fields(secret: Secret) -> dict[str, bytes]:
    """Return the keys for a value; one whose names would be taken for those of old versions is kept whole."""
    fields = fields_for(secret)
    return {ALONE: secret.reveal_in_clear()} if any(key.endswith(OLD) for key in fields) else fields


def _encoded(fields: dict[str, bytes]) -> dict[str, str | None]:
    return {key: b64encode(value).decode() for key, value in fields.items()}


def _value(name: str, fields: dict[str, bytes]) -> Secret:
    """Return the value that the keys make. Raises RefusedValueError if one of several is no text."""
    if set(fields) == {ALONE}:
        return Secret(fields[ALONE])
    try:
        return structured({key: value.decode() for key, value in fields.items()})
    except UnicodeDecodeError:
        raise RefusedValueError(f"{name}: the object has binary keys beside others, which no value can hold") from None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(ZULU.sub("+00:00", text)).astimezone(UTC) if text else None
