"""`keysieve store` on a terminal: what is typed, what is shown, what is asked."""

from __future__ import annotations

import os
import pty
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import get, put
from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.conftest import Keysieve


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
