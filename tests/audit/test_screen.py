"""The audit as an auditor sees it: a real terminal, a real repository."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.audit.conftest import entries, labels

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.audit.conftest import Start
    from tests.conftest import Repo


def test_entry_is_shown_with_its_lines_rule_confidence_and_first_commit(
    passwords: Repo, auditor: Start, sample: Callable[..., str]
) -> None:
    commit = passwords.git("rev-parse", "HEAD")[:12]
    screen = auditor(passwords).wait(commit)
    assert "1 of 3" in screen
    assert "a.py:8:16" in screen
    assert "generic-secret" in screen
    assert "medium: generic-secret says medium" in screen
    assert "A <a@example.invalid>" in screen
    assert [line for line in screen.splitlines() if re.match(r"[ >]\d \|", line)] == [
        *(f" {number} | line_a_{number} = {number}" for number in range(3, 8)),
        '>8 | db_password = "****"',
        " 9 | last_a = 1",
    ]
    assert sample("{password:16}", 0) not in screen


def test_reveal_shows_this_secret_only_and_only_until_the_next_entry(
    repo: Repo, auditor: Start, sample: Callable[..., str]
) -> None:
    own, other = sample("{github_token:ghp_}", 1), sample("{password:16}", 2)
    repo.stage("a.py", f'first = "{own}"; db_password = "{other}"\n')
    assert repo.keysieve("baseline", "create").code == 0
    terminal = auditor(repo, "--rule", "github-pat", columns=120)
    screen = terminal.wait("confidence")
    assert own not in screen
    assert other not in screen
    screen = terminal.press("v", own)
    assert other not in screen
    terminal.press("v", lambda text: own not in text)
    terminal.press("v", own)
    terminal.press("s", "No more entries")
    screen = terminal.press("b", "confidence")
    assert own not in screen
    assert other not in screen


def test_help_lists_the_keys(passwords: Repo, auditor: Start) -> None:
    terminal = auditor(passwords, rows=30)
    terminal.wait("1 of 3")
    screen = terminal.press("?", "any key: back")
    assert "undo the last answer" in screen
    assert terminal.press("r", "1 of 3")
    assert set(labels(passwords).values()) == {None}


def test_vanished_secrets_and_files_are_said_to_be_dropped(passwords: Repo, auditor: Start) -> None:
    passwords.write("a.py", "x = 1\n")
    (passwords.root / "b.py").unlink()
    terminal = auditor(passwords)
    terminal.wait("VANISHED: its secret is no longer in the file; `baseline update`")
    terminal.press("s", "NO FILE: its file is gone; `baseline update` drops the entry")
    terminal.press("r", "c.py:8")
    assert labels(passwords)["b.py"] == "real"
    assert passwords.keysieve("baseline", "update").code == 0
    assert [entry["path"] for entry in entries(passwords)] == ["c.py"]


def test_secret_that_is_not_committed_is_said_to_be_so(repo: Repo, auditor: Start, password: str) -> None:
    repo.commit(**{"a.py": "x = 1\n"})
    repo.write("a.py", f'db_password = "{password}"\n')
    assert repo.keysieve("baseline", "create").code == 0
    auditor(repo).wait("not committed yet")


def test_first_commit_is_the_one_that_brought_the_secret_in(repo: Repo, auditor: Start, password: str) -> None:
    repo.commit(**{"a.py": "x = 1\n"})
    first = repo.commit(**{"a.py": f'x = 1\ndb_password = "{password}"\n'})
    repo.commit(**{"a.py": f'x = 2\ndb_password = "{password}"\n'})
    assert repo.keysieve("baseline", "create").code == 0
    auditor(repo).wait(first[:12])


def test_low_terminal_shows_the_line_of_the_secret_all_the_same(passwords: Repo, auditor: Start) -> None:
    screen = auditor(passwords, rows=12).wait(">8 | db_password")
    assert "a.py:8:16" in screen


def test_misuse_that_was_recorded_is_not_taken_for_gone(repo: Repo, auditor: Start) -> None:
    repo.commit(**{"a.py": "import logging\n\nlogging.info(password)\n"})
    assert repo.keysieve("baseline", "create", "--misuse").code == 0
    terminal = auditor(repo)
    screen = terminal.wait(">3 | ")
    assert "misuse-" in screen
    assert "VANISHED" not in screen
