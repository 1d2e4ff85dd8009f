"""`store rotate --command` and `--after`: the user's own programs around a rotation."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from scanner.cli.store_rotate import rotate
from scanner.stores.interface import UnavailableError
from tests.cli.conftest import put
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Keysieve

ISSUED = "marker-of-the-new-value"
OLD = "marker-of-the-old-value"


@pytest.fixture
def store(store: Keysieve) -> Keysieve:
    """The store holds `a` and the fields of `db`."""
    store.environment["PYTHONPATH"] = str(ROOT)
    put(store, "a", OLD.encode())
    put(store, "db", b'{"user": "app", "password": "old"}', "--json")
    return store


def program(text: str) -> str:
    """A command line that runs this as Python."""
    return shlex.join([sys.executable, "-S", "-c", f"import os, sys\n{text}"])


def issuing(value: str = ISSUED, then: str = "") -> str:
    return program(f"print({value!r})\n{then}")


def value_of(store: Keysieve, name: str = "a", *words: str) -> str:
    return store("store", "get", name, *words).out


def test_program_issues_the_new_value_and_neither_value_is_shown(store: Keysieve) -> None:
    outcome = store("store", "rotate", "a", "--command", issuing(then=f"sys.stderr.write('made {ISSUED}\\n\\x1b[31m')"))
    assert (outcome.code, outcome.out) == (0, "")
    told = outcome.err.splitlines()
    assert told[0].endswith(": made ****")
    assert told[1].endswith("\\x1b[31m")
    assert told[-1] == "a: rotated, version 2"
    assert value_of(store) == ISSUED
    assert value_of(store, "a", "--version", "previous") == OLD


def test_program_is_told_the_name_and_not_the_value(store: Keysieve) -> None:
    told = (
        "str([os.environ['KEYSIEVE_SECRET_NAME'], os.environ['KEYSIEVE_STORE'], sys.argv, sorted(os.environ.items())])"
    )
    outcome = store("store", "rotate", "a", "--command", program(f"sys.stderr.write({told}); print('new')"))
    assert outcome.code == 0
    assert "['a', 'file', ['-c'], " in outcome.err
    assert OLD not in outcome.err


def test_one_field_is_issued(store: Keysieve) -> None:
    assert store("store", "rotate", "db", "--field", "password", "--command", issuing()).code == 0
    assert json.loads(value_of(store, "db")) == {"user": "app", "password": ISSUED}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["a", "--command", issuing(then="sys.exit(3)")], "ended with code 3; nothing was written"),
        (["a", "--command", program("import time; time.sleep(60)"), "--limit", "1s"], "did not end within 1 s"),
        (["a", "--command", program("")], "a: the value is empty, and nothing was written"),
        (["a", "--command", program("print('x' * 70000)")], "more than the 65536 bytes"),
        (["a", "--command", "no-such-program"], "there is no program `no-such-program`"),
        (["a", "--command", "issue 'it"], "a command line is cut off"),
        (["a", "--command", ""], "a command line is empty"),
        (["a", "--command", issuing(), "--generator", "hex"], "give one of them"),
        (["a", "--command", issuing(), "--length", "40"], "give one of them"),
        (["a", "--after", "no-such-program"], "there is no program `no-such-program`"),
        (["a", "--after", "''"], "a command line is empty"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_program_that_fails_changes_nothing(store: Keysieve, words: list[str], says: str) -> None:
    outcome = store("store", "rotate", *words)
    assert (outcome.code, outcome.out) == (2, "")
    assert says in outcome.err
    assert outcome.err.count("\n") == 1
    assert ISSUED not in outcome.err
    assert value_of(store) == OLD
    assert len(store("store", "list", "a").out.splitlines()) == 1


@pytest.mark.parametrize(
    "words", [["none"], ["a", "--field", "x"], ["db", "--field", "none"], ["a", "--if-older-than", "90d"]]
)
def test_nothing_is_issued_for_what_cannot_be_written(store: Keysieve, tmp_path: Path, words: list[str]) -> None:
    marker = tmp_path / "issued"
    outcome = store("store", "rotate", *words, "--command", issuing(then=f"open({str(marker)!r}, 'w')"))
    assert outcome.code == (0 if "--if-older-than" in words else 2)
    assert not marker.exists()


def test_value_that_was_issued_in_vain_is_said_to_be_kept_nowhere(store: Keysieve) -> None:
    other = shlex.join([sys.executable, "-m", "scanner", "store", "put", "a"])
    racing = f"import subprocess; subprocess.run({shlex.split(other)!r}, input=b'other', check=True)"
    outcome = store("store", "rotate", "a", "--command", program(f"{racing}\nprint({ISSUED!r})"))
    assert outcome.code == 2
    assert "the value that was issued is kept nowhere: revoke it where it was issued" in outcome.err
    assert value_of(store) == "other"


def test_value_of_which_nobody_knows_whether_it_was_written_is_not_said_to_be_lost(
    store: Keysieve, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    store.environment["KEYSIEVE_ACCESS_LOG"] = str(log)
    blocking = f"os.path.exists({str(log)!r}) and os.remove({str(log)!r})\nos.mkdir({str(log)!r})"
    words = ["a", "--command", issuing(then=blocking)]
    outcome = store("store", "rotate", *words)
    assert outcome.code == 2
    assert "not known whether the value that was issued was written: `keysieve store list a` shows" in outcome.err
    assert "kept nowhere" not in outcome.err
    assert ISSUED not in outcome.err
    log.rmdir()
    called = CliRunner(env=store.environment).invoke(rotate, words)
    assert isinstance(called.exception, UnavailableError)


def test_programs_afterwards_are_told_what_was_rotated_and_no_value(store: Keysieve, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    record = program(
        "names = ('NAME', 'VERSION')\n"
        "told = [os.environ['KEYSIEVE_SECRET_' + name] for name in names] + [os.environ['KEYSIEVE_STORE']]\n"
        f"open({str(seen)!r}, 'a').write(' '.join(told) + ' ' + str({ISSUED!r} in str(os.environ)) + '\\n')\n"
        f"print('unseen'); sys.stderr.write('reloaded, not {ISSUED}')"
    )
    outcome = store("store", "rotate", "a", "--command", issuing(), "--after", record, "--after", record)
    assert (outcome.code, outcome.out) == (0, "")
    assert seen.read_text() == "a 2 file False\n" * 2
    assert outcome.err.count("reloaded, not ****\n") == 2
    assert "unseen" not in outcome.err


def test_program_afterwards_can_read_the_new_value_from_the_same_store(store: Keysieve, tmp_path: Path) -> None:
    """Wherever the options said it is."""
    file, key = str(tmp_path / "other"), str(tmp_path / "other.key")
    place = ["--file", file, "--key-file", key, "--key", "file"]
    assert store("store", "put", "b", *place, stdin=b"old").code == 0
    get = [sys.executable, "-m", "scanner", "store", "get"]
    read = (
        f"subprocess.run([*{get!r}, os.environ['KEYSIEVE_SECRET_NAME']], stdout=open({str(tmp_path / 'read')!r}, 'w'))"
    )
    after = ["--after", program(f"import subprocess\n{read}")]
    assert store("store", "rotate", "b", *place, "--command", issuing(), *after).code == 0
    assert (tmp_path / "read").read_text() == ISSUED


def test_failure_afterwards_says_that_the_rotation_is_done(store: Keysieve, tmp_path: Path) -> None:
    failing, last = program("sys.exit(4)"), program(f"open({str(tmp_path / 'last')!r}, 'w')")
    outcome = store("store", "rotate", "a", "--command", issuing(), "--after", failing, "--after", last)
    assert (outcome.code, outcome.out) == (2, "")
    assert "a: is rotated, version 2, but then `" in outcome.err
    assert "ended with code 4; do not rotate again" in outcome.err
    assert (tmp_path / "last").exists()
    assert value_of(store) == ISSUED


def test_nothing_runs_afterwards_if_nothing_was_rotated(store: Keysieve, tmp_path: Path) -> None:
    after = ["--after", program(f"open({str(tmp_path / 'ran')!r}, 'w')")]
    assert store("store", "rotate", "a", "--if-older-than", "90d", *after).code == 0
    assert store("store", "rotate", "none", *after).code == 2
    assert not (tmp_path / "ran").exists()


def test_old_value_is_not_shown_by_programs_that_use_it(store: Keysieve) -> None:
    tells = f"sys.stderr.write('using {OLD} of old-password')"
    outcome = store("store", "rotate", "a", "--command", issuing(then=tells), "--after", program(tells))
    assert outcome.code == 0
    assert [line.partition(": ")[2] for line in outcome.err.splitlines()] == [
        "using **** of old-password",
        "rotated, version 2",
        "using **** of old-password",
    ]
    put(store, "db", b'{"user": "app", "password": "old-password"}', "--json")
    outcome = store("store", "rotate", "db", "--field", "password", "--command", issuing(then=tells))
    assert f"using {OLD} of ****" in outcome.err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("option", ["--command", "--after"])
def test_program_does_not_outlive_a_rotation_that_is_ended(store: Keysieve, tmp_path: Path, option: str) -> None:
    told = tmp_path / "told"
    line = program(f"import time\nopen({str(told)!r}, 'w').write(str(os.getpid()) + '.')\ntime.sleep(60)")
    rotation = subprocess.Popen(
        [sys.executable, "-m", "scanner", "store", "rotate", "a", option, line],
        env={**os.environ, **store.environment},
    )
    while not (told.exists() and told.read_text().endswith(".")):
        time.sleep(0.01)
    rotation.terminate()
    assert rotation.wait(30) == 128 + signal.SIGTERM
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()[:-1]), 0)
