from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scanner.baseline.lookup import BaselineLookup
from scanner.baseline.model import Baseline, BaselineEntry, secret_hash
from scanner.baseline.read import BaselineError
from scanner.baseline.write import write_baseline
from scanner.model import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.model import Finding

SALT = "0" * 40
VALUE = "acme_value"


def entry(path: str, value: str = VALUE, **more: str) -> BaselineEntry:
    return BaselineEntry(path, secret_hash(Secret(value.encode()), SALT), "acme-key", **more)


@pytest.fixture
def lookup(tmp_path: Path) -> Callable[..., BaselineLookup]:
    def make(*entries: BaselineEntry, today: str = "2026-06-01") -> BaselineLookup:
        path = str(tmp_path / ".keysieve.baseline")
        write_baseline(path, Baseline(SALT, entries))
        return BaselineLookup(path, str(tmp_path), today)

    return make


def test_without_a_baseline_nothing_is_known(tmp_path: Path, finding: Callable[..., Finding]) -> None:
    known = BaselineLookup(None, str(tmp_path), "2026-06-01").for_scan([], [finding("a.py", VALUE)])
    assert known.known_because(finding("a.py", VALUE)) is None


def test_reason_names_label_file_and_reason(
    lookup: Callable[..., BaselineLookup], finding: Callable[..., Finding]
) -> None:
    found = finding("a.py", VALUE)
    assert lookup(entry("a.py")).for_scan([], [found]).known_because(found) == "unaudited in .keysieve.baseline"
    labelled = lookup(entry("a.py", label="accepted", reason="sandbox")).for_scan([], [found])
    assert labelled.known_because(found) == "accepted in .keysieve.baseline: sandbox"


def test_another_secret_in_the_same_line_is_new(
    lookup: Callable[..., BaselineLookup], finding: Callable[..., Finding]
) -> None:
    other = finding("a.py", "acme_other")
    assert lookup(entry("a.py")).for_scan([b"a.py"], [other]).known_because(other) is None


def test_renamed_rule_revives_nothing(lookup: Callable[..., BaselineLookup], finding: Callable[..., Finding]) -> None:
    found = finding("a.py", VALUE, rule="acme-new-name")
    assert lookup(entry("a.py")).for_scan([b"a.py"], [found]).known_because(found)


def test_second_occurrence_in_the_path_is_known(
    lookup: Callable[..., BaselineLookup], finding: Callable[..., Finding]
) -> None:
    found = [finding("a.py", VALUE, 1), finding("a.py", VALUE, 9)]
    known = lookup(entry("a.py")).for_scan([b"a.py"], found)
    assert all(known.known_because(one) for one in found)


@pytest.mark.parametrize(("expires", "is_known"), [("2026-05-31", False), ("2026-06-01", True), ("2026-06-02", True)])
def test_expired_entry_hides_nothing(
    lookup: Callable[..., BaselineLookup], finding: Callable[..., Finding], expires: str, is_known: bool
) -> None:
    found = finding("a.py", VALUE)
    known = lookup(entry("a.py", expires=expires)).for_scan([b"a.py"], [found])
    assert (known.known_because(found) is not None) is is_known


def test_entry_follows_a_moved_file(lookup: Callable[..., BaselineLookup], finding: Callable[..., Finding]) -> None:
    found = finding("new.py", VALUE)
    assert lookup(entry("old.py")).for_scan([b"new.py"], [found]).known_because(found)


def test_entry_follows_a_secret_moved_to_another_scanned_file(
    lookup: Callable[..., BaselineLookup], finding: Callable[..., Finding], tmp_path: Path
) -> None:
    (tmp_path / "old.py").write_text("clean now")
    found = finding("new.py", VALUE)
    assert lookup(entry("old.py")).for_scan([b"old.py", b"new.py"], [found]).known_because(found)
    assert lookup(entry("old.py")).for_scan([b"new.py"], [found]).known_because(found) is None


def test_copy_of_a_known_secret_is_new(
    lookup: Callable[..., BaselineLookup], finding: Callable[..., Finding], tmp_path: Path
) -> None:
    (tmp_path / "old.py").write_text(VALUE)
    old, new = finding("old.py", VALUE), finding("new.py", VALUE)
    known = lookup(entry("old.py")).for_scan([b"old.py", b"new.py"], [old, new])
    assert known.known_because(old)
    assert known.known_because(new) is None


def test_moved_entry_covers_one_path_only(
    lookup: Callable[..., BaselineLookup], finding: Callable[..., Finding]
) -> None:
    found = [finding("b.py", VALUE), finding("c.py", VALUE)]
    known = lookup(entry("a.py")).for_scan([b"b.py", b"c.py"], found)
    assert [known.known_because(one) is not None for one in found] == [True, False]


def test_undecodable_path_is_known(lookup: Callable[..., BaselineLookup], finding: Callable[..., Finding]) -> None:
    found = finding(b"caf\xe9.py", VALUE)
    assert lookup(entry("caf\udce9.py")).for_scan([b"caf\xe9.py"], [found]).known_because(found)


def test_broken_entries_are_told_at_the_first_finding(tmp_path: Path, finding: Callable[..., Finding]) -> None:
    path = tmp_path / "b"
    path.write_text(f'{{"keysieve-baseline": 1, "salt": "{SALT}"}}\nbroken\n')
    lookup = BaselineLookup(str(path), str(tmp_path), "2026-06-01")
    with pytest.raises(BaselineError, match=":2: "):
        lookup.for_scan([], [finding("a.py", VALUE)])


def test_missing_baseline_is_told_before_the_scan(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="no such baseline"):
        BaselineLookup(str(tmp_path / "missing"), str(tmp_path), "2026-06-01")
