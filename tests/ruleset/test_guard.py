"""What must follow a keyword. That no guard stops a match is held against all texts of a pattern in test_pattern.py."""

from __future__ import annotations

import pytest

from scanner.ruleset.guard import ALL_BYTES, LONGEST, guard, guard_text
from scanner.ruleset.keywords import byte_set
from scanner.ruleset.pattern import parse

NOTHING: tuple[frozenset[int], int] = (frozenset(), 0)


@pytest.mark.parametrize(
    ("regex", "follows", "length"),
    [
        ("key_[a-c]{4}", b"abc", 4),
        ("key_[a-c]{4,9}x", b"abc", 4),
        (r"\b(?P<secret>key_[ab]{2}a[cd])", b"ab", 3),
        ("(?i:key_)[ab]{3}", b"ab", 3),
        ("(?i:key_[ab]{3})", b"abAB", 3),
        ("(?i)key_[ab]{3}", b"abAB", 3),
        (r"key_\d{3}", b"0123456789", 3),
        (r"key_[^\D5]{3}", b"012346789", 3),
        ("x[yz]key_a(?!b)a", b"a", 2),
        (r"key_(?:a-){2}", b"a", 1),
        ("key_(?:aa|b){4}", b"ab", 1),
        ("key_(?:[ab]{4}|c[ab]{2}-)", b"abc", 3),
        ("key_(?:a[ac]|ca)a[bd]", b"ac", 3),
        ("key_(?:a|b[ab]?)[a-c]{4}", b"ab", 1),
    ],
)
def test_what_follows_is_read_off_the_pattern(regex: str, follows: bytes, length: int) -> None:
    assert guard(parse(regex), "key_") == (frozenset(follows), length)


@pytest.mark.parametrize(
    "regex",
    [
        "a?key_[ab]{4}",  # no fixed place
        "key_key_[ab]{4}",  # two places
        "(?:key_|tok_)[ab]{4}",
        "key[_-][ab]{4}",  # not always the keyword
        "key_",
        "key",
        "key_.{4}",
        r"key_[\s\S]{4}",
        r"[^\n]key_",
        "(?:key_){0,1}a",
    ],
)
def test_nothing_is_guessed(regex: str) -> None:
    assert guard(parse(regex), "key_") == NOTHING


def test_capitals_that_have_no_other_case_break_nothing() -> None:
    follows, length = guard(parse('(?i:key_[^"\n]{4})'), "key_")
    assert (follows, length) == (ALL_BYTES - frozenset(b'"\n'), 4)


def test_length_is_bounded() -> None:
    _, length = guard(parse("key_[ab]{1000}"), "key_")
    assert length == LONGEST - 4
    assert guard(parse("[ab]{100}key_[ab]{4}"), "key_") == NOTHING
    assert guard(parse("(?:[ab]{60}[cd]{60}){2}key_[ab]{4}"), "key_") == NOTHING


@pytest.mark.parametrize("members", [b"a", b"abc", b"acd", bytes(range(256)), b"\x00\xff", b"0123456789abcdef"])
def test_byte_sets_are_read_as_they_were_written(members: bytes) -> None:
    assert frozenset(byte_set(guard_text(frozenset(members)))) == frozenset(members)
