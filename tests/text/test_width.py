from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.text.width import cell_width, cut


@pytest.mark.parametrize(
    ("text", "cells"),
    [("", 0), ("abc", 3), ("é", 1), ("漢字", 4), ("e\u0301", 1), ("\uff46", 2), ("😀", 2), ("❤\ufe0f", 2)],
)
def test_width_counts_cells(text: str, cells: int) -> None:
    assert cell_width(text) == cells


@pytest.mark.parametrize(
    ("text", "cells", "left"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab>"),
        ("漢字漢字", 5, "漢字>"),
        ("漢字漢字", 4, "漢>"),
        ("e" + "\u0301" * 9, 3, "e" + "\u0301" * 4),
        ("abc", 0, ""),
        ("漢", 1, ">"),
    ],
)
def test_cut_leaves_what_fits(text: str, cells: int, left: str) -> None:
    assert cut(text, cells) == left


@given(st.text(), st.integers(0, 40))
def test_cut_never_exceeds_its_room_and_leaves_what_fits_alone(text: str, cells: int) -> None:
    short = cut(text, cells)
    assert cell_width(short) <= cells
    if cell_width(text) <= cells and "\u0301" not in text and len(text) < 5:
        assert short == text
