"""What the keys that answer do, to one entry and to many."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.audit.conftest import entries, labels

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.audit.conftest import Start
    from tests.conftest import Repo


def test_each_answer_is_in_the_file_before_the_next_entry_is_shown(passwords: Repo, auditor: Start) -> None:
    passwords.git("config", "user.name", "Ada")
    terminal = auditor(passwords)
    terminal.wait("1 of 3")
    terminal.press("r", "2 of 3")
    assert labels(passwords) == {"a.py": "real", "b.py": None, "c.py": None}
    terminal.press("f", "3 of 3")
    assert labels(passwords) == {"a.py": "real", "b.py": "false-positive", "c.py": None}
    assert entries(passwords)[0]["by"] == "Ada"
    assert entries(passwords)[0]["when"] == time.strftime("%Y-%m-%d")
    terminal.press("q", lambda text: True)
    assert terminal.end() == 0


def test_accepted_asks_for_reason_and_expiry_and_names_what_is_wrong(passwords: Repo, auditor: Start) -> None:
    terminal = auditor(passwords)
    terminal.wait("1 of 3")
    terminal.press("a", "why is it accepted?")
    terminal.press("\r", "a reason is needed")
    terminal.press("test account\r", "until when?")
    terminal.press("soon\r", "'soon' is no date")
    terminal.press("\x15" + "2020-01-01\r", "2020-01-01 is over")
    terminal.press("\x15" + "2090-12-31\r", "2 of 3")
    assert entries(passwords)[0] | {"by": "", "when": "", "hash": ""} == {
        "path": "a.py",
        "hash": "",
        "rule": "generic-secret",
        "label": "accepted",
        "by": "",
        "when": "",
        "reason": "test account",
        "expires": "2090-12-31",
    }
    terminal.press("b", "test account, until 2090-12-31")


def test_accepted_takes_days_from_now_or_no_end(passwords: Repo, auditor: Start) -> None:
    terminal = auditor(passwords)
    terminal.wait("1 of 3")
    terminal.press("a", "why is it")
    terminal.press("x\r", "until when?")
    terminal.press("30d\r", "2 of 3")
    terminal.press("a", "why is it")
    terminal.press("y\r", "until when?")
    terminal.press("\r", "3 of 3")
    first, second, _ = entries(passwords)
    assert first["expires"] > time.strftime("%Y-%m-%d")
    assert "expires" not in second


def test_given_up_prompt_answers_nothing(passwords: Repo, auditor: Start) -> None:
    terminal = auditor(passwords)
    terminal.wait("1 of 3")
    terminal.press("a", "why is it")
    terminal.press("because\x7f\x1b", "not answered")
    assert set(labels(passwords).values()) == {None}


def test_reason_that_quotes_the_secret_is_refused(passwords: Repo, auditor: Start, sample: Callable[..., str]) -> None:
    terminal = auditor(passwords)
    terminal.wait("first      ")
    terminal.press("a", "why is it")
    terminal.press(f"it is {sample('{password:16}', 0)}\r", "the reason holds the secret itself")


def test_unknown_key_is_named_and_pasted_text_answers_nothing(passwords: Repo, auditor: Start) -> None:
    terminal = auditor(passwords)
    terminal.wait("1 of 3")
    terminal.type("\x1b[200~rrrffq\x1b[201~")
    terminal.press("z", "no such key: 'z'")
    assert set(labels(passwords).values()) == {None}


def test_same_secret_is_answered_everywhere_and_taken_back_as_one(
    repo: Repo, auditor: Start, github_token: str, password: str
) -> None:
    for name in ("a.py", "deep/b.py", "c.txt"):
        repo.stage(name, f"key = '{github_token}'\n")
    repo.stage("d.py", f'db_password = "{password}"\n')
    assert repo.keysieve("baseline", "create").code == 0
    terminal = auditor(repo)
    screen = terminal.wait("also in")
    assert "c.txt, deep/b.py" in screen
    terminal.press("=", "1 this secret everywhere (3)")
    terminal.press("1", "the next answer goes to 3 entries")
    terminal.press("\x1b", lambda text: "the next answer" not in text)
    terminal.press("=1", "the next answer goes to 3 entries")
    terminal.press("r", "real: 3 entries")
    assert labels(repo) == {"a.py": "real", "c.txt": "real", "d.py": None, "deep/b.py": "real"}
    terminal.press("u", "taken back: 3 entries")
    assert set(labels(repo).values()) == {None}


def test_same_rule_below_a_directory_gets_the_answer(repo: Repo, auditor: Start, sample: Callable[..., str]) -> None:
    for number, name in enumerate(("app/a/1.py", "app/a/2.py", "app/b/3.py", "src/4.py", "app/5.py")):
        repo.stage(name, f'db_password = "{sample("{password:16}", number)}"\n')
    repo.stage("app/a/6.py", f'key = "{sample("{github_token:ghp_}")}"\n')
    assert repo.keysieve("baseline", "create").code == 0
    terminal = auditor(repo, "--path", "app/a/1.py")
    terminal.wait("app/a/1.py")
    terminal.press("=2", "generic-secret below which directory? app/a_")
    terminal.press("\r", "the next answer goes to 2 entries: generic-secret under app/a/")
    terminal.press("=2", "below which")
    terminal.press("\x7f\x7f\r", "the next answer goes to 4 entries: generic-secret under app/")
    terminal.press("f", "false-positive: 4 entries")
    answered = {path for path, label in labels(repo).items() if label}
    assert answered == {"app/a/1.py", "app/a/2.py", "app/b/3.py", "app/5.py"}


def test_same_shape_gets_the_answer(repo: Repo, auditor: Start, sample: Callable[..., str]) -> None:
    for number in range(3):
        repo.stage(f"{number}.py", f'db_password = "{sample("{hex:32}", number)}"\n')
    repo.stage("other.py", f'db_password = "{sample("{base62:20}", 5)}"\n')
    assert repo.keysieve("baseline", "create").code == 0
    terminal = auditor(repo)
    terminal.wait("25 to 32 characters of a-f 0-9")
    terminal.press("=3", "the next answer goes to 3 entries")
    terminal.press("f", "false-positive: 3 entries")
    assert labels(repo) == {**{f"{number}.py": "false-positive" for number in range(3)}, "other.py": None}
