"""The audit as an auditor sees it: a real terminal, a real repository."""

from __future__ import annotations

import os
import re
import time
from typing import TYPE_CHECKING

import pytest

from tests.audit.conftest import FOREIGN, entries, foreign_labels, labels

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.audit.driver import Auditor
    from tests.conftest import Repo

    Start = Callable[..., Auditor]


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


def test_next_audit_begins_where_the_last_one_ended(passwords: Repo, auditor: Start) -> None:
    first = auditor(passwords)
    first.wait("a.py:8")
    first.press("r", "b.py:8")
    first.type("q")
    assert first.end() == 0
    screen = auditor(passwords).wait("b.py:8")
    assert "1 of 2" in screen


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


def test_unknown_key_is_named_and_pasted_text_answers_nothing(passwords: Repo, auditor: Start) -> None:
    terminal = auditor(passwords)
    terminal.wait("1 of 3")
    terminal.type("\x1b[200~rrrffq\x1b[201~")
    terminal.press("z", "no such key: 'z'")
    assert set(labels(passwords).values()) == {None}


def test_editor_opens_the_file_at_the_line_and_the_change_is_seen(
    passwords: Repo, auditor: Start, sample: Callable[..., str]
) -> None:
    script = passwords.root.parent / "nano"
    script.write_text(f"""#!/bin/sh
echo "$@" > {passwords.root.parent}/called
sed -i.bak '1i # moved' "$2"
rm "$2.bak"
""")
    script.chmod(0o755)
    terminal = auditor(passwords, VISUAL=str(script))
    terminal.wait("a.py:8:16")
    terminal.press("e", "a.py:9:16")
    called = (passwords.root.parent / "called").read_text()
    assert called == f"+8 {passwords.root}/a.py\n"
    terminal.press("r", "b.py:8")


def test_missing_editor_is_said(passwords: Repo, auditor: Start) -> None:
    terminal = auditor(passwords)
    terminal.wait("a.py:8:16")
    terminal.press("e", "set VISUAL or EDITOR")
    other = auditor(passwords, EDITOR="no-such-editor-here")
    other.wait("a.py:8:16")
    other.press("e", "no-such-editor-here: no such program")


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


@pytest.mark.parametrize("columns", [40, 60, 132])
def test_no_line_is_wider_than_the_terminal(passwords: Repo, auditor: Start, columns: int) -> None:
    terminal = auditor(passwords, columns=columns, rows=30)
    screen = terminal.wait("first      ")
    assert '>8 | db_password = "****"' in screen
    assert "a.py:8:16" in screen
    assert "q" in screen.splitlines()[-1]


def test_low_terminal_shows_the_line_of_the_secret_all_the_same(passwords: Repo, auditor: Start) -> None:
    screen = auditor(passwords, rows=12).wait(">8 | db_password")
    assert "a.py:8:16" in screen


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


def test_without_a_terminal_the_audit_is_refused_with_a_hint(passwords: Repo) -> None:
    outcome = passwords.keysieve("audit")
    assert outcome.code == 2
    assert "--decisions FILE" in outcome.err
    assert len(outcome.err.splitlines()) == 1


def test_missing_baseline_is_said_before_the_screen_opens(repo: Repo, auditor: Start) -> None:
    terminal = auditor(repo)
    assert terminal.end() == 2
    assert "no such baseline" in terminal.text
    assert b"\x1b[?1049h" not in terminal.raw


def test_audit_works_from_any_directory_of_the_repository(repo: Repo, auditor: Start, password: str) -> None:
    commit = repo.commit(**{"src/a.py": f'db_password = "{password}"\n', "docs/b.txt": "x\n"})
    assert repo.keysieve("baseline", "create").code == 0
    terminal = auditor(repo, cwd=repo.root / "docs")
    screen = terminal.wait(commit[:12])
    assert '>1 | db_password = "****"' in screen
    terminal.press("r", "Every entry is audited")
    assert labels(repo) == {"src/a.py": "real"}


def test_audit_works_outside_a_repository(repo: Repo, auditor: Start, password: str) -> None:
    place = repo.root.parent / "plain"
    place.mkdir()
    (place / "a.py").write_text(f'db_password = "{password}"\n')
    assert repo.keysieve("baseline", "create", cwd=place).code == 0
    terminal = auditor(repo, cwd=place)
    screen = terminal.wait("no repository")
    assert '>1 | db_password = "****"' in screen
    terminal.press("f", "Every entry is audited")
    assert sorted(path.name for path in place.iterdir()) == [".keysieve.baseline", "a.py"]


def test_bare_repository_has_no_files_to_show(repo: Repo, auditor: Start, password: str) -> None:
    repo.commit(**{"a.py": f'db_password = "{password}"\n'})
    assert repo.keysieve("baseline", "create").code == 0
    bare = repo.root.parent / "bare.git"
    repo.git("clone", "-q", "--bare", str(repo.root), str(bare))
    terminal = auditor(repo, str(repo.root / ".keysieve.baseline"), cwd=bare)
    assert terminal.end() == 2
    assert "has no files to show" in terminal.text


def test_misuse_that_was_recorded_is_not_taken_for_gone(repo: Repo, auditor: Start) -> None:
    repo.commit(**{"a.py": "import logging\n\nlogging.info(password)\n"})
    assert repo.keysieve("baseline", "create", "--misuse").code == 0
    terminal = auditor(repo)
    screen = terminal.wait(">3 | ")
    assert "misuse-" in screen
    assert "VANISHED" not in screen


def test_programs_of_the_repository_are_not_run(passwords: Repo, auditor: Start) -> None:
    for name in ("git", "editor-of-the-repository"):
        script = passwords.root / name
        script.write_text("#!/bin/sh\ntouch pwned\n")
        script.chmod(0o755)
    terminal = auditor(passwords, PATH=f".:{os.environ['PATH']}", VISUAL="editor-of-the-repository")
    terminal.wait("first      ")
    terminal.press("e", "no such program")
    assert not (passwords.root / "pwned").exists()
