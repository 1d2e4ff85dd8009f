"""The screen in terminals of every size, with and without colour."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from scanner.text.width import cell_width

if TYPE_CHECKING:
    from tests.audit.conftest import Start
    from tests.audit.driver import Auditor
    from tests.conftest import Repo

DRAWN = b"\x1b[J"


@pytest.mark.parametrize("columns", [20, 40, 60, 132])
def test_no_line_is_wider_than_the_terminal(repo: Repo, auditor: Start, password: str, columns: int) -> None:
    name = f"{'漢字' * 20}/{'long' * 30}.py"
    repo.stage(name, f'db_password = "{password}"  # {"漢" * 200}\n{"x = 1; " * 100}\n')
    commit = repo.commit(f"{'long ' * 40}")
    assert repo.keysieve("baseline", "create").code == 0
    terminal = auditor(repo, columns=columns, rows=40)
    terminal.wait(lambda text: commit[:4] in text and ">1 | " in text)
    widths = [widest(terminal)]
    for keys in ("v", "v", "=", "\x1b", "/", "\x1b", "?", "?", "a", "because " * 40):
        before = terminal.raw.count(DRAWN)
        terminal.press(keys, lambda text, before=before: terminal.raw.count(DRAWN) > before)
        widths.append(widest(terminal))
    assert max(widths) < columns  # the last cell stays empty
    assert max(widths) == columns - 1  # what is measured are lines that were cut


def widest(terminal: Auditor) -> int:
    """Return the cells of the widest line; the screen of the emulator could hold no wider one."""
    return max(map(cell_width, terminal.drawn))


def test_new_size_is_drawn_anew(passwords: Repo, auditor: Start) -> None:
    terminal = auditor(passwords, columns=80, rows=24)
    terminal.wait("first      ")
    terminal.resize(50, 16)
    terminal.wait(lambda text: text.splitlines()[-1].startswith("r f a s b u v"))
    terminal.resize(100, 40)
    terminal.wait(lambda text: "s skip" in text and ">8 | db_password" in text)


def test_colours_are_used_but_not_under_no_color(passwords: Repo, auditor: Start) -> None:
    colored, plain = auditor(passwords), auditor(passwords, NO_COLOR="1")
    for terminal in (colored, plain):
        terminal.wait("first      ")
        terminal.type("q")
        terminal.end()
    assert re.search(rb"\x1b\[[0-9;]*m", colored.raw.replace(b"\x1b[0m\x1b[?1049l", b""))
    assert not re.search(rb"\x1b\[[0-9;]*m", plain.raw.replace(b"\x1b[0m\x1b[?1049l", b""))


def test_dumb_terminal_is_written_to_without_escape_sequences(passwords: Repo, auditor: Start) -> None:
    terminal = auditor(passwords, TERM="dumb")
    terminal.wait("first      ")
    terminal.press("r", "2 of 3")
    terminal.type("q")
    assert terminal.end() == 0
    assert b"\x1b" not in terminal.raw
