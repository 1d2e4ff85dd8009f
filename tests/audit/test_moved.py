"""Entries of secrets that were moved to a store: an answer leaves them due."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from scanner.audit.choice import Choice, Facts
from scanner.audit.inspect import Inspector
from scanner.audit.look import Scene
from scanner.audit.session import AuditSession
from scanner.audit.table import open_ledger
from scanner.cli.scan_options import ScanOptions
from scanner.cli.session import open_session
from tests.audit.conftest import NAME, entries

if TYPE_CHECKING:
    from tests.conftest import Repo

DUE = {
    "label": "real",
    "when": "2026-01-02",
    "reason": "moved to DB_PASSWORD; revoke it",
    "expires": "2090-01-31",
    "moved": "DB_PASSWORD",
}
KEPT = "it was moved to DB_PASSWORD: revoke it, then delete the entry's line; `baseline update` keeps it"


@pytest.fixture
def moved(here: Repo, password: str) -> Repo:
    """A repository whose one entry is of a secret that was moved, and is back in the file."""
    here.stage("a.py", f'db_password = "{password}"\n')
    here.commit("password")
    assert here.keysieve("baseline", "create").code == 0
    (entry,) = entries(here)
    rewrite(here, {**entry, **DUE})
    return here


def rewrite(repo: Repo, entry: dict[str, Any]) -> None:
    header = (repo.root / NAME).read_text().splitlines()[0]
    (repo.root / NAME).write_text(f"{header}\n{json.dumps(entry)}\n")


def walk() -> AuditSession:
    return AuditSession(open_ledger(NAME, NAME), Choice(), "Ada", "2026-06-15", lambda key: Facts(), labelled_too=True)


def test_answer_keeps_what_is_left_to_do_and_undo_gives_all_of_it_back(moved: Repo) -> None:
    before = (moved.root / NAME).read_bytes()
    session = walk()
    assert session.answer("false-positive", "made up") == "false-positive: 1 entry"
    (entry,) = entries(moved)
    assert entry["label"] == "false-positive"
    assert (entry["moved"], entry["expires"]) == ("DB_PASSWORD", "2090-01-31")
    assert session.undo() == "taken back: 1 entry"
    assert (moved.root / NAME).read_bytes() == before


def test_answer_with_a_day_of_its_own_sets_that_and_undo_takes_it_back(moved: Repo) -> None:
    rewrite(moved, {**entries(moved)[0], "expires": ""})
    session = walk()
    session.answer("accepted", "for a while", "2030-12-31")
    assert entries(moved)[0]["expires"] == "2030-12-31"
    session.undo()
    assert "expires" not in entries(moved)[0]
    assert entries(moved)[0]["moved"] == "DB_PASSWORD"


def test_secret_that_came_back_is_new_and_update_keeps_the_entry_whatever_was_answered(moved: Repo) -> None:
    assert moved.keysieve("scan").code == 1
    walk().answer("false-positive")
    assert moved.keysieve("scan").code == 1
    moved.write("a.py", "x = 1\n")
    assert moved.keysieve("baseline", "update").code == 0
    assert [entry["moved"] for entry in entries(moved)] == ["DB_PASSWORD"]


@pytest.mark.parametrize("label", ["real", "unaudited", "accepted"])
def test_decisions_keep_it_too_and_say_so_only_once(moved: Repo, label: str) -> None:
    line = json.dumps({"path": "a.py", "rule": "generic-secret", "label": label}).encode()
    assert moved.keysieve("audit", "--decisions", "-", stdin=line).code == 0
    (entry,) = entries(moved)
    assert entry.get("label", "unaudited") == label
    assert (entry["moved"], entry["expires"]) == ("DB_PASSWORD", "2090-01-31")
    again = moved.keysieve("audit", "--decisions", "-", stdin=line)
    assert "0 entries changed, 1 said so already" in again.err


@pytest.mark.parametrize(
    ("change", "state", "note"),
    [
        ("back", "found", "it is back: it was moved to DB_PASSWORD, and the entry covers what history holds only"),
        ("excluded", "found", f"the file is excluded by 'a.py' in .keysieve.toml; {KEPT}"),
        ("taken out", "vanished", f"its secret is no longer in the file; {KEPT}"),
        ("gone", "no file", f"its file is gone; {KEPT}"),
    ],
)
def test_entry_is_not_said_to_be_dropped(moved: Repo, change: str, state: str, note: str) -> None:
    if change == "excluded":
        moved.write(".keysieve.toml", 'exclude = ["a.py"]\n')
    elif change == "taken out":
        moved.write("a.py", "x = 1\n")
    elif change == "gone":
        (moved.root / "a.py").unlink()
    session = open_session(ScanOptions(baseline=NAME), True, read_baseline=False, sure="low")
    ledger = open_ledger(NAME, NAME)
    scene = Scene(moved.root.as_posix(), session.repository, session.pipeline, session.policy)
    (item,) = ledger.items.values()
    evidence = Inspector(scene, ledger.recogniser()).evidence(item)
    assert evidence.state == state
    assert note in evidence.note
    assert "drops" not in evidence.note
    assert moved.keysieve("baseline", "update").code == 0
    assert len(entries(moved)) == 1
