from __future__ import annotations

import string
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.text.ngram import TABLE, wordiness, words


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        (b"getUserName", [b"get", b"user", b"name"]),
        (b"HTTPServer", [b"http", b"server"]),
        (b"MAX_LINE_LENGTH", [b"max", b"line", b"length"]),
        (b"kebab-case.and/path", [b"kebab", b"case", b"and", b"path"]),
        (b"sha256sum", [b"sha", b"sum"]),
        (b"aB", [b"a", b"b"]),
        (b"ABc", [b"a", b"bc"]),
        (b"ABC", [b"abc"]),
        (b"12-34", []),
        (b"", []),
        ("größe".encode(), [b"gr", b"e"]),
    ],
)
def test_words_are_cut_where_people_cut_them(value: bytes, parts: list[bytes]) -> None:
    assert list(words(value)) == parts


@given(st.binary())
def test_words_are_all_the_letters(value: bytes) -> None:
    letters = bytes(byte for byte in value if bytes([byte]).isalpha())
    assert b"".join(words(value)) == letters.lower()


def test_table_has_every_pair_of_letters() -> None:
    assert [len(row) for row in TABLE] == [26] * 26


@pytest.mark.parametrize("value", [b"", b"a", b"1234", b"a1b2c3"])
def test_value_without_pairs_is_neither(value: bytes) -> None:
    assert wordiness(value) == 0


@pytest.mark.parametrize("value", [b"authentication", b"getUserName", b"CONNECTION_TIMEOUT", b"the quick answer"])
def test_words_score_as_words(value: bytes) -> None:
    assert wordiness(value) > 0.6


def test_random_letters_score_below_words() -> None:
    random = Random(1)
    scores = sorted(wordiness("".join(random.choices(string.ascii_lowercase, k=32)).encode()) for _ in range(500))
    assert scores[495] < 0.6
    assert scores[250] < -0.5


@given(st.binary())
def test_no_value_breaks_the_score(value: bytes) -> None:
    assert -30 < wordiness(value) < 30
