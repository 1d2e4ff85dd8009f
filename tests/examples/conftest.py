"""The programs in `examples/`, run as a reader would run them; servers are those of the stores' own tests."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.stores.aws_server import aws, aws_address
from tests.stores.conftest import no_network
from tests.stores.servers import free_port, running
from tests.stores.vault_server import vault_address

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["aws", "aws_address", "no_network", "vault_address"]

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "examples"


@dataclass
class Service:
    """A running example that answers HTTP."""

    port: int
    log: Path

    def ask(self, body: bytes | None = None, **headers: str) -> tuple[int, str]:
        request = Request(f"http://127.0.0.1:{self.port}/", body, headers)
        try:
            with urlopen(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, ""


@dataclass
class Examples:
    """Runs examples with an environment of their own."""

    place: Path

    def environment(self, variables: dict[str, str]) -> dict[str, str]:
        return {"PYTHONPATH": str(ROOT), "HOME": str(self.place), "KEYSIEVE_ACTOR": "example", **variables}

    def run(self, name: str, *arguments: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(EXAMPLES / name), *arguments],
            env=self.environment(variables),
            cwd=self.place,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def start(self, name: str, **variables: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(EXAMPLES / name)],
            env=self.environment(variables),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @contextmanager
    def serving(self, name: str, **variables: str) -> Iterator[Service]:
        port = free_port()
        log = self.place / f"{port}.log"
        command = [sys.executable, str(EXAMPLES / name), str(port)]
        with running(command, port, log, **self.environment(variables)):
            yield Service(port, log)

    def keysieve(self, *arguments: str, stdin: str = "", **variables: str) -> str:
        run: subprocess.CompletedProcess[str] = subprocess.run(
            [sys.executable, "-m", "scanner", *arguments],
            env=self.environment(variables),
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert run.returncode == 0, run.stderr
        return run.stdout


@pytest.fixture
def examples(tmp_path: Path) -> Any:
    return Examples(tmp_path)
