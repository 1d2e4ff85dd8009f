from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scanner.model import Secret
from scanner.stores.aws import AwsSecretsManagerStore
from scanner.stores.aws_client import AwsSettings, settings_from
from scanner.stores.interface import (
    ABSENT,
    ConflictError,
    DeniedError,
    NotFoundError,
    RefusedValueError,
    StoreError,
    UnavailableError,
)
from scanner.stores.opening import Opening
from tests.stores.servers import free_port, misbehaving, self_signed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.stores.aws_server import Aws


def store_at(address: str, **options: Any) -> AwsSecretsManagerStore:
    named: dict[str, Any] = {"connect_seconds": 0.5, "answer_seconds": 0.5, "attempts": 2, **options}
    return AwsSecretsManagerStore(AwsSettings("eu-central-1", address, "key id", Secret(b"key"), **named))


def labels(aws: Aws, name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for labels_ in aws.client().describe_secret(SecretId=name)["VersionIdsToStages"].values():
        for label in labels_:
            found.setdefault(label, []).append(label)
    return found


def test_exactly_one_version_is_current_after_each_write(aws: Aws) -> None:
    store = aws.store()
    written = ABSENT
    for number in range(5):
        version = store.put("a", Secret(b"%d" % number), expect=None if number % 2 else written)
        written = version.id
        assert {label: len(held) for label, held in labels(aws, "a").items()} == (
            {"AWSCURRENT": 1, "AWSPREVIOUS": 1} if number else {"AWSCURRENT": 1}
        )
        read = aws.client().get_secret_value(SecretId="a", VersionStage="AWSCURRENT")
        assert (read["SecretString"], read["VersionId"]) == (str(number), version.id)


def test_text_is_a_string_and_the_rest_is_binary(aws: Aws) -> None:
    store = aws.store()
    store.put("text", Secret("zażółć".encode()))
    store.put("binary", Secret(b"\xff\x00"))
    assert aws.client().get_secret_value(SecretId="text", VersionStage="AWSCURRENT")["SecretString"] == "zażółć"
    assert aws.client().get_secret_value(SecretId="binary", VersionStage="AWSCURRENT")["SecretBinary"] == b"\xff\x00"


def test_pending_version_of_a_rotation_is_read_and_not_current(aws: Aws) -> None:
    store = aws.store()
    store.put("a", Secret(b"current"))
    aws.client().put_secret_value(SecretId="a", SecretString="pending", VersionStages=["AWSPENDING"])
    assert store.get("a").secret == Secret(b"current")
    assert store.get("a", "pending").secret == Secret(b"pending")
    assert [version.stages for version in store.versions("a")] == [("current",), ("pending",)]


def test_loser_of_a_race_leaves_nothing_pending(aws: Aws) -> None:
    store = aws.store()
    first = store.put("a", Secret(b"one"))
    store.put("a", Secret(b"two"))
    with pytest.raises(ConflictError):
        store._replace("a", Secret(b"late"), first.id)
    assert set(labels(aws, "a")) == {"AWSCURRENT", "AWSPREVIOUS"}
    assert store.get("a").secret == Secret(b"two")


@pytest.mark.parametrize("expect", [None, "the first"])
def test_winner_from_whom_another_writer_takes_the_pending_label_has_won(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, expect: str | None
) -> None:
    store = aws.store()
    first = store.put("a", Secret(b"one"))
    move = store._client.update_secret_version_stage

    def interrupted(**wish: Any) -> Any:
        if wish["VersionStage"] == "AWSPENDING":
            aws.client().put_secret_value(SecretId="a", SecretString="rival", VersionStages=["AWSPENDING"])
        return move(**wish)

    monkeypatch.setattr(store._client, "update_secret_version_stage", interrupted)
    version = store.put("a", Secret(b"two"), expect=first.id if expect else None)
    assert (store.get("a").secret, store.get("a").version.id) == (Secret(b"two"), version.id)
    assert store.get("a", "pending").secret == Secret(b"rival")


def test_all_pages_are_listed(aws: Aws) -> None:
    names = [f"name-{number:03}" for number in range(205)]
    for name in names:
        aws.client().create_secret(Name=name, SecretString="x")
    assert aws.store().list() == tuple(names)


def test_names_with_paths_are_kept(aws: Aws) -> None:
    aws.store().put("app/db_1+=.@-", Secret(b"value"))
    assert aws.store().get("app/db_1+=.@-").secret == Secret(b"value")


def test_deleted_secret_can_be_brought_back_within_its_window(aws: Aws) -> None:
    store = aws.store()
    for value in (b"one", b"two"):
        store.put("a", Secret(value))
    store.withdraw("a")
    for call in (
        lambda: store.get("a"),
        lambda: store.get("a", "previous"),
        lambda: store.versions("a"),
        lambda: store.withdraw("a"),
        lambda: store.put("a", Secret(b"three")),
        lambda: store.put("a", Secret(b"three"), expect=ABSENT),
    ):
        with pytest.raises((NotFoundError, ConflictError)):
            call()
    assert store.list() == ()
    store.restore("a")
    assert store.get("a").secret == Secret(b"two")
    assert store.get("a", "previous").secret == Secret(b"one")


def test_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(UnavailableError, match="cannot be reached"):
        store_at(f"http://127.0.0.1:{free_port()}").get("a")


def answer(code: str) -> bytes:
    return b'{"__type": "%s", "message": "marker-of-the-value"}' % code.encode()


FAULTS = [
    ({"status": 400, "body": answer("ResourceNotFoundException")}, NotFoundError, "no such secret"),
    ({"status": 400, "body": answer("AccessDeniedException")}, DeniedError, "permission denied"),
    ({"status": 400, "body": answer("ExpiredTokenException")}, DeniedError, "have expired"),
    ({"status": 400, "body": answer("UnrecognizedClientException")}, DeniedError, "permission denied"),
    ({"status": 400, "body": answer("DecryptionFailure")}, DeniedError, "KMS key"),
    ({"status": 400, "body": answer("ThrottlingException")}, UnavailableError, "too often"),
    ({"status": 400, "body": answer("LimitExceededException")}, RefusedValueError, "a limit"),
    ({"status": 403}, DeniedError, "permission denied"),
    ({"status": 404, "body": b"<html>"}, UnavailableError, "is the endpoint right"),
    ({"status": 429}, UnavailableError, "too often"),
    ({"status": 500, "body": answer("InternalServiceError")}, UnavailableError, "failed"),
    ({"status": 503, "body": b"<html>"}, UnavailableError, "failed"),
    ({"seconds": 2.0}, UnavailableError, "did not answer in time"),
    ({"body": b'{"SecretSt', "cut": 100}, UnavailableError, "cut off"),
    ({"body": b'{"SecretSt'}, UnavailableError, "is the endpoint right"),
    ({"body": b"<html>Welcome</html>"}, UnavailableError, "is the endpoint right"),
    ({"body": b"[" * 100_000}, UnavailableError, "is the endpoint right"),
]


@pytest.mark.parametrize(("fault", "error", "says"), FAULTS, ids=lambda value: str(value)[:60])
def test_faulty_service_is_named_by_its_fault(fault: dict[str, Any], error: type[StoreError], says: str) -> None:
    with misbehaving(**fault) as server:
        store = store_at(server.address)
        calls = [lambda: store.get("a"), lambda: store.versions("a")]
        if error is not NotFoundError:
            calls += [lambda: store.put("a", Secret(b"marker-of-the-value")), store.list]
        for call in calls:
            with pytest.raises(error, match=says if error is not NotFoundError else "no such secret") as caught:
                call()
            assert "marker" not in str(caught.value)
            assert caught.value.__context__ is None or isinstance(caught.value.__context__, StoreError)
        assert len(server.asked) <= 2 * len(calls)


def test_answer_of_another_service_is_no_value() -> None:
    for body in (b"{}", b"[]", b"null", b'{"SecretString": 1}', b'{"Versions": null}'):
        with misbehaving(body=body) as server, pytest.raises(UnavailableError, match="is the endpoint right"):
            store_at(server.address).get("a")


def test_certificate_that_is_not_trusted_is_refused(tmp_path: Path) -> None:
    with misbehaving(self_signed(tmp_path)) as server:
        with pytest.raises(UnavailableError, match="certificate is not trusted; set AWS_CA_BUNDLE"):
            store_at(server.address).get("a")
        assert server.asked == []


@pytest.fixture
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.mark.usefixtures("nothing_set")
@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (AwsSettings(), "there is no region; set AWS_REGION"),
        (AwsSettings("eu-central-1", "http://127.0.0.1:1"), "there are no credentials"),
        (AwsSettings("eu-central-1", profile="nobody"), "no profile of the name in AWS_PROFILE"),
        (AwsSettings("eu-central-1", "http://127.0.0.1:1", access_key="only"), "a part of the credentials"),
        (AwsSettings("eu-central-1", "no address"), "is the endpoint right"),
    ],
)
def test_settings_that_lack_something_say_what(settings: AwsSettings, says: str) -> None:
    with pytest.raises(StoreError, match=says):
        AwsSecretsManagerStore(settings).get("a")


def test_settings_are_those_of_aws_s_own_variables() -> None:
    environment = {
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_ACCESS_KEY_ID": "id",
        "AWS_SECRET_ACCESS_KEY": "marker-of-the-value",
        "AWS_SESSION_TOKEN": "marker-of-the-token",
    }
    found = settings_from(Opening(environment))
    assert (found.region, found.endpoint, found.access_key) == ("eu-west-1", "http://127.0.0.1:1", "id")
    assert found.secret_key == Secret(b"marker-of-the-value")
    assert "marker" not in repr(found)
    assert "marker" not in repr(Opening(environment))
