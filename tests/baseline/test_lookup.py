from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scanner.baseline.lookup import BaselineLookup, KnownFindings
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


def asked(lookup: BaselineLookup, scanned: list[bytes], findings: list[Finding], root: Path) -> KnownFindings:
    """Ask as a scan does that read `scanned` of the files in `root`."""
    return lookup.for_scan(findings, findings, lambda path: path in scanned or not (root / os.fsdecode(path)).exists())


@pytest.fixture
def lookup(tmp_path: Path) -> Callable[..., BaselineLookup]:
    def make(*entries: BaselineEntry, today: str = "2026-06-01") -> BaselineLookup:
        path = str(tmp_path / ".keysieve.baseline")
        write_baseline(path, Baseline(SALT, entries))
        return BaselineLookup(path, today)

    return make


def test_without_a_baseline_nothing_is_known(tmp_path: Path, finding: Callable[..., Finding]) -> None:
    known = asked(BaselineLookup(None, "2026-06-01"), [], [finding("a.py", VALUE)], tmp_path)
    assert known.known_because(finding("a.py", VALUE)) is None


def test_reason_names_label_file_and_reason(
    lookup: Callable[..., BaselineLookup], finding: Callable[..., Finding], tmp_path: Path
) -> None:
    found = finding("a.py", VALUE)
    assert asked(lookup(entry("a.py")), [], [found], tmp_path).known_because(found) == "unaudited in .keysieve.baseline"
    labelled = asked(lookup(entry("a.py", label="accepted", reason="sandbox")), [], [found], tmp_path)
    assert labelled.known_because(found) == "accepted in .keysieve.baseline: sandbox"


def test_another_secret_in_the_same_line_is_new(
    lookup: Callable[..., BaselineLookup], finding: Callable[..., Finding], tmp_path: Path
) -> None:
    other = finding("a.py", "acme_other")
    assert asked(lookup(entry("a.py")), [b"a.py"], [other], tmp_path).known_because(other) is None


def test_renamed_rule_revives_nothing(
    lookup: Callable[..., BaselineLookup], finding: Callable[..., Finding], tmp_path: Path
) -> None:
    found = finding("a.py", VALUE, rule="acme-new-name")
    assert asked(lookup(entry("a.py")), [b"a.py"], [found], tmp_path).known_because(found)


def test_second_occurrence_in_the_path_is_known(
    lookup: Callable[..., BaselineLookup], finding: Callable[..., Finding], tmp_path: Path
) -> None:
    found = [finding("a.py", VALUE, 1), finding("a.py", VALUE, 9)]
    known = asked(lookup(entry("a.py")), [b"a.py"], found, tmp_path)
    assert all(known.known_because(one) for one in found)


@pytest.mark.parametrize(("expires", "is_known"), [("2026-05-31", False), ("2026-06-01", True), ("2026-06-02", True)])
def test_expired_entry_hides_nothing(
    lookup: Callable[..., BaselineLookup], finding: Callable[..., Finding], expires: str, is_known: bool, tmp_path: Path
) -> None:
    found = finding("a.py", VALUE)
    known = asked(lookup(entry("a.py", expires=expires)), [b"a.py"], [found], tmp_path)
    assert (known.known_because(found) is not None) is is_known


def test_entry_follows_a_moved_file(
    lookup: Callable[..., BaselineLookup], finding: Callable[..., Finding], tmp_path: Path
) -> None:
    found = finding("new.py", VALUE)
    assert asked(lookup(entry("old.py")), [b"new.py"], [found], tmp_path).known_because(found)


def test_entry_follows_a_secret_moved_to_another_scanned_file(
    lookup: Callable[..., BaselineLookup], finding: Callable[..., Finding], tmp_path: Path
) -> None:
    (tmp_path / "old.py").write_text("clean now")
    found = finding("new.py", VALUE)
    assert asked(lookup(entry("old.py")), [b"old.py", b"new.py"], [found], tmp_path).known_because(found)
    assert asked(lookup(entry("old.py")), [b"new.py"], [found], tmp_path).known_because(found) is None


def test_copy_of_a_known_secret_is_new(
    lookup: Callable[..., BaselineLookup], finding: Callable[..., Finding], tmp_path: Path
) -> None:
    (tmp_path / "old.py").write_text(VALUE)
    old, new = finding("old.py", VALUE), finding("new.py", VALUE)
    known = asked(lookup(entry("old.py")), [b"old.py", b"new.py"], [old, new], tmp_path)
    assert known.known_because(old)
    assert known.known_because(new) is None


def test_moved_entry_covers_one_path_only(
    lookup: Callable[..., BaselineLookup], finding: Callable[..., Finding], tmp_path: Path
) -> None:
    found = [finding("b.py", VALUE), finding("c.py", VALUE)]
    known = asked(lookup(entry("a.py")), [b"b.py", b"c.py"], found, tmp_path)
    assert [known.known_because(one) is not None for one in found] == [True, False]


def test_undecodable_path_is_known(
    lookup: Callable[..., BaselineLookup], finding: Callable[..., Finding], tmp_path: Path
) -> None:
    found = finding(b"caf\xe9.py", VALUE)
    assert asked(lookup(entry("caf\udce9.py")), [b"caf\xe9.py"], [found], tmp_path).known_because(found)


def test_broken_entries_are_told_at_the_first_finding(tmp_path: Path, finding: Callable[..., Finding]) -> None:
    path = tmp_path / "b"
    path.write_text(f'{{"keysieve-baseline": 1, "salt": "{SALT}"}}\nbroken\n')
    lookup = BaselineLookup(str(path), "2026-06-01")
    with pytest.raises(BaselineError, match=":2: "):
        asked(lookup, [], [finding("a.py", VALUE)], tmp_path)


def test_missing_baseline_is_told_before_the_scan(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="no such baseline"):
        BaselineLookup(str(tmp_path / "missing"), "2026-06-01")


def test_entry_of_a_secret_in_a_store_covers_history_alone(
    tmp_path: Path, lookup: Callable[..., BaselineLookup], finding: Callable[..., Finding]
) -> None:
    baseline = lookup(entry("a.py", label="real", expires="2030-01-31", moved="ACME_KEY"))
    here, elsewhere = finding("a.py", VALUE), finding("b.py", VALUE)
    old = here._replace(provenance=here.provenance._replace(at_head=False))
    known = asked(baseline, [], [here, elsewhere, old], tmp_path)
    assert known.known_because(here) is None
    assert known.known_because(elsewhere) is None
    assert known.known_because(old) == "real in .keysieve.baseline"
