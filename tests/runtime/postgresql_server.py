"""PostgreSQL as the counterpart of `DatabaseCredentials.url`: a cluster of its own, on loopback and a Unix socket."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import program_path
from tests.stores.servers import free_port, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ADMIN = "admin"


@dataclass
class Database:
    """A running server that asks everybody for a password."""

    port: int
    sockets: str
    admin_password: str

    def psql(self, place: str, sql: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run statements in the database that a URL names, as `psql` does when it is told no more than that."""
        return subprocess.run(
            [str(program_path("psql")), "--no-psqlrc", "--no-password", "-v", "ON_ERROR_STOP=1", "-qAt", place],
            input=sql,
            env={"PATH": os.environ["PATH"], "PGCONNECT_TIMEOUT": "20", "PGCLIENTENCODING": "UTF8", **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    @contextmanager
    def session(self, place: str) -> Iterator[Callable[[str], str]]:
        """Log in and stay so; the function that is given runs a statement and returns its answer's only line."""
        command = [str(program_path("psql")), "--no-psqlrc", "--no-password", "-qAt", place]
        environment = {"PATH": os.environ["PATH"], "PGCONNECT_TIMEOUT": "20"}
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, env=environment
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            write, read = process.stdin.write, process.stdout.readline

            def ask(sql: str) -> str:
                write(f"{sql}\n")
                return read().strip()

            yield ask
            process.stdin.close()

    def administrate(self, sql: str) -> None:
        for statement in sql.splitlines():
            run = self.psql(
                f"host=127.0.0.1 port={self.port} user={ADMIN} dbname=postgres",
                statement,
                PGPASSWORD=self.admin_password,
            )
            assert run.returncode == 0, run.stderr


def unprivileged() -> dict[str, Any]:
    """Return how to start the server, which refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    identity, password, port = unprivileged(), "made-up-for-a-test", free_port()
    place = Path(
        tempfile.mkdtemp(prefix="pg-", dir="/tmp")
    )  # a socket's path is 107 bytes at most; pytest's are longer
    (place / "password").write_text(password)
    try:
        if identity:
            for each in (place, place / "password"):
                os.chown(each, identity["user"], identity["group"])
        data, sockets = str(place / "data"), str(place)
        initdb = [str(program_path("initdb")), "-D", data, "-U", ADMIN, "-E", "UTF8", "--locale=C", "--no-sync"]
        initdb += ["--auth=scram-sha-256", f"--pwfile={place}/password", "--no-instructions"]
        subprocess.run(initdb, check=True, capture_output=True, cwd=place, timeout=120, **identity)
        server = [str(program_path("postgres")), "-D", data, "-p", str(port), "-k", sockets, "-F"]
        server += ["-c", "listen_addresses=127.0.0.1"]
        with running(server, port, tmp_path_factory.mktemp("postgresql") / "log", how={"cwd": place, **identity}):
            yield Database(port, sockets, password)
    finally:
        shutil.rmtree(place)
