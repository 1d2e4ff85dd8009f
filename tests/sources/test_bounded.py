"""A time budget: what comes too late is named, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.model import Fragment, Provenance
from scanner.sources.bounded import BoundedSource, TimeOverError
from scanner.sources.interface import Earlier, Entry

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


class Three:
    def entries(self) -> Iterator[Entry]:
        for path in (b"a", b"b", b"c"):
            yield Entry(path, [Fragment(path, b"x", Provenance("stdin"), 0, 1, 1, 1)])
        yield Entry(b"d", (), "skipped")

    def still_has(self, path: bytes) -> bool:
        return path == b"a"

    def earlier(self, paths: Collection[bytes]) -> Iterator[Earlier]:
        return iter([Earlier(iter(()), frozenset(paths))])


def test_time_that_is_left_changes_nothing() -> None:
    bounded = BoundedSource(Three(), 1000)
    assert [(entry.path, entry.skipped, len(list(entry.fragments))) for entry in bounded.entries()] == [
        (b"a", "", 1),
        (b"b", "", 1),
        (b"c", "", 1),
        (b"d", "skipped", 0),
    ]
    assert bounded.still_has(b"a")
    assert not bounded.still_has(b"b")
    assert [earlier.deleted for earlier in bounded.earlier([b"x"])] == [{b"x"}]


def test_time_that_is_over_is_told_once() -> None:
    bounded = BoundedSource(Three(), -1)
    [entry] = list(bounded.entries())
    with pytest.raises(TimeOverError, match="the rest is not scanned"):
        list(entry.fragments)


def test_time_that_ends_within_an_entry_does_not_call_it_scanned(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([0.0, 1.0, 1.0, 99.0])
    monkeypatch.setattr("scanner.sources.bounded.monotonic", lambda: next(now))
    entry = next(BoundedSource(Three(), 10).entries())
    with pytest.raises(TimeOverError):
        list(entry.fragments)
