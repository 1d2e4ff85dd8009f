"""`get_secret`, `Secrets` and `require`: where secrets are read, and what is said if they cannot be."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from scanner.model import Secret
from scanner.runtime import (
    DatabaseCredentials,
    MalformedSecretError,
    NotFoundError,
    RequirementError,
    RotatingSecret,
    Secrets,
    StoreError,
    UnavailableError,
    open_store,
    process,
)
from scanner.runtime.seen import SEEN
from scanner.stores.access_log import read_log
from scanner.stores.encrypted_file import EncryptedFileStore
from scanner.stores.interface import RefusedValueError
from tests.stores.conftest import random_key
from tests.stores.servers import misbehaving

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parent.parent.parent
KEY = "0123456789abcdef" * 4


@pytest.fixture
def store(tmp_path: Path) -> EncryptedFileStore:
    return EncryptedFileStore(str(tmp_path / "store"), random_key())


def told(error: BaseException) -> str:
    """Return all that an error may show, with what it was raised from."""
    return f"{error} {error!r} {error.args!r} {error.__cause__} {error.__cause__!r}"


def test_variable_wins_over_file_and_file_over_mounted_directory_and_that_over_store(
    store: EncryptedFileStore, tmp_path: Path
) -> None:
    store.put("app/db-key", Secret(b"of the store"))
    mounted = tmp_path / "mounted"
    mounted.mkdir()
    variables: dict[str, str] = {}
    secrets = Secrets(store, variables=variables, directory=str(mounted))
    assert secrets.get("app/db-key") == Secret(b"of the store")
    (mounted / "app-db-key").write_bytes(b"of the directory\n")
    assert secrets.get("app/db-key") == Secret(b"of the directory")
    (tmp_path / "file").write_bytes(b"of the file \n\n")
    variables["APP_DB_KEY_FILE"] = str(tmp_path / "file")
    assert secrets.get("app/db-key") == Secret(b"of the file \n")
    variables["APP_DB_KEY"] = ""
    assert secrets.get("app/db-key") == Secret(b"of the file \n"), "an empty variable counts as none"
    variables["APP_DB_KEY"] = "of the variable"
    assert secrets.get("app/db-key") == Secret(b"of the variable")
    assert secrets.get("app/db-key", version="1") == Secret(b"of the store"), "only a store has versions"


def test_variable_of_the_system_is_no_secret(store: EncryptedFileStore) -> None:
    store.put("user", Secret(b"of the store"))
    assert Secrets(store, variables={"USER": "root"}).get("user") == Secret(b"of the store")


def test_bytes_that_are_no_text_come_back(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"\xff\xfe\x00")
    assert Secrets(variables={"A": "\udcff"}).get("a") == Secret(b"\xff")
    assert Secrets(variables={"A_FILE": str(tmp_path / "file")}).get("a") == Secret(b"\xff\xfe\x00")


def test_directory_in_the_place_of_a_file_is_a_value_with_fields(tmp_path: Path) -> None:
    place = tmp_path / "mounted" / "app-db"
    (place / "..v1").mkdir(parents=True)
    (place / "..data").symlink_to("..v1")
    for name, text in {"user": "alice\n", "password": "p@ss"}.items():
        (place / "..v1" / name).write_text(text)
        (place / name).symlink_to(f"..data/{name}")
    expected = DatabaseCredentials("alice", Secret(b"p@ss"))
    assert Secrets(variables={"APP_DB_FILE": str(place)}).get("app/db", as_=DatabaseCredentials) == expected
    by_directory = Secrets(variables={}, directory=str(place.parent))
    assert by_directory.get("app/db", as_=DatabaseCredentials) == expected
    assert by_directory.get("app/db", field="password") == Secret(b"p@ss")


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "which is not there"), (b"", "which is empty"), (b"\n", "which is empty"), (b"x" * 65_538, "larger than")],
)
def test_file_that_cannot_be_the_secret_is_an_error_not_a_reason_to_look_elsewhere(
    store: EncryptedFileStore, tmp_path: Path, content: bytes | None, message: str
) -> None:
    store.put("a", Secret(b"of the store"))
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreError, match=message) as caught:
        Secrets(store, variables={"A_FILE": str(path)}).get("a")
    assert "a: A_FILE names" in str(caught.value)


def test_path_that_is_none_is_an_error() -> None:
    with pytest.raises(UnavailableError, match="no path"):
        Secrets(variables={"A_FILE": "a\0b"}).get("a")
    with pytest.raises(NotFoundError, match="no such directory"):
        Secrets(variables={}, directory="/no/such/directory").get("a")


def test_secret_that_is_nowhere_is_told_with_all_places(store: EncryptedFileStore) -> None:
    with pytest.raises(NotFoundError, match=r"^app/x: there is no such secret; neither APP_X nor APP_X_FILE is set$"):
        Secrets(store, variables={}).get("app/x")
    with pytest.raises(NotFoundError, match=r"^app/x: no store was given .*; neither APP_X nor APP_X_FILE is set$"):
        Secrets(variables={}).get("app/x")
    store.put("app/x", Secret(b"value"))
    with pytest.raises(NotFoundError, match="has no version") as caught:
        Secrets(store, variables={}).get("app/x", version="7")
    assert "APP_X" not in str(caught.value)


def test_field_and_class_are_taken_from_a_structured_value() -> None:
    @dataclass
    class Mail:
        sender: str
        token: Secret
        port: int = 25
        starttls: bool = True
        key: Secret | None = field(default=None, metadata={"field": "signing-key"})

    value = {"sender": "a@example.invalid", "token": "tok-en", "port": 587, "signing-key": "k", "unknown": [1]}
    secrets = Secrets(variables={"SMTP": json.dumps(value)})
    mail = secrets.get("smtp", as_=Mail)
    assert mail == Mail("a@example.invalid", Secret(b"tok-en"), 587, True, Secret(b"k"))
    assert secrets.get("smtp", field="port") == Secret(b"587")
    with pytest.raises(NotFoundError, match="has no field 'x'"):
        secrets.get("smtp", field="x")


def test_all_that_is_malformed_is_in_one_error_and_no_value_is() -> None:
    @dataclass
    class Pair:
        least: int
        most: int
        name: str

        def __post_init__(self) -> None:
            if self.least > self.most:
                raise ValueError(f"{self.least} is too much")

    def fault(value: object) -> str:
        text = value if isinstance(value, str) else json.dumps(value)
        with pytest.raises(MalformedSecretError) as caught:
            Secrets(variables={"PAIR": text}).get("pair", as_=Pair)
        assert "7777" not in told(caught.value)
        assert caught.value.exit_code == 2
        return str(caught.value)

    assert fault({"least": "7777x", "most": [7777], "name": ""}).count("; it ") == 2
    assert fault({"least": 7777, "most": 1, "name": "7777"}).endswith(
        "is refused by " + Pair.__qualname__ + " itself (ValueError)"
    )
    assert "no JSON object" in fault("7777")
    assert "no JSON object" in fault("[7777]")


def test_start_up_check_tells_everything_at_once(store: EncryptedFileStore) -> None:
    store.put("app/db", Secret(b'{"user": "alice"}'))
    store.put("app/key", Secret(b"fine"))
    secrets = Secrets(store, variables={"HERE": "x", "APP_GONE_FILE": "/no/such/file"})
    secrets.require(["app/key", "here"])
    secrets.require("app/key")
    secrets.require(MappingProxyType({"app/key": None}))
    with pytest.raises(RequirementError, match="neither a JSON object"):
        secrets.require(MappingProxyType({"app/key": DatabaseCredentials}))
    with pytest.raises(RequirementError) as caught:
        secrets.require({"app/db": DatabaseCredentials, "app/key": None, "app/gone": None, "app/other": None})
    assert str(caught.value).startswith(
        "3 of 4 secrets cannot be used:\n  app/db: the value lacks the field 'password'"
    )
    assert [fault.partition(":")[0] for fault in caught.value.faults] == ["app/db", "app/gone", "app/other"]
    assert "alice" not in told(caught.value)


def test_store_that_is_down_is_asked_once_by_the_start_up_check(tmp_path: Path) -> None:
    with misbehaving(status=503) as fault:
        environment = {
            "KEYSIEVE_STORE": "vault",
            "VAULT_ADDR": fault.address,
            "VAULT_TOKEN": "t",
            "HOME": str(tmp_path),
            "HERE": "value",
        }
        with pytest.raises(RequirementError) as caught:
            Secrets.from_environment(environment).require(["one", "two", "here"])
        assert {path for _, path in fault.asked if "/two" in path} == set()
    assert len(caught.value.faults) == 2
    assert caught.value.faults[0].startswith("one: ")
    assert caught.value.faults[1] == "two: was not looked for, since the store gives no answer"


def environment_with_store(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path), "KEYSIEVE_KEY": KEY, "KEYSIEVE_ACTOR": "the-service"}


def test_store_of_the_environment_is_logged_and_cached(tmp_path: Path) -> None:
    environment = environment_with_store(tmp_path)
    store = open_store(environment=environment)
    store.put("app/key", Secret(b"the value"))
    secrets = Secrets.from_environment(environment)
    assert [secrets.get("app/key") for _ in range(5)] == [Secret(b"the value")] * 5
    lines = list(read_log(str(tmp_path / ".local/share/keysieve/access.jsonl")))
    assert [(line["actor"], line["action"], line["outcome"]) for line in lines] == [
        ("the-service", "put", "begun"),
        ("the-service", "put", "ok"),
        ("the-service", "get", "ok"),
    ]


def test_cache_and_log_are_as_the_environment_says(tmp_path: Path) -> None:
    environment = {**environment_with_store(tmp_path), "KEYSIEVE_CACHE_SECONDS": "0", "KEYSIEVE_STALE_SECONDS": "60"}
    store = open_store("file", environment)
    store.put("a", Secret(b"value"))
    store.get("a")
    store.get("a")
    log = tmp_path / ".local/share/keysieve/access.jsonl"
    assert [line["action"] for line in read_log(str(log))].count("get") == 2
    log.unlink()
    open_store("file", {**environment, "KEYSIEVE_ACCESS_LOG": "none"}, ttl=5.0, stale=0.0).get("a")
    assert not log.exists()


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("KEYSIEVE_STORE", "safe", "there is no store 'safe'"),
        ("KEYSIEVE_CACHE_SECONDS", "soon", "takes seconds"),
        ("KEYSIEVE_STALE_SECONDS", "-1", "takes seconds"),
        ("KEYSIEVE_CACHE_SECONDS", "nan", "takes seconds"),
    ],
)
def test_setting_that_makes_no_sense_is_told(variable: str, value: str, message: str) -> None:
    with pytest.raises(RefusedValueError, match=message):
        open_store(environment={variable: value, "HOME": "/nowhere"})


def test_store_is_opened_once_though_many_threads_ask(store: EncryptedFileStore) -> None:
    store.put("a", Secret(b"value"))
    opened: list[int] = []

    def opener() -> EncryptedFileStore:
        opened.append(1)
        return store

    secrets = Secrets(opener, variables={})
    found: list[Secret] = []
    threads = [threading.Thread(target=lambda: found.append(secrets.get("a"))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [Secret(b"value")] * 20
    assert opened == [1]
    assert RotatingSecret(secrets.store, "a").verify(Secret(b"value")) == "current"


def run_program(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_process_has_its_secrets_from_its_environment(tmp_path: Path, password: str) -> None:
    store = open_store(environment=environment_with_store(tmp_path))
    store.put("app/stored", Secret(b"in the store"))
    program = (
        "from scanner.runtime import get_secret, require\n"
        "require(['app/key', 'app/stored'])\n"
        "print(get_secret('app/stored').reveal_in_clear(), len(get_secret('app/key')))\n"
        "print(get_secret('app/json', field='a'), get_secret('app/key'))\n"
    )
    run = run_program(program, **environment_with_store(tmp_path), APP_KEY=password, APP_JSON='{"a": "b"}')
    assert run.stdout == f"b'in the store' {len(password)}\nSecret('****') Secret('****')\n", run.stderr
    failed = run_program(program, **environment_with_store(tmp_path), APP_JSON=password)
    assert failed.returncode == 1
    assert "1 of 2 secrets cannot be used:\n  app/key: there is no such secret" in failed.stderr
    assert password not in failed.stderr


def test_module_has_its_secrets_in_the_process(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    from scanner.runtime import get_secret, require

    monkeypatch.setenv("APP_RUNTIME_TEST", f'{{"user": "a", "password": "{password}"}}')
    require({"app/runtime-test": DatabaseCredentials})
    assert get_secret("app/runtime-test", as_=DatabaseCredentials).user == "a"
    assert get_secret("app/runtime-test", field="password") == Secret(password.encode())
    assert process.PROCESS.get("app/runtime-test") == get_secret("app/runtime-test")


def test_what_is_read_is_known_to_the_masking(password: str) -> None:
    Secrets(variables={"A": f'{{"password": "{password}"}}'}).get("a", field="password")
    finder = SEEN.finder()
    assert finder is not None
    assert finder.masked(f"it is {password}") == "it is ****"


def test_what_a_store_of_ours_gave_is_known_to_the_masking(tmp_path: Path, password: str) -> None:
    environment = environment_with_store(tmp_path)
    open_store(environment=environment).put("a", Secret(password.encode()))
    assert RotatingSecret(open_store(environment=environment), "a").verify(Secret(b"wrong")) is None
    finder = SEEN.finder()
    assert finder is not None
    assert finder.masked(f"it is {password}") == "it is ****"


def test_types_are_what_a_type_checker_is_told(tmp_path: Path) -> None:
    mypy = pytest.importorskip("mypy.api")
    program = tmp_path / "program.py"
    program.write_text(
        "from scanner.runtime import DatabaseCredentials, Secrets, get_secret\n\n"
        "reveal_type(get_secret('a'))\nreveal_type(get_secret('a', field='b'))\n"
        "reveal_type(get_secret('a', as_=DatabaseCredentials))\n"
        "reveal_type(Secrets().get('a', as_=DatabaseCredentials).url())\n"
        "get_secret('a', as_=DatabaseCredentials, field='b')\n"
    )
    said, _, _ = mypy.run(["--strict", "--config-file", str(ROOT / "pyproject.toml"), str(program)])
    told_types = [line.partition("Revealed type is ")[2] for line in said.splitlines() if "Revealed" in line]
    database = '"scanner.runtime.database.DatabaseCredentials"'
    assert told_types == ['"scanner.model.Secret"'] * 2 + [database, '"scanner.model.Secret"'], said
    assert said.count("error:") == 1
    assert "program.py:7: error: No overload variant" in said


def modules_of(program: str, **variables: str) -> Mapping[str, str] | set[str]:
    run = run_program(f"import json, sys\n{program}\nprint(json.dumps(sorted(sys.modules)))", **variables)
    assert run.returncode == 0, run.stderr
    return set(json.loads(run.stdout))


def test_import_loads_nothing_and_a_variable_needs_little() -> None:
    before = set(modules_of(""))
    assert set(modules_of("import scanner.runtime")) - before == {"__future__", "scanner", "scanner.runtime"}
    needed = set(modules_of("from scanner.runtime import get_secret\nget_secret('a')", A="value"))
    unwanted = {"click", "dataclasses", "typing", "logging", "threading", "scanner.stores", "scanner.engine", "re"}
    assert (needed - before) & unwanted == set()


def test_everything_public_is_there_and_nothing_else() -> None:
    import scanner.runtime as public

    for name in public.PLACES:
        assert getattr(public, name).__name__ == name
        assert name in dir(public)
        assert f"`{name}`" in (ROOT / "docs" / "runtime.md").read_text()
    with pytest.raises(AttributeError, match="no attribute 'engine'"):
        public.engine  # noqa: B018
