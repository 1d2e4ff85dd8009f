from __future__ import annotations

import json
import os
import pty
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import CLEAN_ENVIRONMENT, ROOT

if TYPE_CHECKING:
    from tests.conftest import Keysieve

KEY = "0123456789abcdef" * 4
OTHER_KEY = "fedcba9876543210" * 4


@pytest.fixture
def store(keysieve: Keysieve, tmp_path: Path) -> Keysieve:
    """The command with a key and a file of its own."""
    keysieve.environment |= {"KEYSIEVE_KEY": KEY, "XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": ""}
    return keysieve


def put(store: Keysieve, name: str, value: bytes, *options: str) -> None:
    outcome = store("store", "put", name, *options, stdin=value)
    assert (outcome.code, outcome.out) == (0, "")


def get(store: Keysieve, name: str, *options: str) -> str:
    outcome = store("store", "get", name, *options)
    assert (outcome.code, outcome.err) == (0, "")
    return outcome.out


def test_value_is_written_and_printed_alone(store: Keysieve, tmp_path: Path) -> None:
    outcome = store("store", "put", "app/key", stdin=b"a value")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "app/key: version 1 written\n")
    assert get(store, "app/key") == "a value"
    file = tmp_path / "data" / "keysieve" / "store"
    assert b"a value" not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "value", [rb'{"a": "\ud800"}', b'{"a": "\xed\xa0\x80"}', b'{"a": NaN}', b'{"a": Infinity}', b'{"\\udfff": "x"}']
)
def test_what_is_json_to_some_programs_only_has_no_fields(store: Keysieve, value: bytes) -> None:
    outcome = store("store", "put", "a", "--json", stdin=value)
    assert (outcome.code, outcome.err) == (
        2,
        "keysieve: a: the value is no JSON object with members; leave out --json\n",
    )
    put(store, "a", value)
    outcome = store("store", "get", "a", "--field", "a")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == "keysieve: a: the value has no fields; leave out the field 'a'\n"
    assert store("store", "get", "a").out.encode("utf-8", "surrogateescape") == value


@pytest.mark.parametrize("command", [("put",), ("get",), ("rotate",)])
def test_field_of_a_variable_that_is_not_set_is_not_the_whole_value(store: Keysieve, command: tuple[str]) -> None:
    put(store, "a", b'{"password":"value"}')
    outcome = store("store", *command, "a", "--field", "", stdin=b"x")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == "keysieve: --field is empty; name a field, or leave the option out\n"
    assert get(store, "a") == '{"password":"value"}'


PLACES = {
    "store": ("KEYSIEVE_STORE_FILE", ("list",)),
    "writing": ("KEYSIEVE_STORE_FILE", ("put", "a")),
    "log": ("KEYSIEVE_ACCESS_LOG", ("list",)),
    "check": ("KEYSIEVE_ACCESS_LOG", ("log", "--check")),
    "key": ("KEYSIEVE_KEY_FILE", ("list", "--key", "file")),
}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
@pytest.mark.parametrize("kind", ["pipe", "/dev/zero", "directory"])
@pytest.mark.parametrize("place", PLACES)
def test_what_is_no_file_is_neither_waited_for_nor_read_without_end(
    store: Keysieve, tmp_path: Path, kind: str, place: str
) -> None:
    put(store, "a", b"value")
    odd = tmp_path / "odd"
    if kind == "pipe":
        os.mkfifo(odd)
    elif kind == "directory":
        odd.mkdir()
    else:
        odd.symlink_to(kind)
    variable, command = PLACES[place]
    store.environment[variable] = str(odd)
    outcome = store("store", *command, stdin=b"value")
    assert outcome.code == 2, outcome.out
    assert len(outcome.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [("one\n", "one"), ("one\r\n", "one"), ("one\n\n", "one\n\n"), ("one\ntwo\n", "one\ntwo\n"), (" one ", " one ")],
)
def test_line_end_behind_a_single_line_is_left_out(store: Keysieve, given: str, kept: str) -> None:
    put(store, "a", given.encode())
    assert get(store, "a") == kept
    put(store, "a", given.encode(), "--exact")
    assert get(store, "a") == given


def test_value_is_no_argument(store: Keysieve) -> None:
    outcome = store("store", "put", "a", "the-value")
    assert outcome.code == 2
    assert "unexpected extra argument" in outcome.err


def test_versions_are_listed_and_read(store: Keysieve) -> None:
    for value in (b"one", b"two", b"three"):
        put(store, "a", value)
    assert get(store, "a", "--version", "previous") == "two"
    assert get(store, "a", "--version", "1") == "one"
    lines = store("store", "list", "a").out.splitlines()
    assert [line.split()[0] for line in lines] == ["3", "2", "1"]
    assert [line.split()[2:] for line in lines] == [["current"], ["previous"], []]


def test_names_are_listed_without_values(store: Keysieve) -> None:
    put(store, "b", b"value-of-b")
    put(store, "a", b"value-of-a")
    put(store, "a", b"value-of-a")
    assert store("store", "list").out == "a\nb\n"
    assert [line.split()[:2] for line in store("store", "list", "--long").out.splitlines()] == [["a", "2"], ["b", "1"]]
    table = json.loads(store("store", "list", "--format", "json").out)
    assert [(row["name"], row["version"]) for row in table] == [("a", "2"), ("b", "1")]
    (row,) = json.loads(store("store", "list", "b", "--format", "json").out)
    assert (row["version"], row["stages"]) == ("1", "current")


def test_store_that_is_not_there_is_empty(store: Keysieve) -> None:
    outcome = store("store", "list")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")


def test_fields_are_set_one_by_one_and_read(store: Keysieve) -> None:
    put(store, "db", b'{"user": "app", "port": 5432}', "--json")
    put(store, "db", b"p@ss\n", "--field", "password")
    assert json.loads(get(store, "db")) == {"user": "app", "port": 5432, "password": "p@ss"}
    assert get(store, "db", "--field", "password") == "p@ss"
    assert get(store, "db", "--field", "port") == "5432"
    put(store, "new", b"value", "--field", "only")
    assert get(store, "new") == '{"only":"value"}'


@pytest.mark.parametrize(
    ("words", "value", "says"),
    [
        (["get", "none"], b"", "none: there is no such secret"),
        (["get", "a", "--version", "7"], b"", "a: has no version '7'; it has 1"),
        (["get", "a", "--field", "x"], b"", "a: the value has no fields"),
        (["get", "db", "--field", "x"], b"", "db: has no field 'x'; it has user"),
        (["put", "a"], b"", "a: the value is empty, and nothing was written"),
        (["put", "a"], b"x" * 70000, "65536 at most"),
        (["put", "../a"], b"x", "is no name for a secret"),
        (["put", "a", "--json"], b"no json", "a: the value is no JSON object"),
        (["put", "a", "--field", "x"], b"x", "a: the value has no fields"),
        (["put", "db", "--field", "x"], b"\xff", "db: a field is text in UTF-8"),
        (["put", "db", "--field", "x"], b"", "db: the value is empty"),
        (["put", "a", "--field", "x", "--json"], b"x", "give one of them"),
        (["put", "a", "--expect", "absent"], b"x", "a: is there already, as version 1; nothing was written"),
        (["put", "a", "--expect", "7"], b"x", "a: is at version 1, not 7; nothing was written"),
        (["delete", "a"], b"", "to be confirmed with --yes"),
        (["restore", "a"], b"", "a: this store deletes for good"),
        (["delete", "none", "--yes"], b"", "none: there is no such secret"),
        (["delete", "a", "--version", "current", "--yes"], b"", "a: version 1 is the current one"),
        (["rekey", "--new-key", "file"], b"", "needs --new-key-file"),
        (["rekey", "--new-key", "env"], b"", "KEYSIEVE_KEY is not set"),
        (["get", "a", "--store", "nowhere"], b"", "'nowhere' is not"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    store: Keysieve, tmp_path: Path, words: list[str], value: bytes, says: str
) -> None:
    put(store, "a", b"the-value-of-a")
    put(store, "db", b'{"user": "app"}', "--json")
    file = tmp_path / "data" / "keysieve" / "store"
    before = file.read_bytes()
    outcome = store("store", *words, stdin=value)
    assert (outcome.code, outcome.out) == (2, "")
    assert says in outcome.err
    assert outcome.err.count("\n") == 1
    assert "the-value-of-a" not in outcome.err
    assert file.read_bytes() == before


def test_delete_takes_a_secret_or_one_version(store: Keysieve) -> None:
    for value in (b"one", b"two"):
        put(store, "a", value)
    assert store("store", "delete", "a", "--version", "previous", "--yes").code == 0
    assert len(store("store", "list", "a").out.splitlines()) == 1
    assert store("store", "delete", "a", "--yes").code == 0
    assert store("store", "get", "a").code == 2


def test_first_write_makes_a_key_file_and_says_so(keysieve: Keysieve, home: Path) -> None:
    outcome = keysieve("store", "put", "a", stdin=b"value", XDG_CONFIG_HOME="", XDG_DATA_HOME="")
    file = home / ".config" / "keysieve" / "store.key"
    assert outcome.code == 0
    assert f"made the key {file}: keep a copy" in outcome.err
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert keysieve("store", "get", "a", XDG_CONFIG_HOME="", XDG_DATA_HOME="").out == "value"


def test_no_key_is_made_for_a_store_that_has_one(store: Keysieve, home: Path) -> None:
    put(store, "a", b"value")
    for words in (["get", "a"], ["put", "a"], ["list"]):
        outcome = store("store", *words, stdin=b"x", KEYSIEVE_KEY="")
        assert outcome.code == 2
        assert "there is no key file; set KEYSIEVE_KEY" in outcome.err
    assert not (home / ".config").exists()


def test_key_file_that_others_can_read_is_refused(store: Keysieve, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(KEY)
    file.chmod(0o640)
    outcome = store("store", "put", "a", "--key", "file", "--key-file", str(file), stdin=b"value")
    assert outcome.code == 2
    assert "others can read the key file; run `chmod 600`" in outcome.err
    file.chmod(0o600)
    put(store, "a", b"value", "--key", "file", "--key-file", str(file))
    assert get(store, "a") == "value"


@pytest.mark.parametrize("key", ["short", "g" * 64, "0" * 64, "ab" * 32, KEY + "00", "ü" * 64])
def test_key_that_is_none_is_refused_and_not_quoted(store: Keysieve, key: str) -> None:
    outcome = store("store", "put", "a", stdin=b"value", KEYSIEVE_KEY=key)
    assert outcome.code == 2
    assert "KEYSIEVE_KEY: is no" in outcome.err
    assert key not in outcome.err


def test_passphrase_locks_a_store(store: Keysieve) -> None:
    words = {"KEYSIEVE_KEY": "", "KEYSIEVE_PASSPHRASE": "correct horse battery"}
    assert store("store", "put", "a", stdin=b"value", **words).code == 0
    assert store("store", "get", "a", **words).out == "value"
    wrong = store("store", "get", "a", **{**words, "KEYSIEVE_PASSPHRASE": "wrong horse battery"})
    assert (wrong.code, wrong.out) == (2, "")
    assert "not the key of the store" in wrong.err
    assert "horse" not in wrong.err
    nobody = store("store", "get", "a", KEYSIEVE_KEY="")
    assert nobody.code == 2
    assert "set KEYSIEVE_PASSPHRASE" in nobody.err


def test_short_passphrase_is_refused(store: Keysieve) -> None:
    outcome = store("store", "put", "a", stdin=b"value", KEYSIEVE_KEY="", KEYSIEVE_PASSPHRASE="short")
    assert outcome.code == 2
    assert "too short: 12 characters" in outcome.err


def test_key_is_changed(store: Keysieve, tmp_path: Path) -> None:
    put(store, "a", b"value")
    outcome = store("store", "rekey", "--new-key", "env", KEYSIEVE_NEW_KEY=OTHER_KEY)
    assert (outcome.code, outcome.out) == (0, "")
    assert store("store", "get", "a").code == 2
    assert store("store", "get", "a", KEYSIEVE_KEY=OTHER_KEY).out == "value"
    file = str(tmp_path / "new.key")
    assert store("store", "rekey", "--new-key", "file", "--new-key-file", file, KEYSIEVE_KEY=OTHER_KEY).code == 0
    assert store("store", "get", "a", "--key", "file", "--key-file", file).out == "value"
    words = {"KEYSIEVE_KEY": "", "KEYSIEVE_KEY_FILE": file}
    assert (
        store(
            "store", "rekey", "--new-key", "passphrase", KEYSIEVE_NEW_PASSPHRASE="correct horse battery", **words
        ).code
        == 0
    )
    assert store("store", "get", "a", KEYSIEVE_KEY="", KEYSIEVE_PASSPHRASE="correct horse battery").out == "value"


def plaintext_keyring() -> dict[str, str]:
    return {"KEYSIEVE_KEY": "", "PYTHON_KEYRING_BACKEND": "keyrings.alt.file.PlaintextKeyring"}


def test_keyring_in_clear_text_is_refused_by_name(store: Keysieve, home: Path) -> None:
    outcome = store("store", "put", "a", "--key", "keyring", stdin=b"value", **plaintext_keyring())
    assert outcome.code == 2
    assert "keyrings.alt.file.PlaintextKeyring, which does not protect a key" in outcome.err
    assert not list(home.rglob("keyring_pass.cfg"))


def test_no_keyring_is_refused_by_name(store: Keysieve) -> None:
    environment = {"KEYSIEVE_KEY": "", "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    outcome = store("store", "put", "a", "--key", "keyring", stdin=b"value", **environment)
    assert outcome.code == 2
    assert "keyring.backends.fail.Keyring, which does not protect a key" in outcome.err


BACKEND = """
import json, os
from keyring.backend import KeyringBackend

class Vaulted(KeyringBackend):
    priority = 1
    file = os.environ["VAULTED_FILE"]

    def get_password(self, service, username):
        return json.load(open(self.file)).get(service + username) if os.path.exists(self.file) else None

    def set_password(self, service, username, password):
        json.dump({service + username: password}, open(self.file, "w"))
"""


def test_keyring_keeps_the_key(store: Keysieve, tmp_path: Path) -> None:
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "vaulted.py").write_text(BACKEND)
    environment = {
        "KEYSIEVE_KEY": "",
        "KEYSIEVE_KEY_SOURCE": "keyring",
        "PYTHONPATH": os.pathsep.join([str(tmp_path / "modules"), str(ROOT)]),
        "PYTHON_KEYRING_BACKEND": "vaulted.Vaulted",
        "VAULTED_FILE": str(tmp_path / "vaulted.json"),
    }
    assert store("store", "put", "a", stdin=b"value", **environment).code == 0
    assert store("store", "get", "a", **environment).out == "value"
    (tmp_path / "vaulted.json").unlink()
    outcome = store("store", "get", "a", **environment)
    assert outcome.code == 2
    assert "the keyring holds no key for the store" in outcome.err


def test_missing_library_is_a_hint_in_one_line(store: Keysieve, tmp_path: Path) -> None:
    program = "import sys; sys.modules['keyring'] = None; from scanner.entry import main; sys.exit(main())"
    run = subprocess.run(
        [sys.executable, "-c", program, "store", "put", "a", "--key", "keyring"],
        input=b"value",
        env={**CLEAN_ENVIRONMENT, **store.environment, "KEYSIEVE_KEY": "", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert run.returncode == 2
    assert run.stderr == (
        b"keysieve: keyring is not installed; install it with `python3 -m pip install 'keysieve[keyring]'`\n"
    )


def on_terminal(store: Keysieve, typed: bytes, *words: str) -> tuple[int, bytes]:
    """Run the command on a terminal, where `typed` is typed; return the exit code and all that is shown."""
    child, terminal = pty.fork()
    if not child:
        os.environ.update(store.environment)
        os.execv(sys.executable, [sys.executable, "-m", "scanner", *words])
    shown = b""
    answers = typed.splitlines(keepends=True)
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
        if answers and shown.rstrip().endswith((b":", b"]:")):
            os.write(terminal, answers.pop(0))
            shown += b"<answer>"
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.replace(b"\r\n", b"\n")


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_value_that_is_typed_is_not_shown(store: Keysieve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    code, shown = on_terminal(store, b"typed value\ntyped value\n", "store", "put", "a")
    assert code == 0
    assert b"Value of a:" in shown
    assert b"typed value" not in shown
    assert get(store, "a") == "typed value"


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_value_on_a_terminal_ends_its_line_and_steers_nothing(store: Keysieve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    put(store, "a", b"two\nlines \x1b[31m")
    assert on_terminal(store, b"", "store", "get", "a") == (0, b"two\nlines \\x1b[31m\n")


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_delete_asks_on_a_terminal(store: Keysieve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    put(store, "a", b"value")
    code, shown = on_terminal(store, b"n\n", "store", "delete", "a")
    assert (code, b"Delete a with all of its versions?" in shown) == (130, True)
    assert get(store, "a") == "value"
    assert on_terminal(store, b"y\n", "store", "delete", "a")[0] == 0
    assert store("store", "get", "a").code == 2


def test_no_access_log_is_kept_if_the_user_wants_none(store: Keysieve, tmp_path: Path) -> None:
    put(store, "a", b"value")
    log = store("store", "log").out
    assert store("store", "get", "a", KEYSIEVE_ACCESS_LOG="none").out == "value"
    assert store("store", "log").out == log
    asked = store("store", "log", "--check", KEYSIEVE_ACCESS_LOG="none")
    assert asked.code == 2
    assert "no access log is kept" in asked.err


def test_accesses_are_logged_and_checked(store: Keysieve, tmp_path: Path) -> None:
    put(store, "a", b"the-value-of-a")
    get(store, "a")
    assert store("store", "get", "none", KEYSIEVE_ACTOR="ci job 7").code == 2
    shown = store("store", "log").out.splitlines()
    assert [line.split("  ", 3)[3] for line in shown] == [
        "put a: begun",
        "put a version 1: ok",
        "get a version 1: ok",
        "get none: NotFoundError",
    ]
    assert shown[-1].split("  ")[1:3] == ["ci job 7", "file"]
    assert len(store("store", "log", "none").out.splitlines()) == 1
    assert [
        json.loads(line)["action"] for line in store("store", "log", "a", "--format", "jsonl").out.splitlines()
    ] == [
        "put",
        "put",
        "get",
    ]
    log = tmp_path / "data" / "keysieve" / "access.jsonl"
    assert "the-value-of-a" not in log.read_text()
    checked = store("store", "log", "--check")
    assert (checked.code, checked.out) == (0, "")
    head = checked.err.split()[-1]
    assert "4 lines, intact, head" in checked.err
    assert store("store", "log", "--check", "--head", head).code == 0
    assert store("store", "log", "--check", "--head", "0" * 64).code == 1
    log.write_text("".join(log.read_text().splitlines(keepends=True)[:-1]))
    checked = store("store", "log", "--check")
    assert (checked.code, checked.out) == (1, "line 4: was written, and is missing or another one now\n")


def test_value_is_not_printed_where_the_access_cannot_be_logged(store: Keysieve, tmp_path: Path) -> None:
    put(store, "a", b"the-value-of-a")
    outcome = store("store", "get", "a", KEYSIEVE_ACCESS_LOG=str(tmp_path))
    assert (outcome.code, outcome.out) == (2, "")
    assert "the access log cannot be written" in outcome.err


def test_manifest_is_printed_with_a_warning(store: Keysieve) -> None:
    put(store, "app/db", b'{"username": "app", "password": "p@ss"}', "--json")
    outcome = store("store", "manifest", "app/db", "--namespace", "team")
    assert outcome.code == 0
    assert outcome.out == (
        "apiVersion: v1\nkind: Secret\nmetadata:\n"
        '  name: "app-db"\n  namespace: "team"\ntype: Opaque\nstringData:\n  "password": "p@ss"\n  "username": "app"\n'
    )
    assert "are no encryption" in outcome.err


def test_secret_is_rotated_and_the_old_value_forgotten_in_time(store: Keysieve) -> None:
    put(store, "a", b"old")
    outcome = store("store", "rotate", "a", "--generator", "hex", "--length", "16")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "a: rotated, version 2\n")
    assert len(bytes.fromhex(get(store, "a"))) == 16
    assert get(store, "a", "--version", "previous") == "old"
    assert "nothing to forget" in store("store", "settle", "a").err
    assert "is forgotten" in store("store", "settle", "a", "--grace", "0s").err
    assert store("store", "get", "a", "--version", "previous").code == 2


def test_one_field_is_rotated_and_a_value_that_was_issued_is_read(store: Keysieve) -> None:
    put(store, "db", b'{"user": "app", "password": "old"}', "--json")
    assert store("store", "rotate", "db", "--field", "password").code == 0
    found = json.loads(get(store, "db"))
    assert (found["user"], len(found["password"])) == ("app", 32)
    assert store("store", "rotate", "db", "--field", "password", "--generator", "stdin", stdin=b"issued\n").code == 0
    assert get(store, "db", "--field", "password") == "issued"


def test_what_is_due_is_listed_and_what_is_young_stays(store: Keysieve) -> None:
    put(store, "a", b"value")
    assert store("store", "due").code == 0
    outcome = store("store", "rotate", "a", "--if-older-than", "90d")
    assert (outcome.code, outcome.err) == (0, "a: young enough\n")
    assert get(store, "a") == "value"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["rotate", "none"], "none: there is no such secret"),
        (["rotate", "a", "--length", "4"], "64 are the least"),
        (["rotate", "a", "--generator", "stdin"], "the value is empty"),
        (["due", "--older-than", "soon"], "no span of time"),
        (["settle", "none"], "none: there is no such secret"),
    ],
)
def test_rotation_that_cannot_be_done_changes_nothing(store: Keysieve, words: list[str], says: str) -> None:
    put(store, "a", b"value")
    outcome = store("store", *words)
    assert (outcome.code, outcome.out) == (2, "")
    assert says in outcome.err
    assert get(store, "a") == "value"
    assert len(store("store", "list", "a").out.splitlines()) == 1
