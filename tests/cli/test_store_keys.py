"""Where the key of a store comes from: a file, a passphrase, a keyring."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import KEY, get, put
from tests.conftest import CLEAN_ENVIRONMENT, ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Keysieve

OTHER_KEY = "fedcba9876543210" * 4


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
