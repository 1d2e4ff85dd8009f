"""Real merges of two branches that each create, add, label and remove entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.baseline.model import Baseline, BaselineEntry
from scanner.baseline.read import read_baseline
from scanner.baseline.write import add_merge_attribute, write_baseline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.conftest import Repo

NAME = ".keysieve.baseline"
SALT = "ab" * 20
Entries = dict[tuple[str, str], BaselineEntry]


class Change(NamedTuple):
    """What one branch does to the baseline."""

    added: int
    removed: float
    labelled: float
    seed: int


changes = st.builds(Change, st.integers(0, 200), st.floats(0, 1), st.floats(0, 1), st.integers(0, 2**32))


def entry(number: int) -> BaselineEntry:
    return BaselineEntry(f"src/part{number % 7}/file{number % 400}.py", f"{number * 2654435761 % 2**128:032x}", "rule")


def keyed(entries: list[BaselineEntry]) -> Entries:
    return {one.key: one for one in entries}


def changed(base: Entries, change: Change, first: int) -> Entries:
    """Apply the change; new entries are numbered from `first`."""
    from random import Random

    random = Random(change.seed)
    kept = {key: one for key, one in base.items() if random.random() >= change.removed}
    kept = {
        key: one._replace(label="false-positive", by="A") if random.random() < change.labelled else one
        for key, one in kept.items()
    }
    return kept | keyed([entry(first + number) for number in range(change.added)])


def committed(repo: Repo, branch: str, entries: Mapping[tuple[str, str], BaselineEntry] | None) -> None:
    if entries is not None:
        write_baseline(str(repo.root / NAME), Baseline(SALT, tuple(entries.values())))
        add_merge_attribute(str(repo.root), NAME)
    repo.git("add", "-A")
    repo.git("commit", "-q", "--allow-empty", "-m", branch)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(size=st.one_of(st.none(), st.integers(0, 5), st.integers(0, 1000)), ours=changes, theirs=changes)
def test_merge_has_no_conflict_and_loses_no_entry_and_no_label(
    repo: Repo, size: int | None, ours: Change, theirs: Change
) -> None:
    base = keyed([entry(number) for number in range(size or 0)])
    repo.git("update-ref", "-d", "refs/heads/fresh")
    repo.git("checkout", "-q", "--orphan", "fresh")
    repo.git("rm", "-rfq", "--ignore-unmatch", ".")
    committed(repo, "base", None if size is None else base)
    repo.git("branch", "-f", "ours")
    repo.git("checkout", "-q", "-B", "theirs")
    right = changed(base, theirs, 100_000)
    committed(repo, "theirs", right)
    repo.git("checkout", "-q", "ours")
    left = changed(base, ours, 200_000)
    committed(repo, "ours", left)
    repo.git("merge", "-q", "-m", "merge", "theirs")  # fails on a conflict
    merged = keyed(list(read_baseline(str(repo.root / NAME)).entries))
    kept = base.keys() & left.keys() & right.keys()
    added = (left.keys() | right.keys()) - base.keys()
    assert kept | added <= merged.keys() <= left.keys() | right.keys() | base.keys()
    for key in kept:
        assert merged[key].label == (left[key].label or right[key].label)
    write_baseline(str(repo.root / NAME), Baseline(SALT, tuple(merged.values())))
    assert keyed(list(read_baseline(str(repo.root / NAME)).entries)) == merged
    repo.git("checkout", "-q", "--force", "theirs")
