"""No store lets a value out: not into any log at DEBUG, an output, an error, what is shown of it, or the access log."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import logging
import threading
import traceback
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from scanner.model import Secret
from scanner.stores.access_log import AccessLog
from scanner.stores.audited import AuditedStore
from scanner.stores.aws import AwsSecretsManagerStore
from scanner.stores.aws_client import AwsSettings
from scanner.stores.cached import CachedStore
from scanner.stores.interface import ABSENT, SecretStore, StoreError
from scanner.stores.kubernetes import KubernetesStore
from scanner.stores.unlogged import OURS
from scanner.stores.vault import VaultSettings, VaultStore
from scanner.stores.vault_login import TokenLogin
from tests.stores.aws_server import REGION
from tests.stores.kubernetes_server import Cluster
from tests.stores.servers import free_port, misbehaving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.stores.aws_server import Aws
    from tests.stores.conftest import Counterpart

MARKER = "marker-of-the-value"
TEXT, CHANGED = Secret(f"{MARKER}-1".encode()), Secret(f"{MARKER}-2".encode())
BINARY = Secret(b"\xff" + MARKER.encode())
FIELDS = Secret(json.dumps({"password": MARKER}, separators=(",", ":")).encode())
VALUES = (TEXT, CHANGED, BINARY, FIELDS)
CREDENTIAL = "marker-of-the-credential"


def spellings(text: str) -> Iterator[str]:
    """Yield the text, its hex, and its base64 wherever it begins in what is encoded."""
    raw = text.encode()
    yield text
    yield raw.hex()
    for before in range(3):
        yield base64.b64encode(bytes(before) + raw)[4:-4].decode()


SPELLINGS = (*spellings(MARKER), *spellings(CREDENTIAL))


@dataclass
class Shown:
    """All that could be seen of what stores were asked."""

    stream: io.StringIO = field(default_factory=io.StringIO)
    errors: int = 0

    def show(self, *things: object) -> None:
        for thing in things:
            self.stream.write(f"{thing!r} {thing!s}\n")

    def ask(self, call: Callable[[], object]) -> None:
        """Call, and keep what comes of it, an error with all that it was raised from."""
        try:
            self.show(call())
        except StoreError as error:
            self.errors += 1
            self.stream.write("".join(traceback.format_exception(error)))
            each: BaseException | None = error
            while each is not None:
                self.show(each, each.args)
                each = each.__context__

    def leaks(self) -> list[str]:
        return [line[:300] for line in self.stream.getvalue().splitlines() if any(one in line for one in SPELLINGS)]


@pytest.fixture
def shown(capfd: pytest.CaptureFixture[str]) -> Iterator[Shown]:
    """What every logger says at DEBUG, from the root down, and standard output and error."""
    found, root = Shown(), logging.getLogger()
    handler, level = logging.StreamHandler(found.stream), root.level
    named = [one for one in root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    levels = [(one, one.level, one.disabled) for one in named]
    handler.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))
    for one in named:
        one.setLevel(logging.DEBUG)
        one.disabled = False
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield found
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        for one, before, disabled in levels:
            one.setLevel(before)
            one.disabled = disabled


def exercise(store: SecretStore, shown: Shown) -> None:
    """Do all that a store can, rightly and wrongly."""
    shown.show(store)
    for name, value in (("a", TEXT), ("b", BINARY), ("c", FIELDS)):
        shown.ask(lambda name=name, value=value: store.put(name, value, expect=ABSENT))  # type: ignore[misc]
        shown.ask(lambda name=name: store.get(name))  # type: ignore[misc]
    for call in (
        lambda: store.put("a", CHANGED),
        lambda: store.put("a", TEXT, expect="99"),
        lambda: store.put("a", TEXT, expect=ABSENT),
        lambda: store.get("a", "previous"),
        lambda: store.get("a", "99"),
        lambda: store.versions("a"),
        store.list,
        lambda: store.get("none"),
        lambda: store.forget("a", "current"),
        lambda: store.forget("a", "previous"),
        lambda: store.withdraw("b"),
        lambda: store.get("b"),
        lambda: store.restore("b"),
        lambda: store.delete("c"),
        lambda: store.put("..", TEXT),
        lambda: store.put("large", Secret(MARKER.encode() * 9000)),
        lambda: store.put("empty", Secret(b"")),
    ):
        shown.ask(call)


def test_no_operation_of_any_store_shows_a_value(
    counterpart: Counterpart, shown: Shown, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "all.jsonl"
    store = CachedStore(AuditedStore(counterpart.store, AccessLog(str(log), 60), "alice"))
    exercise(store, shown)
    assert shown.errors > 5
    shown.stream.write(log.read_text() + "".join(capfd.readouterr()))
    assert '"action":"put"' in shown.stream.getvalue().replace(" ", "")
    assert shown.leaks() == []


def faulty(kind: str, address: str) -> SecretStore:
    if kind == "aws":
        return AwsSecretsManagerStore(
            AwsSettings(REGION, address, "key", Secret(CREDENTIAL.encode()), Secret(CREDENTIAL.encode()), attempts=1)
        )
    if kind == "vault":
        login = TokenLogin(Secret(CREDENTIAL.encode()))
        return VaultStore(VaultSettings(address=address, login=login, mount="kv", pause_seconds=0.01))
    return KubernetesStore(Cluster(address, token=CREDENTIAL).configuration, "team", pause_seconds=0.01)


ANSWERS: tuple[dict[str, Any], ...] = (
    {"body": json.dumps({"SecretString": MARKER, "data": {"data": {"value": MARKER}}}).encode()},
    {"body": json.dumps({"message": MARKER, "errors": [MARKER], "__type": MARKER}).encode(), "status": 400},
    {"body": MARKER.encode(), "status": 403},
    {"body": MARKER.encode(), "status": 404},
    {"body": MARKER.encode(), "status": 500},
    {"body": MARKER.encode()},
    {"body": MARKER.encode(), "cut": 9},
    {"body": b"", "headers": {"X-Amzn-ErrorType": MARKER}, "status": 400},
)


@pytest.mark.parametrize("answer", ANSWERS, ids=range(len(ANSWERS)))
@pytest.mark.parametrize("kind", ["aws", "vault", "kubernetes"])
def test_no_fault_of_a_server_shows_a_value(
    kind: str, answer: dict[str, Any], shown: Shown, capfd: pytest.CaptureFixture[str]
) -> None:
    with misbehaving(**answer) as server:
        store = faulty(kind, server.address)
        shown.show(store)
        for call in (lambda: store.get("a"), lambda: store.put("a", TEXT), lambda: store.versions("a"), store.list):
            shown.ask(call)
    assert shown.errors > 0
    shown.stream.write("".join(capfd.readouterr()))
    assert shown.leaks() == []


@pytest.mark.parametrize("kind", ["aws", "vault", "kubernetes"])
def test_server_that_is_not_there_shows_no_value(kind: str, shown: Shown) -> None:
    store = faulty(kind, f"http://127.0.0.1:{free_port()}")
    shown.ask(lambda: store.put("a", TEXT))
    assert shown.errors == 1
    assert shown.leaks() == []


def test_other_users_of_the_library_have_their_records(aws: Aws, shown: Shown) -> None:
    store, client = aws.store(), aws.client()
    store.put("a", Secret(b"some-other-value"))
    assert "some-other-value" not in shown.stream.getvalue()
    assert "Making request" not in shown.stream.getvalue()
    client.get_secret_value(SecretId="a")
    assert shown.stream.getvalue().count("some-other-value") > 0
    assert not OURS.get()


def test_other_thread_has_its_records_while_we_call(aws: Aws, shown: Shown) -> None:
    aws.store().put("a", Secret(b"some-other-value"))
    client, begun, done = aws.client(), threading.Event(), threading.Event()

    def theirs() -> None:
        begun.wait(30)
        client.get_secret_value(SecretId="a")
        done.set()

    class During(logging.Filter):
        """Lets the other thread call while a request of ours is on its way."""

        def filter(self, record: logging.LogRecord) -> bool:
            if OURS.get() and not begun.is_set():
                begun.set()
                done.wait(30)
            return True

    during, thread = During(), threading.Thread(target=theirs)
    logger = logging.getLogger("urllib3.connectionpool")
    logger.addFilter(during)
    thread.start()
    try:
        aws.store().put("b", TEXT)
    finally:
        begun.set()
        thread.join()
        logger.removeFilter(during)
    assert "some-other-value" in shown.stream.getvalue()
    assert shown.leaks() == []


def test_call_that_fails_ends_the_silence(aws: Aws, shown: Shown) -> None:
    store = aws.store()
    with contextlib.suppress(StoreError):
        store.get(str(uuid.uuid4()))
    assert not OURS.get()
