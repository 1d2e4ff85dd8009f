"""AWS's four steps, called as the service calls them, against a server over HTTP."""

from __future__ import annotations

import contextlib
import io
import json
import uuid
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

import pytest

from scanner.model import Secret
from scanner.stores.aws_client import AwsSettings
from scanner.stores.aws_rotation import RotationChange, RotationError, RotationHandler
from scanner.stores.interface import NotFoundError, RefusedValueError, StoreError, UnavailableError
from tests.stores.aws_server import REGION, Aws
from tests.stores.servers import free_port

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")


@dataclass
class Database:
    """What the secret opens: it knows the passwords that it was told."""

    passwords: set[bytes] = field(default_factory=lambda: {b"old"})
    generated: int = 0
    refuses: bool = False

    def generate(self, current: Secret) -> Secret:
        self.generated += 1
        return Secret(current.reveal_in_clear() + b"-new%d" % self.generated)

    def apply(self, current: Secret, new: Secret) -> None:
        assert current.reveal_in_clear() in self.passwords
        self.passwords.add(new.reveal_in_clear())

    def test(self, new: Secret) -> None:
        if self.refuses or new.reveal_in_clear() not in self.passwords:
            raise ConnectionRefusedError("login refused")


@dataclass
class Rotation:
    """A rotation that the service has begun: a version is pending, and has no value yet."""

    aws: Aws
    database: Database
    handler: RotationHandler
    arn: str
    token: str

    def step(self, name: str, **changes: Any) -> None:
        self.handler({"SecretId": self.arn, "ClientRequestToken": self.token, "Step": name, **changes}, None)

    def values(self) -> dict[str, bytes]:
        """The value of each stage that has one."""
        store, found = self.aws.store(), {}
        for stage in ("current", "previous", "pending"):
            with contextlib.suppress(NotFoundError):
                found[stage] = store.get("db", stage).secret.reveal_in_clear()
        return found

    def current(self) -> list[str]:
        labels = self.aws.client().describe_secret(SecretId="db")["VersionIdsToStages"]
        return [version for version, known in labels.items() if "AWSCURRENT" in known]


def settings(aws: Aws) -> AwsSettings:
    return AwsSettings(REGION, aws.address, "testing", Secret(b"testing"), attempts=1)


def begin(aws: Aws, token: str) -> str:
    """Begin a rotation, whose function is one that the server does not run; return the secret's ARN."""
    body = json.dumps({"lambda": {"use_docker": False}}).encode()
    with urlopen(Request(f"{aws.address}/moto-api/config", body, {"Content-Type": "application/json"}), timeout=10):
        pass
    assumed = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}}]}
    role = aws.client("iam").create_role(RoleName="rotation", AssumeRolePolicyDocument=json.dumps(assumed))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("function.py", "def handler(event, context): pass\n")
    function = aws.client("lambda").create_function(
        FunctionName="rotation",
        Runtime="python3.11",
        Role=role["Role"]["Arn"],
        Handler="function.handler",
        Code={"ZipFile": archive.getvalue()},
    )
    answer = aws.client().rotate_secret(
        SecretId="db",
        ClientRequestToken=token,
        RotationLambdaARN=function["FunctionArn"],
        RotationRules={"AutomaticallyAfterDays": 30},
    )
    arn: str = answer["ARN"]
    return arn


@pytest.fixture
def make(aws: Aws) -> Callable[[Database], Rotation]:
    def begun(database: Database) -> Rotation:
        aws.store().put("db", Secret(b"old"))
        token = str(uuid.uuid4())
        change = RotationChange(database.generate, database.apply, database.test)
        return Rotation(aws, database, RotationHandler(change, settings(aws)), begin(aws, token), token)

    return begun


@pytest.fixture
def rotation(make: Callable[[Database], Rotation]) -> Rotation:
    return make(Database())


def test_four_steps_rotate_the_secret(rotation: Rotation) -> None:
    assert rotation.values() == {"current": b"old"}
    for step in STEPS:
        assert rotation.values()["current"] == b"old"
        rotation.step(step)
    assert rotation.values() == {"current": b"old-new1", "previous": b"old", "pending": b"old-new1"}
    assert rotation.current() == [rotation.token]
    assert rotation.database.passwords == {b"old", b"old-new1"}


def test_step_that_is_called_again_changes_nothing(rotation: Rotation) -> None:
    for step in STEPS:
        rotation.step(step)
        before = rotation.values(), rotation.current(), set(rotation.database.passwords)
        rotation.step(step)
        assert (rotation.values(), rotation.current(), rotation.database.passwords) == before
    assert rotation.database.generated == 1


def test_steps_of_a_rotation_that_is_done_change_nothing(rotation: Rotation) -> None:
    for _ in range(2):
        for step in STEPS:
            rotation.step(step)
    assert rotation.values()["current"] == b"old-new1"
    assert rotation.database.generated == 1


@pytest.mark.parametrize("step", STEPS)
def test_unknown_token_is_refused_and_nothing_changed(rotation: Rotation, step: str) -> None:
    other = str(uuid.uuid4())
    with pytest.raises(RotationError, match=f"has no version {other}"):
        rotation.step(step, ClientRequestToken=other)
    assert rotation.values() == {"current": b"old"}


def test_version_that_is_not_pending_is_refused(rotation: Rotation) -> None:
    """As that of a rotation that was begun, given up and begun anew."""
    rotation.step("createSecret")
    rotation.aws.client().update_secret_version_stage(
        SecretId="db", VersionStage="AWSPENDING", RemoveFromVersionId=rotation.token
    )
    for step in STEPS:
        with pytest.raises(RotationError, match="is not pending"):
            rotation.step(step)
    assert rotation.values() == {"current": b"old"}


def test_secret_that_is_not_to_be_rotated_is_refused(aws: Aws) -> None:
    version = aws.store().put("db", Secret(b"old"))
    database = Database()
    handler = RotationHandler(RotationChange(database.generate, database.apply, database.test), settings(aws))
    with pytest.raises(RotationError, match="rotation is not enabled"):
        handler({"SecretId": "db", "ClientRequestToken": version.id, "Step": "createSecret"}, None)
    assert aws.store().get("db").version.id == version.id
    with pytest.raises(NotFoundError):
        handler({"SecretId": "none", "ClientRequestToken": version.id, "Step": "createSecret"}, None)


def test_test_that_fails_leaves_the_current_value_alone(make: Callable[[Database], Rotation]) -> None:
    rotation = make(Database(refuses=True))
    for step in STEPS[:2]:
        rotation.step(step)
    with pytest.raises(ConnectionRefusedError):
        rotation.step("testSecret")
    assert rotation.values() == {"current": b"old", "pending": b"old-new1"}
    assert rotation.database.passwords >= {b"old"}
    rotation.database.refuses = False  # and the same rotation goes on where it was
    for step in STEPS:
        rotation.step(step)
    assert rotation.values()["current"] == b"old-new1"
    assert rotation.database.generated == 1


def test_version_without_a_value_never_becomes_the_current_one(rotation: Rotation) -> None:
    for step in STEPS[1:]:
        with pytest.raises(NotFoundError):
            rotation.step(step)
    assert rotation.values() == {"current": b"old"}


def test_second_rotation_follows(rotation: Rotation) -> None:
    for step in STEPS:
        rotation.step(step)
    client = rotation.aws.client()
    client.update_secret_version_stage(SecretId="db", VersionStage="AWSPENDING", RemoveFromVersionId=rotation.token)
    rotation.token = str(uuid.uuid4())
    function = client.describe_secret(SecretId="db")["RotationLambdaARN"]
    client.rotate_secret(SecretId="db", ClientRequestToken=rotation.token, RotationLambdaARN=function)
    for step in STEPS:
        rotation.step(step)
    assert rotation.values()["current"] == b"old-new1-new2"
    assert rotation.values()["previous"] == b"old-new1"
    assert rotation.current() == [rotation.token]


@pytest.mark.parametrize("value", [b"", b"x" * 70_000], ids=["empty", "large"])
def test_value_that_the_service_cannot_take_is_refused(rotation: Rotation, value: bytes) -> None:
    change = RotationChange(lambda current: Secret(value), rotation.database.apply, rotation.database.test)
    rotation.handler = RotationHandler(change, settings(rotation.aws))
    with pytest.raises(RefusedValueError):
        rotation.step("createSecret")
    assert rotation.values() == {"current": b"old"}


def test_binary_value_is_rotated(rotation: Rotation) -> None:
    rotation.database.generate = lambda current: Secret(b"\xff\x00")  # type: ignore[method-assign]
    change = RotationChange(rotation.database.generate, rotation.database.apply, rotation.database.test)
    rotation.handler = RotationHandler(change, settings(rotation.aws))
    for step in STEPS:
        rotation.step(step)
    assert rotation.values()["current"] == b"\xff\x00"


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"SecretId": "db", "Step": "createSecret"},
        {"SecretId": "db", "ClientRequestToken": "x", "Step": "dropSecret"},
        {"SecretId": "db", "ClientRequestToken": "x", "Step": ["createSecret"]},
        [],
    ],
    ids=str,
)
def test_event_that_is_no_step_is_refused(aws: Aws, event: Any) -> None:
    database = Database()
    handler = RotationHandler(RotationChange(database.generate, database.apply, database.test), settings(aws))
    with pytest.raises(RotationError, match="is no step of a rotation"):
        handler(event, None)


def test_service_that_is_not_there_is_unavailable() -> None:
    database = Database()
    gone = AwsSettings(REGION, f"http://127.0.0.1:{free_port()}", "key", Secret(b"key"), attempts=1)
    handler = RotationHandler(RotationChange(database.generate, database.apply, database.test), gone)
    with pytest.raises(UnavailableError):
        handler({"SecretId": "db", "ClientRequestToken": "x" * 32, "Step": "createSecret"}, None)


def test_no_value_is_in_any_error(rotation: Rotation) -> None:
    marker = b"marker-of-the-value"
    change = RotationChange(lambda current: Secret(marker), rotation.database.apply, rotation.database.test)
    rotation.handler = RotationHandler(change, settings(rotation.aws))
    rotation.step("createSecret")
    shown = repr(rotation.handler) + repr(change)
    for changes in ({"ClientRequestToken": "x" * 36}, {"SecretId": "none"}, {"Step": "none"}):
        with pytest.raises(StoreError) as caught:
            rotation.step("finishSecret", **changes)
        error: BaseException | None = caught.value
        while error is not None:
            shown += repr(error) + str(error)
            error = error.__context__
    assert marker.decode() not in shown
