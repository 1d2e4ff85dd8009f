"""The way through the entries, forward, back and through filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.audit.conftest import labels

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.audit.conftest import Start
    from tests.conftest import Repo


def test_next_audit_begins_where_the_last_one_ended(passwords: Repo, auditor: Start) -> None:
    first = auditor(passwords)
    first.wait("a.py:8")
    first.press("r", "b.py:8")
    first.type("q")
    assert first.end() == 0
    screen = auditor(passwords).wait("b.py:8")
    assert "1 of 2" in screen


def test_skip_back_and_undo_walk_both_ways(passwords: Repo, auditor: Start) -> None:
    terminal = auditor(passwords)
    terminal.wait("a.py:8")
    terminal.press("s", "b.py:8")
    terminal.press("\x1b[C", "c.py:8")
    terminal.press("r", "That is the end of the list; 2 left unaudited")
    terminal.press("\x1b[D", "c.py:8")
    terminal.press("b", "b.py:8")
    terminal.press("f", "c.py:8")
    terminal.press("u", lambda text: "taken back: 1 entry" in text and "b.py:8" in text)
    terminal.press("u", lambda text: "c.py:8" in text and "label      unaudited" in text)
    terminal.press("u", "nothing to take back")
    assert set(labels(passwords).values()) == {None}


def test_end_of_the_list_begins_again_with_what_is_left(passwords: Repo, auditor: Start) -> None:
    terminal = auditor(passwords)
    terminal.wait("a.py:8")
    terminal.press("r", "b.py:8")
    terminal.press("s", "c.py:8")
    terminal.press("s", "end of the list")
    screen = terminal.press("\r", "b.py:8")
    assert "1 of 2" in screen


def test_audited_baseline_says_so_and_all_shows_what_was_said(passwords: Repo, auditor: Start) -> None:
    terminal = auditor(passwords)
    terminal.wait("1 of 3")
    terminal.press("f", "2 of 3")
    terminal.press("f", "3 of 3")
    terminal.press("f", "Every entry is audited")
    terminal.type("q")
    terminal.end()
    auditor(passwords).wait("Every entry is audited")
    screen = auditor(passwords, "--all").wait("1 of 3")
    assert "label      false-positive" in screen


def test_filters_of_rule_and_path_narrow_the_walk(repo: Repo, auditor: Start, github_token: str, password: str) -> None:
    repo.stage("a.py", f"key = '{github_token}'\n")
    repo.stage("src/b.py", f'db_password = "{password}"\n')
    repo.stage("src/c.py", f"key = '{github_token}'\n")
    assert repo.keysieve("baseline", "create").code == 0
    terminal = auditor(repo, "--rule", "github-*")
    assert "[rule=github-*]" in terminal.wait("1 of 2")
    terminal.press("/p", "path (a glob as src/**):")
    terminal.press("src/**\r", "1 of 1")
    terminal.wait("src/c.py")
    terminal.press("/x", "3 of 3")
    terminal.press("/a", "age (90d")
    terminal.press("old\r", "write a number and d, w, m or y")


def test_filter_of_confidence_is_asked_of_the_work_tree(
    repo: Repo, auditor: Start, github_token: str, sample: Callable[..., str]
) -> None:
    for number in range(12):
        repo.stage(f"p{number:02}.py", f'db_password = "{sample("{password:16}", number)}"\n')
    repo.stage("q.py", f"key = '{github_token}'\n")
    assert repo.keysieve("baseline", "create").code == 0
    terminal = auditor(repo, "--confidence", "high")
    screen = terminal.wait("q.py:1")
    assert "1 of 1" in screen
    terminal.press("r", "No more entries that the filters let through")
    assert {path for path, label in labels(repo).items() if label} == {"q.py"}


def test_filter_of_age_is_asked_of_the_history(repo: Repo, auditor: Start, sample: Callable[..., str]) -> None:
    old, new = sample("{password:16}", 1), sample("{password:16}", 2)
    repo.stage("new.py", f'db_password = "{new}"\n')
    repo.stage("old.py", f'db_password = "{old}"\n')
    repo.git("commit", "-qm", "old", "--", "old.py", GIT_AUTHOR_DATE="2020-03-04T05:06:07+0000")
    repo.git("commit", "-qm", "new", "--", "new.py")
    assert repo.keysieve("baseline", "create").code == 0
    terminal = auditor(repo, "--age", "1y")
    assert "2020-03-04" in terminal.wait(lambda text: "old.py:1" in text and "2020-03-04" in text)
    younger = auditor(repo, "--age", "<1y")
    younger.wait("new.py:1")
    younger.press("s", "No more entries")
