"""Two auditors at one baseline: nobody's answer is lost, and who comes second is told."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tests.audit.conftest import FOREIGN, entries, foreign_labels, labels

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.audit.conftest import Start
    from tests.conftest import Repo


def test_answers_on_different_entries_are_all_kept(passwords: Repo, auditor: Start) -> None:
    one, two = auditor(passwords), auditor(passwords)
    one.wait("1 of 3")
    two.wait("1 of 3")
    one.press("r", "b.py:8")
    two.press("s", "b.py:8")
    two.press("f", "c.py:8")
    one.press("s", "c.py:8")
    one.press("f", "Every entry is audited")
    assert labels(passwords) == {"a.py": "real", "b.py": "false-positive", "c.py": "false-positive"}


def test_other_answer_on_the_same_entry_is_told_and_not_overwritten(passwords: Repo, auditor: Start) -> None:
    passwords.git("config", "user.name", "Ada")
    one, two = auditor(passwords), auditor(passwords)
    one.wait("1 of 3")
    two.wait("1 of 3")
    one.press("f", "2 of 3")
    two.press("r", "NOT WRITTEN: meanwhile Ada said false-positive on")
    two.wait("a.py:8")
    two.wait("label      false-positive")
    assert labels(passwords)["a.py"] == "false-positive"
    two.press("r", "b.py:8")
    assert labels(passwords)["a.py"] == "real"


def test_same_answer_on_the_same_entry_is_no_conflict(passwords: Repo, auditor: Start) -> None:
    one, two = auditor(passwords), auditor(passwords)
    one.wait("1 of 3")
    two.wait("1 of 3")
    one.press("f", "2 of 3")
    two.press("f", "false-positive: 1 entry")


def test_entry_that_an_update_dropped_meanwhile_is_told(passwords: Repo, auditor: Start) -> None:
    terminal = auditor(passwords)
    terminal.wait("1 of 3")
    (passwords.root / "a.py").unlink()
    assert passwords.keysieve("baseline", "update").code == 0
    terminal.press("r", "1 entry no longer in the baseline")
    assert labels(passwords) == {"b.py": None, "c.py": None}


def test_baseline_that_was_broken_meanwhile_is_told_and_left_alone(passwords: Repo, auditor: Start) -> None:
    terminal = auditor(passwords)
    terminal.wait("1 of 3")
    path = passwords.root / ".keysieve.baseline"
    path.write_text("<<<<<<< ours\n" + path.read_text())
    broken = path.read_bytes()
    terminal.press("r", "an unresolved merge conflict")
    assert path.read_bytes() == broken
    path.write_bytes(broken.split(b"\n", 1)[1])
    terminal.press("r", "b.py:8")
    assert labels(passwords)["a.py"] == "real"


def test_undo_leaves_what_somebody_else_said_since(passwords: Repo, auditor: Start) -> None:
    one, two = auditor(passwords), auditor(passwords, "--all")
    one.wait("1 of 3")
    two.wait("1 of 3")
    one.press("f", "2 of 3")
    two.press("s", "2 of 3")
    two.press("b", "label      false-positive")
    two.press("r", "2 of 3")
    one.press("u", "1 changed by others meanwhile and left as they are")
    assert labels(passwords)["a.py"] == "real"


def test_foreign_answers_of_two_are_all_kept(repo: Repo, auditor: Start, sample: Callable[..., str]) -> None:
    for number, name in enumerate(("a.py", "b.py")):
        repo.stage(name, f'db_password = "{sample("{password:16}", number)}"\n')
    assert repo.keysieve("baseline", "create", FOREIGN).code == 0
    one, two = auditor(repo, FOREIGN), auditor(repo, FOREIGN)
    one.wait("1 of 2")
    two.wait("1 of 2")
    two.press("s", "2 of 2")
    two.press("f", "end of the list")
    one.press("r", "Every entry is audited")
    assert foreign_labels(repo) == {"a.py": [True], "b.py": [False]}


def test_many_writers_at_once_lose_nothing(repo: Repo, sample: Callable[..., str]) -> None:
    for number in range(24):
        repo.stage(f"{number:02}.py", f'db_password = "{sample("{password:16}", number)}"\n')
    assert repo.keysieve("baseline", "create").code == 0
    lines = [f'{{"path": "{entry["path"]}", "hash": "{entry["hash"]}", "label": "real"}}\n' for entry in entries(repo)]

    def answer(part: int) -> int:
        return repo.keysieve("audit", "--decisions", "-", stdin="".join(lines[part::6]).encode()).code

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(answer, range(6))) == [0] * 6
    assert set(labels(repo).values()) == {"real"}
    assert len(labels(repo)) == 24
    assert sys.platform == "win32" or not [path for path in repo.root.iterdir() if path.name.endswith(".lock")]
