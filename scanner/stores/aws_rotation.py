"""AWS's rotation protocol, for a Lambda function that Secrets Manager calls four times a rotation.

`createSecret` writes a new value beside the current one, `setSecret` has it accepted where it counts, `testSecret`
tries it there, and `finishSecret` makes it the current one. The value before it becomes AWSPREVIOUS by itself. The
service may call each step again, with the same token; a step that is done changes nothing then. A step that fails
ends the rotation, and the current value stays current.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from scanner.model import Secret
from scanner.stores.aws_client import LABELS, AwsSettings, client_for, parameters_of, told, value_in
from scanner.stores.interface import (
    CURRENT,
    PENDING,
    ConflictError,
    NotFoundError,
    StoreError,
    check_value,
)

T = TypeVar("T")

DEFAULT = AwsSettings()


class RotationError(StoreError):
    """What the function was called with is no step of a rotation that is going on."""


@dataclass(frozen=True, slots=True)
class RotationChange:
    """What a rotation does to the value, and where it counts.

    Errors of these end the step, and reach the function's log: they must not hold a value.
    """

    generate: Callable[[Secret], Secret]
    """Makes the new value, given the current one, whose user and host it may keep."""
    apply: Callable[[Secret, Secret], None]
    """Has the new value accepted, given the current and the new one. Called again, it must do no harm."""
    test: Callable[[Secret], None]
    """Tries the new value, and raises if it does not count."""


@dataclass(frozen=True, slots=True)
class Task:
    """One step, as the service asks for it."""

    name: str
    """The secret's ARN, as a rule."""
    token: str
    """Id of the version that is to become the current one."""
    caller: Mapping[str, str] = field(repr=False)
    """What the service wants to see again when the function writes from another account."""


class RotationHandler:
    """The function itself: `handler = RotationHandler(RotationChange(…))` in the module that Lambda is told."""

    def __init__(self, change: RotationChange, settings: AwsSettings = DEFAULT) -> None:
        self._change = change
        self._client = told(lambda: client_for(settings), "AWS")
        self._steps: dict[str, Callable[[Task], None]] = {
            "createSecret": self._create,
            "setSecret": self._apply,
            "testSecret": self._test,
            "finishSecret": self._finish,
        }

    def __call__(self, event: Mapping[str, Any], context: object = None) -> None:
        """Do one step. Raises StoreError, and whatever the callables of `RotationChange` raise."""
        try:
            task = Task(str(event["SecretId"]), str(event["ClientRequestToken"]), _caller(event))
            step = self._steps[event["Step"]]
        except (KeyError, TypeError):
            raise RotationError(
                f"the event is no step of a rotation: it needs SecretId, ClientRequestToken and a Step of "
                f"{', '.join(self._steps)}"
            ) from None
        labels = self._labels(task)
        if LABELS[CURRENT] in labels[task.token]:
            return  # done, and called again
        if LABELS[PENDING] not in labels[task.token]:
            raise RotationError(f"{task.name}: version {task.token} is not pending; start the rotation again")
        step(task)

    def _create(self, task: Task) -> None:
        current = self._read(task, VersionStage=LABELS[CURRENT])
        try:
            self._pending(task)
        except NotFoundError:
            secret = self._change.generate(current)
            check_value(task.name, secret)
            self._write(task, secret)

    def _apply(self, task: Task) -> None:
        self._change.apply(self._read(task, VersionStage=LABELS[CURRENT]), self._pending(task))

    def _test(self, task: Task) -> None:
        self._change.test(self._pending(task))

    def _finish(self, task: Task) -> None:
        self._pending(task)  # a version without a value must never become the current one
        labels = self._labels(task)
        current = next((version for version, known in labels.items() if LABELS[CURRENT] in known), "")
        if current == task.token:
            return
        # AWSPENDING stays: taking it away by a call of its own would tell the service that the rotation has failed.
        source = {"RemoveFromVersionId": current} if current else {}
        self._call(
            task,
            lambda: self._client.update_secret_version_stage(
                SecretId=task.name, VersionStage=LABELS[CURRENT], MoveToVersionId=task.token, **source
            ),
        )

    def _write(self, task: Task, secret: Secret) -> None:
        try:
            self._call(
                task,
                lambda: self._client.put_secret_value(
                    SecretId=task.name,
                    ClientRequestToken=task.token,
                    VersionStages=[LABELS[PENDING]],
                    **task.caller,
                    **parameters_of(secret),
                ),
            )
        except ConflictError:
            self._pending(task)  # the same step, called at the same time, came first: its value counts

    def _pending(self, task: Task) -> Secret:
        return self._read(task, VersionId=task.token, VersionStage=LABELS[PENDING])

    def _read(self, task: Task, **which: str) -> Secret:
        return self._call(task, lambda: self._client.get_secret_value(SecretId=task.name, **which), value_in)

    def _labels(self, task: Task) -> dict[str, tuple[str, ...]]:
        """Return the labels of each version. Raises RotationError if none is to be rotated to."""

        def read(answer: Any) -> tuple[bool, dict[str, tuple[str, ...]]]:
            known = {str(key): tuple(labels) for key, labels in answer.get("VersionIdsToStages", {}).items()}
            return bool(answer.get("RotationEnabled")), known

        enabled, labels = self._call(task, lambda: self._client.describe_secret(SecretId=task.name), read)
        if not enabled:
            raise RotationError(f"{task.name}: rotation is not enabled")
        if task.token not in labels:
            raise RotationError(f"{task.name}: has no version {task.token}; start the rotation again")
        return labels

    def _call(self, task: Task, call: Callable[[], Any], read: Callable[[Any], T] = lambda answer: answer) -> T:
        return told(lambda: read(call()), f"AWS: {task.name}")


def _caller(event: Mapping[str, Any]) -> dict[str, str]:
    token = event.get("RotationToken")
    return {"RotationToken": str(token)} if token else {}
