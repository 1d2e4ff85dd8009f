"""Each example does what it says, and shows no secret."""

from __future__ import annotations

import ast
import hmac
import json
import os
import socket
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import hvac
import pytest

from scanner.model import Secret
from scanner.runtime import DatabaseCredentials, Secrets, open_store
from scanner.stores.access_log import read_log
from scanner.stores.policy import vault_policy
from tests.examples.conftest import EXAMPLES
from tests.stores.vault_server import ROOT_TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.examples.conftest import Examples, Service
    from tests.stores.aws_server import Aws

PROGRAMS = sorted(EXAMPLES.glob("*.py"))
STORE_KEY = {"KEYSIEVE_KEY": "0123456789abcdef" * 4}


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_example_uses_only_what_is_public_and_is_listed(program: Path) -> None:
    modules = [node.module for node in ast.walk(ast.parse(program.read_text())) if isinstance(node, ast.ImportFrom)]
    assert {module for module in modules if module and module.startswith("scanner")} == {"scanner.runtime"}
    assert f"`{program.name}`" in (EXAMPLES / "README.md").read_text()


def test_validated_env_starts_with_typed_settings_and_a_masked_log(examples: Examples, password: str) -> None:
    key = password * 2
    run = examples.run("validated_env.py", PUBLIC_URL="https://shop.example", PAYMENT_KEY=key)
    assert run.returncode == 0, run.stderr
    assert "serving https://shop.example on port 3000" in run.stdout
    assert "key=****" in run.stdout
    assert key not in run.stdout + run.stderr


def test_validated_env_does_not_start_with_faults_and_tells_all(examples: Examples, password: str) -> None:
    run = examples.run("validated_env.py", APP_ENV="production", PUBLIC_URL="http://x", PAYMENT_KEY=password[:9])
    assert run.returncode == 1
    assert [name in run.stdout for name in ("PUBLIC_URL:", "PAYMENT_KEY:", "ENCRYPTION_KEY:")] == [True] * 3
    assert password[:9] not in run.stdout + run.stderr


def test_encrypted_column_opens_in_its_own_row_only(examples: Examples, password: str) -> None:
    key, path = {"CRM_COLUMN_KEY": os.urandom(32).hex()}, examples.place / "crm.sqlite"
    for name in ("alice", "bob"):
        run = examples.run("encrypted_column.py", str(path), "add", name, stdin=f"{password}-{name}\n", **key)
        assert run.returncode == 0, run.stderr
    assert password.encode() not in path.read_bytes()
    used = examples.run("encrypted_column.py", str(path), "use", "alice", **key)
    assert used.stdout == f"calling the customer's API with a key of {len(password) + 6} bytes\n"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "update customer set api_key = (select api_key from customer where name = 'bob') where name = 'alice'"
        )
    swapped = examples.run("encrypted_column.py", str(path), "use", "alice", **key)
    assert swapped.returncode == 1
    assert "customer/alice/api_key: the encrypted value was changed, or is another row's" in swapped.stderr


def test_encrypted_column_changes_its_key(examples: Examples, password: str) -> None:
    old, new, path = os.urandom(32).hex(), os.urandom(32).hex(), str(examples.place / "crm.sqlite")
    examples.run("encrypted_column.py", path, "add", "alice", stdin=password, CRM_COLUMN_KEY=old)
    both = {"CRM_COLUMN_KEY": new, "CRM_COLUMN_KEY_OLD": old}
    assert examples.run("encrypted_column.py", path, "rekey", **both).stdout == "1 rows encrypted anew\n"
    assert examples.run("encrypted_column.py", path, "rekey", **both).stdout == "0 rows encrypted anew\n"
    assert "a key of 16 bytes" in examples.run("encrypted_column.py", path, "use", "alice", CRM_COLUMN_KEY=new).stdout
    assert examples.run("encrypted_column.py", path, "use", "alice", CRM_COLUMN_KEY=old).returncode == 1


def test_vault_database_needs_no_more_than_its_policy(examples: Examples, vault_address: str, password: str) -> None:
    root = hvac.Client(url=vault_address, token=ROOT_TOKEN)
    root.sys.create_or_update_policy("shop", vault_policy(["shop/db", "shop/session-key"], False, "secret"))
    token = root.auth.token.create(policies=["shop"])["auth"]["client_token"]
    place = {"KEYSIEVE_STORE": "vault", "VAULT_ADDR": vault_address, "VAULT_TOKEN": token}
    first = examples.run("vault_database.py", **place)
    assert first.returncode == 1
    assert first.stdout.startswith("2 of 2 secrets cannot be used:\n  shop/db: ")
    fields = {"user": "shop", "password": f"{password}/@:", "host": "db.internal", "port": 5432, "dbname": "shop"}
    allowed = {**place, "VAULT_TOKEN": ROOT_TOKEN}
    examples.keysieve("store", "put", "shop/db", "--json", stdin=json.dumps(fields), **allowed)
    examples.keysieve("store", "put", "shop/session-key", stdin=f"{password}-session", **allowed)
    second = examples.run("vault_database.py", **place)
    assert second.stdout == "connecting as shop to shop on db.internal: Secret('****')\n", second.stderr
    on_a_laptop = examples.run(
        "vault_database.py", SHOP_DB=f"postgresql://me:{password}@localhost/shop", SHOP_SESSION_KEY=password
    )
    assert on_a_laptop.stdout == "connecting as me to shop on localhost: Secret('****')\n", on_a_laptop.stderr


def aws_variables(aws: Aws) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": aws.address,
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
    }


@pytest.fixture
def aws_service(examples: Examples, aws: Aws, password: str) -> Iterator[Service]:
    aws.store().put("signing/key", Secret(password.encode()))
    with examples.serving("aws_web_service.py", **aws_variables(aws)) as service:
        yield service


def test_aws_web_service_asks_the_store_once_and_shows_no_key(examples: Examples, aws: Aws, password: str) -> None:
    place = aws_variables(aws)
    store = open_store("aws", {**examples.environment(place), "KEYSIEVE_ACCESS_LOG": "none"})
    store.put("signing/key", Secret(password.encode()))
    expected = hmac.new(password.encode(), b"text", "sha256").hexdigest()
    with examples.serving("aws_web_service.py", **place) as service:
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(lambda _: service.ask(b"text"), range(40)))
        assert answers == [(200, f"{expected}\n")] * 40
        store.put("signing/key", Secret(f"{password}2".encode()))
        assert service.ask(b"text") == (200, f"{expected}\n"), "within its time, what was read serves"
        log = service.log.read_text()
    lines = list(read_log(str(examples.place / ".local/share/keysieve/access.jsonl")))
    assert [(line["action"], line["name"], line["outcome"]) for line in lines] == [("get", "signing/key", "ok")]
    with examples.serving("aws_web_service.py", **place, KEYSIEVE_CACHE_SECONDS="0") as service:
        assert service.ask(b"text") == (200, hmac.new(f"{password}2".encode(), b"text", "sha256").hexdigest() + "\n")
        log += service.log.read_text()
    assert '"POST / HTTP/1.1" 200' in log
    assert password not in log


@pytest.mark.parametrize(
    ("length", "body", "status"),
    [
        ("-1", b"text", 400),
        ("abc", b"text", 400),
        ("1_0", b"text", 400),
        ("+4", b"text", 400),
        (None, b"text", 411),
        ("5", b"text", 400),
        (str((1 << 20) + 1), b"", 413),
        pytest.param("9" * 5000, b"", 413, id="5000 digits"),
        ("4", b"text", 200),
        ("0", b"", 200),
    ],
    ids=str,
)
def test_aws_web_service_signs_whole_texts_only(
    aws_service: Service, length: str | None, body: bytes, status: int
) -> None:
    with socket.create_connection(("127.0.0.1", aws_service.port), timeout=30) as connection:
        header = b"" if length is None else f"Content-Length: {length}\r\n".encode()
        connection.sendall(b"POST / HTTP/1.0\r\n" + header + b"\r\n" + body)
        connection.shutdown(socket.SHUT_WR)
        answer = connection.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.0 %d " % status), answer
    assert (len(answer.strip().rpartition(b"\n")[2]) == 64) == (status == 200)
    assert "Traceback" not in aws_service.log.read_text()


def test_rotating_api_key_accepts_the_one_before_inside_the_grace_only(examples: Examples) -> None:
    def rotate() -> str:
        examples.keysieve("store", "rotate", "service/api-key", **STORE_KEY)
        return stored()

    def stored() -> str:
        return examples.keysieve("store", "get", "service/api-key", **STORE_KEY)

    def bearer(key: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {key}"}

    examples.keysieve("store", "put", "service/api-key", stdin=os.urandom(32).hex(), **STORE_KEY)
    first = stored()
    with examples.serving("rotating_api_key.py", **STORE_KEY) as service:
        assert service.ask(**bearer(first)) == (200, "welcome\n")
        second = rotate()
        assert service.ask(**bearer(second)) == (200, "welcome\n"), "a new key counts at once, beside the cache"
        assert service.ask(**bearer(first)) == (200, "welcome\n")
        assert [service.ask(**bearer(wrong))[0] for wrong in ("", first[:-1], f"{second}x")] == [401] * 3
        assert service.ask()[0] == 401
        log = service.log.read_text()
    assert log.count("still uses the previous key") == 1
    with examples.serving("rotating_api_key.py", **STORE_KEY, GRACE_SECONDS="0") as service:
        assert service.ask(**bearer(second)) == (200, "welcome\n")
        assert service.ask(**bearer(first))[0] == 401
        log += service.log.read_text()
    assert first not in log
    assert second not in log


def mount(place: Path, version: int, password: str) -> None:
    """Swap the files of a mounted Secret as the kubelet does: a new directory, and one renamed link."""
    directory = place / f"..v{version}"
    directory.mkdir(parents=True)
    (directory / "user").write_text(f"shop-{version}\n")
    (directory / "password").write_text(f"{password}-{version}\n")
    (place / "..data_tmp").symlink_to(directory.name)
    os.replace(place / "..data_tmp", place / "..data")
    for name in ("user", "password"):
        if not (place / name).is_symlink():
            (place / name).symlink_to(f"..data/{name}")


def test_mounted_secret_is_read_anew_after_a_swap(examples: Examples, password: str) -> None:
    place = examples.place / "secrets" / "shop-db"
    mount(place, 1, password)
    program = examples.start("mounted_secret.py", KEYSIEVE_SECRETS_DIR=str(place.parent))
    assert program.stdin is not None
    assert program.stdout is not None
    for version in (1, 2, 30):
        if version > 1:
            mount(place, version, password)
        program.stdin.write("\n")
        program.stdin.flush()
        length = len(f"{password}-{version}")
        assert program.stdout.readline() == f"connecting as shop-{version}, with a password of {length} bytes\n"
    program.communicate()
    assert program.returncode == 0


def test_mounted_secret_is_never_read_half_old_and_half_new(examples: Examples, password: str) -> None:
    place = examples.place / "secrets" / "shop-db"
    mount(place, 0, password)
    secrets = Secrets(variables={}, directory=str(place.parent))
    with ThreadPoolExecutor(1) as threads:
        swaps = threads.submit(lambda: [mount(place, version, password) for version in range(1, 300)])
        while not swaps.done():
            found = secrets.get("shop/db", as_=DatabaseCredentials)
            assert found.password == Secret(f"{password}-{found.user.removeprefix('shop-')}".encode())
    swaps.result()
