"""The lines around a secret hold nothing of a secret but what is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.audit.context import BEFORE, HIDDEN, LONGEST, Span, context, revealed
from scanner.model import Fragment, Location, Provenance

if TYPE_CHECKING:
    from collections.abc import Sequence

OWN = "own-of-the-entry"
OTHER = "Neighbour0123456789"


def drawn(text: str, own: int, spans: Sequence[Span] = (), values: Sequence[str] = ()) -> tuple[str, str]:
    """The line as it is shown, and as it is revealed, where the entry's secret begins at column `own`."""
    content = text.encode()
    fragment = Fragment(b"a.txt", content, Provenance("work tree"), 0, len(content), 1, 1)
    place = Location(1, own, 1, own + len(OWN))
    (line,) = context(fragment, place, [Span(place, HIDDEN, True), *spans], values)
    return "".join(piece.shown for piece in line.pieces), "".join(map(revealed, line.pieces))


@pytest.mark.parametrize("shift", range(len(OTHER) + 1))
def test_no_end_of_a_secret_shows_where_a_long_line_is_cut(shift: int) -> None:
    before = "-" * (1000 - shift) + OTHER
    text = f"{before}{'.' * (1000 + BEFORE - len(before))}{OWN}{'_' * LONGEST}"
    shown, clear = drawn(text, 1000 + BEFORE + 1, values=[OTHER])
    for seen in (shown, clear):
        assert not any(sign in seen.replace(OWN, "") for sign in OTHER)


def test_occurrences_that_overlap_are_hidden_to_the_last_sign() -> None:
    shown, _ = drawn(f"abcabcabcab {OWN}", 13, values=["abcabcab"])
    assert "a" not in shown
    assert "b" not in shown


def test_line_of_which_no_part_is_known_is_hidden_around_the_secret_that_is_asked_about() -> None:
    text = f"before {OWN} behind"
    shown, clear = drawn(text, 8, [Span(Location(1, 1, 1, 1 + len(text)), HIDDEN)])
    assert shown == HIDDEN * 3
    assert clear == f"{HIDDEN}{OWN}{HIDDEN}"
