from __future__ import annotations

from collections.abc import Callable

import pytest

from scanner.engine.candidate import REACH, Candidate


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("⟦v⟧", b"", b""),
        ("a ⟦v⟧ b", b"a ", b" b"),
        ("x\na ⟦v⟧ b\ny", b"a ", b" b"),
        ("\n⟦v⟧\n", b"", b""),
        ("a\r\nb ⟦v⟧\r\nc", b"b ", b"\r"),
        ("k\na ⟦v\nw⟧ b\ny", b"a ", b" b"),
    ],
)
def test_line_is_that_of_the_value(marked: Callable[..., Candidate], text: str, before: bytes, after: bytes) -> None:
    candidate = marked(text)
    assert (candidate.before, candidate.after) == (before, after)
    assert candidate.value == text.partition("⟦")[2].partition("⟧")[0].encode()


def test_long_line_costs_no_more_than_its_reach(marked: Callable[..., Candidate]) -> None:
    candidate = marked("a" * 10_000 + "⟦v⟧" + "b" * 10_000)
    assert (candidate.before, candidate.after) == (b"a" * REACH, b"b" * REACH)


def test_line_end_just_in_reach_is_seen(marked: Callable[..., Candidate]) -> None:
    candidate = marked("x\n" + "a" * (REACH - 1) + "⟦v⟧" + "b" * (REACH - 1) + "\ny")
    assert candidate.before == b"a" * (REACH - 1)
    assert candidate.after == b"b" * (REACH - 1)
    assert candidate.path == b"a.txt"
