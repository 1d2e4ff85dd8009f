"""However the audit ends, the terminal is put back, and the baseline is whole."""

from __future__ import annotations

import os
import random
import signal
import termios
import time
from typing import TYPE_CHECKING

import pytest

from scanner.audit.model import Change, Decision
from scanner.audit.native import NativeLedger
from tests.audit.conftest import NAME, labels

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.audit.conftest import Start
    from tests.conftest import Repo

LEFT = b"\x1b[?25h\x1b[0m\x1b[?1049l"


def left_over(repo: Repo) -> list[str]:
    return [path.name for path in repo.root.iterdir() if path.name.startswith(".keysieve-")]


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=str
)
def test_signal_ends_the_audit_with_the_terminal_put_back(
    passwords: Repo, auditor: Start, number: int, code: int
) -> None:
    terminal = auditor(passwords)
    terminal.wait("1 of 3")
    terminal.press("r", "2 of 3")
    terminal.signal(number)
    assert terminal.end() == code
    assert LEFT in terminal.raw
    assert labels(passwords)["a.py"] == "real"
    assert left_over(passwords) == []


@pytest.mark.parametrize("where", ["", "a", "/p", "?", "="])
def test_control_c_ends_the_audit_wherever_it_is(passwords: Repo, auditor: Start, where: str) -> None:
    terminal = auditor(passwords)
    terminal.wait("first      ")
    before = termios.tcgetattr(terminal.master)
    assert not before[3] & termios.ICANON
    terminal.type(where)
    terminal.type("\x03")
    assert terminal.end() == 130
    assert LEFT in terminal.raw
    assert "keysieve: interrupted" in terminal.text
    assert termios.tcgetattr(terminal.master)[3] & termios.ICANON
    assert termios.tcgetattr(terminal.master)[3] & termios.ECHO


def test_control_z_gives_the_terminal_back_and_takes_it_again(passwords: Repo, auditor: Start) -> None:
    """Here no shell has the process stopped: it goes on at once."""
    terminal = auditor(passwords)
    terminal.wait("first      ")
    terminal.signal(signal.SIGTSTP)
    terminal.wait(lambda text: terminal.raw.count(b"\x1b[?1049h") == 2 and LEFT in terminal.raw)
    terminal.press("r", "2 of 3")
    assert not termios.tcgetattr(terminal.master)[3] & termios.ICANON


def test_terminal_that_is_closed_ends_the_audit(passwords: Repo, auditor: Start) -> None:
    terminal = auditor(passwords)
    terminal.wait("1 of 3")
    terminal.press("r", "2 of 3")
    assert terminal.hang_up() == 129
    assert labels(passwords)["a.py"] == "real"


def test_kill_while_answers_are_written_leaves_a_whole_baseline(repo: Repo, sample: Callable[..., str]) -> None:
    """Killed at random moments while it writes without a pause."""
    for number in range(30):
        repo.stage(f"{number:02}.py", f'db_password = "{sample("{password:16}", number)}"\n')
    assert repo.keysieve("baseline", "create").code == 0
    path = str(repo.root / NAME)
    answer(path, range(30))
    keys = list(NativeLedger(path, NAME, f"{path}.lock").items)
    chance = random.Random(11)
    latest = 29
    for _ in range(25):
        child = os.fork()
        if child == 0:
            try:
                answer(path, range(latest + 1, 1_000_000))
            finally:
                os._exit(1)
        time.sleep(chance.uniform(0.02, 0.15))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        items = NativeLedger(path, NAME, f"{path}.lock").items
        assert list(items) == keys
        numbers = [int(item.decision.reason) for item in items.values()]
        assert max(numbers) >= latest
        latest = max(numbers)
        assert sorted(numbers) == list(range(latest - 29, latest + 1)), "every answer up to the last one is there"
    assert latest > 40


def answer(path: str, numbers: range) -> None:
    """Answer one entry after the other, round and round; the reason is the number of the answer."""
    ledger = NativeLedger(path, NAME, f"{path}.lock")
    keys = list(ledger.items)
    for number in numbers:
        ledger.apply([Change(ledger.items[keys[number % 30]], Decision("real", str(number)))])
