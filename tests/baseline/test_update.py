from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from scanner.baseline.model import Baseline, BaselineEntry, secret_hash
from scanner.baseline.update import gone, updated
from scanner.model import Finding, Location, Provenance, Rule, Secret

if TYPE_CHECKING:
    from collections.abc import Callable

SALT = "0" * 40
RULE = Rule("acme-key", "Acme", "Acme key", "high", "high", ("acme_",), "", 40, 0.0, "", "distinctive", "", "")


def entry(path: str, value: str, **more: str) -> BaselineEntry:
    return BaselineEntry(path, secret_hash(Secret(value.encode()), SALT), "acme-key", **more)


def test_new_secret_is_added_unlabelled(finding: Callable[..., Finding]) -> None:
    assert updated(Baseline(SALT, ()), [finding("a.py", "x")]) == Baseline(SALT, (entry("a.py", "x"),))


def test_label_is_kept(finding: Callable[..., Finding]) -> None:
    baseline = Baseline(SALT, (entry("a.py", "x", label="real", by="Ann", reason="rotate"),))
    assert updated(baseline, [finding("a.py", "x", 7)]) == baseline


def test_renamed_rule_changes_nothing(finding: Callable[..., Finding]) -> None:
    baseline = Baseline(SALT, (entry("a.py", "x", label="real"),))
    assert updated(baseline, [finding("a.py", "x", rule="acme-new-name")]) == baseline


def test_vanished_secret_is_dropped(finding: Callable[..., Finding]) -> None:
    baseline = Baseline(SALT, (entry("a.py", "x"), entry("b.py", "y")))
    assert updated(baseline, [finding("b.py", "y")]) == Baseline(SALT, (entry("b.py", "y"),))


def test_moved_secret_keeps_its_label(finding: Callable[..., Finding]) -> None:
    baseline = Baseline(SALT, (entry("a.py", "x", label="accepted", reason="sandbox"),))
    moved = updated(baseline, [finding("b.py", "x")])
    assert moved == Baseline(SALT, (entry("b.py", "x", label="accepted", reason="sandbox"),))


def test_copied_secret_does_not_take_the_label_along(finding: Callable[..., Finding]) -> None:
    baseline = Baseline(SALT, (entry("a.py", "x", label="accepted"),))
    copied = updated(baseline, [finding("a.py", "x"), finding("b.py", "x")])
    assert copied.entries == (entry("a.py", "x", label="accepted"), entry("b.py", "x"))


def test_second_occurrence_is_the_same_entry(finding: Callable[..., Finding]) -> None:
    assert len(updated(Baseline(SALT, ()), [finding("a.py", "x", 1), finding("a.py", "x", 2)]).entries) == 1


PLACES = st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.integers(1, 9))


def made(path: str, value: str, line: int) -> Finding:
    place = Location(line, 1, line, 2)
    return Finding(RULE, path.encode(), place, Secret(value.encode()), "high", (), Provenance("work tree"), None, 0)


@given(st.lists(PLACES), st.lists(PLACES), st.data())
def test_update_is_stable_and_exact(before: list[tuple], after: list[tuple], data: st.DataObject) -> None:
    old = updated(Baseline(SALT, ()), [made(*place) for place in before])
    new = updated(old, [made(*place) for place in after])
    assert [one.key for one in new.entries] == sorted({entry(path, value).key for path, value, _ in after})
    shuffled = data.draw(st.permutations(after))
    assert updated(new, [made(path, value, line + 3) for path, value, line in shuffled]) == new


def test_entry_of_a_secret_in_a_store_stays_until_a_person_takes_it_out(finding: Callable[..., Finding]) -> None:
    baseline = Baseline(SALT, (entry("a.py", "x", label="real", expires="2030-01-31", moved="ACME_KEY"),))
    assert updated(baseline, []) == baseline
    assert gone(baseline, []) == []
    elsewhere = updated(baseline, [finding("b.py", "x")])
    assert elsewhere.entries == (*baseline.entries, entry("b.py", "x"))
