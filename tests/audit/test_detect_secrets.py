"""The audit of a baseline of detect-secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.audit.conftest import FOREIGN, foreign_labels

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.audit.conftest import Start
    from tests.conftest import Repo


def test_baseline_of_detect_secrets_gets_is_secret(repo: Repo, auditor: Start, sample: Callable[..., str]) -> None:
    for number, name in enumerate(("a.py", "b.py", "c.py")):
        repo.stage(name, f'x = 1\ndb_password = "{sample("{password:16}", number)}"\n')
    repo.commit("all")
    assert repo.keysieve("baseline", "create", FOREIGN).code == 0
    terminal = auditor(repo, FOREIGN)
    screen = terminal.wait(lambda text: "a.py:2:16" in text and "first      " in text)
    assert "Secret Keyword" in screen
    assert '>2 | db_password = "****"' in screen
    terminal.press("v", sample("{password:16}", 0))
    terminal.press("r", "b.py:2")
    terminal.press("f", "c.py:2")
    terminal.press("a", "has no place for 'accepted'")
    terminal.press("\x1b[D", "b.py:2")
    terminal.press("u", "taken back")
    assert foreign_labels(repo) == {"a.py": [True], "b.py": [None], "c.py": [None]}


def test_tokens_whose_hashes_are_alike_are_told_apart_by_line(
    repo: Repo, auditor: Start, sample: Callable[..., str]
) -> None:
    first, second = sample("{github_token:ghp_}", 1), sample("{github_token:ghp_}", 2)
    repo.stage("a.py", f"one = '{first}'\n\n\n\n\n\n\n\n\ntwo = '{second}'\n")
    assert repo.keysieve("baseline", "create", FOREIGN).code == 0
    terminal = auditor(repo, FOREIGN)
    terminal.wait("a.py:1:8")
    terminal.press("v", lambda text: first in text and second not in text)
    terminal.press("r", lambda text: "2 of 4" in text and "a.py:1:8" in text)
    terminal.press("r", "a.py:10:8")
    terminal.press("v", second)
    assert foreign_labels(repo) == {"a.py": [True, True, None, None]}
