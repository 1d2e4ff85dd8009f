"""The walk through the entries, without a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.audit.choice import Choice, Facts
from scanner.audit.groups import same_rule, same_secret, same_shape
from scanner.audit.interface import AuditError
from scanner.audit.model import Change, Decision
from scanner.audit.native import NativeLedger
from scanner.audit.session import AuditSession
from scanner.baseline.model import Baseline, BaselineEntry
from scanner.baseline.write import write_baseline

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.audit.model import Key

TODAY = "2026-06-15"
PATHS = ("a.py", "b.py", "src/a.py", "src/b/c.py", "src/b/d.js")


class Desk:
    """A ledger, a walk, and what is known so far."""

    def __init__(self, path: Path) -> None:
        self.path = str(path / "baseline")
        entries = tuple(
            BaselineEntry(name, f"{number % 3:032x}", "github-pat" if name.endswith(".js") else "generic-secret")
            for number, name in enumerate(PATHS)
        )
        write_baseline(self.path, Baseline("ab" * 20, entries))
        self.ledger = self.another()
        self.known: dict[Key, Facts] = {}

    def another(self) -> NativeLedger:
        return NativeLedger(self.path, "baseline", f"{self.path}.lock")

    def session(self, choice: Choice = Choice(), *, labelled_too: bool = False, who: str = "Ada") -> AuditSession:
        return AuditSession(
            self.ledger, choice, who, TODAY, lambda key: self.known.get(key, Facts()), labelled_too=labelled_too
        )

    def labels(self) -> dict[str, str]:
        return {item.path: item.label for item in self.another().items.values()}

    def knows(self, path: str, confidence: str | None = None, day: str | None = None) -> None:
        (key,) = [key for key in self.ledger.items if key[0] == path]
        self.known[key] = Facts(confidence, day)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def shown(session: AuditSession) -> str | None:
    return session.item.path if session.item is not None else None


def test_walk_goes_forward_to_the_end_and_back_to_the_first(desk: Desk) -> None:
    session = desk.session()
    seen = []
    while session.item is not None:
        seen.append(session.item.path)
        session.forward()
    assert tuple(seen) == PATHS
    session.forward()
    assert session.counts().position == 0
    for path in reversed(PATHS):
        session.back()
        assert shown(session) == path
    session.back()
    assert shown(session) == PATHS[0]


def test_answer_goes_on_and_counts(desk: Desk) -> None:
    session = desk.session()
    assert session.answer("real") == "real: 1 entry"
    counts = session.counts()
    assert (counts.entries, counts.unaudited, counts.chosen, counts.position, counts.answered) == (5, 4, 5, 2, 1)
    assert desk.labels()["a.py"] == "real"
    first = desk.another().items[("a.py", f"{0:032x}")]
    assert (first.decision.by, first.decision.when) == ("Ada", TODAY)


def test_undo_takes_answers_back_in_turn_with_what_stood_there(desk: Desk) -> None:
    session = desk.session(labelled_too=True)
    session.answer("accepted", "because", "2030-01-01")
    session.back()
    session.answer("real")
    assert session.undo() == "taken back: 1 entry"
    item = session.item
    assert item is not None
    assert item.decision == Decision("accepted", "because", "2030-01-01", "Ada", TODAY)
    assert session.undo() == "taken back: 1 entry"
    assert desk.labels()["a.py"] == "unaudited"
    assert session.undo() == "nothing to take back"
    assert session.counts().answered == 0


def test_answer_that_says_the_same_is_nothing_to_take_back(desk: Desk) -> None:
    session = desk.session(labelled_too=True)
    session.answer("real")
    session.back()
    session.answer("real")
    assert session.undo() == "taken back: 1 entry"
    assert session.undo() == "nothing to take back"


def test_group_gets_the_answer_of_the_shown_entry_and_is_taken_back_with_it(desk: Desk) -> None:
    session = desk.session()
    item = session.item
    assert item is not None
    group = same_secret(item, desk.ledger.items.values())
    assert [other.path for other in group.items] == ["src/b/c.py"]
    assert session.answer("real", others=group.items) == "real: 2 entries"
    assert [path for path, label in desk.labels().items() if label == "real"] == ["a.py", "src/b/c.py"]
    assert session.undo() == "taken back: 2 entries"
    assert set(desk.labels().values()) == {"unaudited"}


def group_answered(desk: Desk, *, labelled_too: bool = False) -> AuditSession:
    """A walk in which the first answer went to b.py and src/b/c.py, too."""
    session = desk.session(labelled_too=labelled_too)
    others = [item for item in desk.ledger.items.values() if item.path in ("b.py", "src/b/c.py")]
    session.answer("real", others=others)
    return session


@pytest.mark.parametrize("labelled_too", [False, True])
def test_walk_passes_over_what_a_group_answered_and_back_shows_it(desk: Desk, labelled_too: bool) -> None:
    session = group_answered(desk, labelled_too=labelled_too)
    assert shown(session) == "src/a.py"
    assert [item.path for item in session.upcoming(2)] == ["src/b/d.js"]
    assert session.counts().position == 3
    session.forward()
    assert shown(session) == "src/b/d.js"
    for path in ("src/b/c.py", "src/a.py", "b.py", "a.py", "a.py"):
        session.back()
        assert shown(session) == path
    session.forward()
    assert shown(session) == "src/a.py"


def test_entry_that_a_group_answered_stays_where_it_is_shown(desk: Desk) -> None:
    session = group_answered(desk)
    session.back()
    session.choose(Choice(rule="generic-*", path="[!a]*"))
    assert (shown(session), session.counts().position) == ("b.py", 1)
    session.back()
    assert shown(session) == "b.py"
    session.answer("false-positive")
    assert shown(session) == "src/a.py"
    session.back()
    session.seek()
    assert shown(session) == "b.py"


def test_undo_of_a_group_has_all_of_it_shown_again(desk: Desk) -> None:
    session = group_answered(desk)
    session.undo()
    seen = []
    while session.item is not None:
        seen.append(session.item.path)
        session.forward()
    assert tuple(seen) == PATHS


def test_restart_over_labelled_entries_shows_what_a_group_answered(desk: Desk) -> None:
    session = group_answered(desk, labelled_too=True)
    while session.item is not None:
        session.forward()
    session.restart()
    session.forward()
    assert shown(session) == "b.py"


def test_group_leaves_what_others_said_meanwhile(desk: Desk) -> None:
    session = desk.session()
    item = session.item
    assert item is not None
    group = same_rule(item, desk.ledger.items.values(), "src")
    other = desk.another()
    theirs = next(entry for entry in other.items.values() if entry.path == "src/a.py")
    other.apply([Change(theirs, Decision("false-positive", by="Bob"))])
    told = session.answer("real", others=group.items)
    assert told == "real: 2 entries; 1 entry answered otherwise by somebody else meanwhile, and left so"
    assert desk.labels()["src/a.py"] == "false-positive"
    assert shown(session) == "b.py"


def test_entries_that_others_answered_are_passed_over(desk: Desk) -> None:
    session = desk.session()
    other = desk.another()
    theirs = next(entry for entry in other.items.values() if entry.path == "b.py")
    other.apply([Change(theirs, Decision("real", by="Bob"))])
    desk.ledger.refresh()
    session.forward()
    assert shown(session) == "src/a.py"


def test_shown_entry_stays_as_it_was_seen_until_it_is_left(desk: Desk) -> None:
    """A look at the file must not make an answer overrule what its author never saw."""
    session = desk.session()
    other = desk.another()
    theirs = next(entry for entry in other.items.values() if entry.path == "a.py")
    other.apply([Change(theirs, Decision("real", by="Bob", when="2026-06-14"))])
    desk.ledger.refresh()
    told = session.answer("false-positive")
    assert told == "NOT WRITTEN: meanwhile Bob said real on 2026-06-14; answer again to overrule"
    assert shown(session) == "a.py"
    assert session.answer("false-positive") == "false-positive: 1 entry"
    assert desk.labels()["a.py"] == "false-positive"


def test_restart_leaves_out_what_is_answered(desk: Desk) -> None:
    session = desk.session()
    session.answer("real")
    for _ in PATHS:
        session.forward()
    session.restart()
    assert shown(session) == "b.py"
    assert session.counts().chosen == 4
    session.undo()
    assert desk.labels()["a.py"] == "unaudited"


def test_filters_that_ask_the_baseline_narrow_at_once(desk: Desk) -> None:
    session = desk.session(Choice(path="src/**"))
    assert session.counts().chosen == 3
    session.choose(Choice(path="src/**", rule="GITHUB-*"))
    assert shown(session) == "src/b/d.js"
    session.choose(Choice())
    assert shown(session) == "src/b/d.js"
    assert session.counts().position == 5


def test_filters_that_ask_for_facts_wait_for_them_and_go_on(desk: Desk) -> None:
    session = desk.session(Choice(confidence="high"))
    assert session.is_looking
    desk.knows("a.py", "medium")
    session.seek()
    assert (shown(session), session.is_looking) == ("b.py", True)
    desk.knows("b.py", "high")
    session.seek()
    assert (shown(session), session.is_looking) == ("b.py", False)
    for path in PATHS[2:]:
        desk.knows(path, "")
    session.forward()
    assert session.item is None
    session.back()
    assert shown(session) == "b.py"


def test_upcoming_leaves_out_what_is_known_not_to_be_let_through(desk: Desk) -> None:
    session = desk.session(Choice(age="<30d"))
    desk.knows("b.py", None, "2020-01-01")
    desk.knows("src/a.py", None, "2026-06-01")
    assert [item.path for item in session.upcoming(2)] == ["src/a.py", "src/b/c.py"]


def test_refusal_of_the_format_is_told_and_writes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NativeLedger, "refusal", lambda self, decision: "no place for it")
    assert desk.session().answer("real") == "no place for it"
    assert set(desk.labels().values()) == {"unaudited"}


def test_lock_that_is_held_is_an_error_and_not_a_hang(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from filelock import FileLock

    monkeypatch.setattr("scanner.audit.lock.SECONDS", 0.05)
    with FileLock(f"{desk.path}.lock"), pytest.raises(AuditError, match="another process holds"):
        desk.session().answer("real")


def test_shapes_are_asked_of_the_same_rule_only(desk: Desk) -> None:
    items = list(desk.ledger.items.values())
    shapes = dict.fromkeys(desk.ledger.items, "8 characters") | {items[1].key: "other"}
    group = same_shape(items[0], items, shapes, "8 characters")
    assert [item.path for item in group.items] == ["src/a.py", "src/b/c.py"]


@pytest.mark.parametrize(
    ("directory", "paths"),
    [
        ("src/b", ["src/b/c.py"]),
        ("/src/", ["src/a.py", "src/b/c.py"]),
        ("", ["b.py", "src/a.py", "src/b/c.py"]),
        (".", ["b.py", "src/a.py", "src/b/c.py"]),
        ("src/b/c", []),
        ("s", []),
    ],
)
def test_rule_below_a_directory_is_not_a_prefix_of_names(desk: Desk, directory: str, paths: list[str]) -> None:
    items = list(desk.ledger.items.values())
    assert [item.path for item in same_rule(items[0], items, directory).items] == paths
