"""`AwsSecretsManagerStore`: AWS Secrets Manager."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from scanner.stores.attempts import check_expected, written
from scanner.stores.aws_client import (
    LABELS,
    STAGES,
    AwsSettings,
    client_for,
    parameters_of,
    settings_from,
    told,
    value_in,
)
from scanner.stores.deadline import patience, within
from scanner.stores.interface import (
    ABSENT,
    CURRENT,
    PENDING,
    PREVIOUS,
    ConflictError,
    NotFoundError,
    RefusedValueError,
    Stored,
    Version,
    check_name,
    check_value,
    chosen,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Secret
    from scanner.stores.opening import Opening

T = TypeVar("T")

RECOVERY_DAYS = 30


def open_store(opening: Opening) -> AwsSecretsManagerStore:
    """Return the store; the service is not asked yet. Raises StoreError."""
    return AwsSecretsManagerStore(settings_from(opening))


class AwsSecretsManagerStore:
    """Secrets in AWS Secrets Manager: text as a string, anything else as binary.

    A new version is written beside the current one (AWSPENDING), and then takes its place, if that is still the one
    expected. AWS moves AWSPREVIOUS by itself. Versions without a label are AWS's to delete, and none of ours.
    """

    kind = "aws"
    recoverable = True

    def __init__(self, settings: AwsSettings) -> None:
        self._client = told(lambda: client_for(settings), "AWS")
        self._patience = patience(settings.attempts, settings.connect_seconds, settings.answer_seconds)

    def get(self, name: str, version: str | None = None) -> Stored:
        """Return the value of the version."""
        check_name(name)
        found = None
        wanted = {"VersionStage": LABELS[CURRENT]}  # without a stage, what is answered is not certain
        if version not in (None, "", CURRENT):
            found = chosen(name, self._known(name), version)
            wanted = {"VersionId": found.id}

        def read(answer: Any) -> Stored:
            current = Version(str(answer["VersionId"]), _time(answer.get("CreatedDate")), (CURRENT,))
            return Stored(name, value_in(answer), found or current)

        return self._call(name, lambda: self._client.get_secret_value(SecretId=name, **wanted), read)

    def put(self, name: str, secret: Secret, expect: str | None = None) -> Version:
        """Write a new version, which takes the current one's place."""
        check_name(name)
        check_value(name, secret)

        def write() -> Version:
            current = next((version.id for version in self._known(name) if CURRENT in version.stages), ABSENT)
            check_expected(name, expect, current)
            return self._replace(name, secret, current) if current else self._create(name, secret)

        return written(write, expect)

    def versions(self, name: str) -> tuple[Version, ...]:
        """Return the versions that have a label: the current one, the previous one, then any other."""
        check_name(name)
        found = self._known(name)
        if not found:
            raise NotFoundError(f"{name}: there is no such secret")
        return found

    def delete(self, name: str) -> None:
        """Delete the secret, without a way back."""
        self.versions(name)
        self._call(name, lambda: self._client.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True))

    def withdraw(self, name: str) -> None:
        """Delete the secret; for 30 days it can be brought back."""
        self.versions(name)
        self._call(name, lambda: self._client.delete_secret(SecretId=name, RecoveryWindowInDays=RECOVERY_DAYS))

    def restore(self, name: str) -> None:
        """Bring the secret back."""
        check_name(name)
        self._call(name, lambda: self._client.restore_secret(SecretId=name))

    def forget(self, name: str, version: str) -> None:
        """Take all labels off a version: AWS deletes it some time later, and no stage leads to it."""
        check_name(name)
        found = chosen(name, self._known(name), version)
        if CURRENT in found.stages:
            raise RefusedValueError(f"{name}: version {found.id} is the current one; delete the secret instead")
        for label in self._labels(name).get(found.id, ()):
            self._move(name, label, source=found.id)

    def list(self) -> tuple[str, ...]:
        """Return the names of all secrets, page by page."""

        def names(pages: Any) -> tuple[str, ...]:
            return tuple(sorted(str(entry["Name"]) for page in pages for entry in page["SecretList"]))

        return self._call("", lambda: self._client.get_paginator("list_secrets").paginate(), names)

    def _create(self, name: str, secret: Secret) -> Version:
        return self._call(
            name,
            lambda: self._client.create_secret(
                Name=name, ClientRequestToken=str(uuid.uuid4()), **parameters_of(secret)
            ),
            lambda answer: Version(str(answer["VersionId"]), None, (CURRENT,)),
        )

    def _replace(self, name: str, secret: Secret, current: str) -> Version:
        """Write a version and put it into the place of `current`. Raises ConflictError if that is not current now."""
        pending = LABELS[PENDING]
        token = str(uuid.uuid4())
        self._call(
            name,
            lambda: self._client.put_secret_value(
                SecretId=name, ClientRequestToken=token, VersionStages=[pending], **parameters_of(secret)
            ),
        )
        lost = False
        try:
            self._move(name, LABELS[CURRENT], source=current, target=token)
        except RefusedValueError:
            lost = True
        if pending in self._labels(name).get(token, ()):
            self._drop(name, pending, source=token)
        if lost:
            raise ConflictError(f"{name}: another writer came first; nothing was written")
        return Version(token, None, (CURRENT,))

    def _drop(self, name: str, label: str, source: str) -> None:
        """Take a label off a version; one that another writer has taken meanwhile is gone already."""
        try:
            self._move(name, label, source=source)
        except RefusedValueError:
            if label in self._labels(name).get(source, ()):
                raise

    def _move(self, name: str, label: str, source: str, target: str = "") -> None:
        towards = {"MoveToVersionId": target} if target else {}
        self._call(
            name,
            lambda: self._client.update_secret_version_stage(
                SecretId=name, VersionStage=label, RemoveFromVersionId=source, **towards
            ),
        )

    def _labels(self, name: str) -> dict[str, tuple[str, ...]]:
        """Return the labels of each version. Raises NotFoundError if the secret is deleted."""

        def read(answer: Any) -> dict[str, tuple[str, ...]]:
            if answer.get("DeletedDate"):
                raise NotFoundError(f"{name}: is deleted; `keysieve store restore {name}` brings it back")
            return {str(key): tuple(labels) for key, labels in answer.get("VersionIdsToStages", {}).items()}

        return self._call(name, lambda: self._client.describe_secret(SecretId=name), read)

    def _known(self, name: str) -> tuple[Version, ...]:
        """Return the versions that have a label; none if there is no such secret."""
        try:
            self._labels(name)
            return self._call(name, lambda: tuple(self._version_entries(name)), _versions)
        except NotFoundError:
            return ()

    def _version_entries(self, name: str) -> Iterator[Any]:
        page: dict[str, Any] = {}
        while True:
            answer = self._client.list_secret_version_ids(SecretId=name, **page)
            yield from answer["Versions"]
            if not answer.get("NextToken"):
                return
            page = {"NextToken": answer["NextToken"]}

    def _call(self, name: str, call: Callable[[], Any], read: Callable[[Any], T] = lambda answer: answer) -> T:
        where = f"AWS: {name or 'the list of secrets'}"
        return told(lambda: within(self._patience, lambda: read(call()), where), where)


def _versions(entries: tuple[Any, ...]) -> tuple[Version, ...]:
    found = []
    for entry in entries:
        stages = tuple(STAGES[label] for label in entry.get("VersionStages", ()) if label in STAGES)
        if entry.get("VersionStages"):
            found.append(Version(str(entry["VersionId"]), _time(entry.get("CreatedDate")), stages))
    return tuple(sorted(found, key=_rank))


def _rank(version: Version) -> tuple[int, float]:
    place = 0 if CURRENT in version.stages else 1 if PREVIOUS in version.stages else 2
    return place, -version.created.timestamp() if version.created else 0.0


def _time(moment: object) -> datetime | None:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else None
