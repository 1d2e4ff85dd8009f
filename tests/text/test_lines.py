from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model import Location
from scanner.text.lines import Locator, character_count

LINES = st.lists(st.sampled_from(["a", "é", "中", "😀", "\n", "\r", "\u2028", "\f", "\x85", "\x1c"]), max_size=40)


def naive_place(text: str, index: int) -> tuple[int, int]:
    before = text[:index]
    return before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1


@given(LINES, st.data())
def test_places_are_those_of_characters(parts: list[str], data: st.DataObject) -> None:
    text = "".join(parts)
    spans = sorted(
        tuple(sorted(pair))
        for pair in data.draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=6))
    )
    locator = Locator(text.encode())
    for begin, end in spans:
        place = locator.locate(len(text[:begin].encode()), len(text[:end].encode()))
        assert place == Location(*naive_place(text, begin), *naive_place(text, end))


@pytest.mark.parametrize("forged", ["\u2028", "\u2029", "\f", "\v", "\x1c", "\x85", "\r"])
def test_no_other_character_forges_a_line(forged: str) -> None:
    content = f"a{forged}b\nkey".encode()
    begin = content.index(b"key")
    assert Locator(content).locate(begin, begin + 3) == Location(2, 1, 2, 4)


def test_windows_line_ends_add_no_line() -> None:
    assert Locator(b"a\r\nb\r\nkey").locate(6, 9) == Location(3, 1, 3, 4)


def test_secret_over_lines_ends_where_it_ends() -> None:
    assert Locator(b"x = a\nbb\nc").locate(4, 8) == Location(1, 5, 2, 3)


def test_content_may_start_in_the_middle_of_a_line() -> None:
    locator = Locator(b"ab\ncd", 7, 11)
    assert locator.locate(0, 2) == Location(7, 11, 7, 13)
    assert locator.locate(3, 5) == Location(8, 1, 8, 3)


def test_equal_begins_are_located_twice() -> None:
    locator = Locator(b"abcd")
    assert locator.locate(1, 2) == locator.locate(1, 2) == Location(1, 2, 1, 3)


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        (b"", 0),
        (b"abc", 3),
        ("é中😀".encode(), 3),
        (b"\xff\xfe", 2),
        ("é".encode("latin-1") + b"a", 2),
        (b"\xe4\xb8", 2),
    ],
)
def test_undecodable_bytes_count_one_each(text: bytes, characters: int) -> None:
    assert character_count(text) == characters
