from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model import Rule, Secret
from scanner.text.redact import LAST_SHOWN, LEAST_HIDDEN, escape, leading, printable, public_prefix, redacted

if TYPE_CHECKING:
    from scanner.model import Confidence


def rule(*keywords: str, confidence: Confidence = "high") -> Rule:
    return Rule("a-b", "A", "", "high", confidence, keywords, "", 99, 0.0, "", "distinctive", "", "")


KEYWORDS = st.lists(st.text("abk_-", min_size=2, max_size=8), max_size=3).map(tuple)
VALUES = st.one_of(st.binary(), st.text("abk_-\n\x1b", max_size=60).map(str.encode), st.text().map(str.encode))


@given(VALUES, KEYWORDS, st.sampled_from(["low", "medium", "high"]))
def test_no_more_than_the_prefix_and_four_characters_is_shown(
    value: bytes, keywords: tuple[str, ...], confidence: Confidence
) -> None:
    prefix, _, tail = redacted(Secret(value), rule(*keywords, confidence=confidence)).partition("****")
    assert prefix == "" or prefix.lower() in keywords
    assert value.startswith(prefix.encode())
    assert len(prefix) * 2 <= len(value)
    shown = [end for end in range(LAST_SHOWN + 1) if printable(value[len(value) - end :]) == tail]
    assert shown
    assert not tail or len(value) - len(prefix) - shown[0] >= LEAST_HIDDEN


@given(VALUES, KEYWORDS)
def test_what_is_shown_moves_no_cursor(value: bytes, keywords: tuple[str, ...]) -> None:
    assert redacted(Secret(value), rule(*keywords)).isprintable()


def test_long_secret_shows_its_prefix_and_end() -> None:
    assert redacted(Secret(b"key_" + b"a" * 30 + b"wxyz"), rule("key_", "ke")) == "key_****wxyz"


def test_prefix_is_shown_as_it_is_written() -> None:
    assert redacted(Secret(b"KeY_" + b"a" * 30 + b"wxyz"), rule("key_")) == "KeY_****wxyz"


@pytest.mark.parametrize("confidence", ["low", "medium"])
def test_password_that_begins_like_a_keyword_is_not_shown(confidence: Confidence) -> None:
    assert redacted(Secret(b"secret" + b"a" * 30), rule("secret", confidence=confidence)) == "****aaaa"


def test_short_secret_is_not_shown_at_all() -> None:
    assert redacted(Secret(b"hunter2hunter2"), rule("password", confidence="medium")) == "****"


def test_keyword_that_is_most_of_the_value_is_not_shown() -> None:
    assert public_prefix(b"key_a", ("key_",)) == b""
    assert public_prefix(b"key_abcd", ("key_",)) == b"key_"
    assert public_prefix(b"abcd", ()) == b""


@pytest.mark.parametrize("end", [b"ab\nc", "xé".encode() * 2, b"\xff\xfe\xfd\xfc"])
def test_end_that_is_no_plain_text_is_not_shown(end: bytes) -> None:
    assert redacted(Secret(b"a" * 40 + end), rule("key_")) == "****"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("größe 中", "größe 中"),
        ("\x1b[31m", "\\x1b[31m"),
        ("a\nb\rc\td", "a\\nb\\rc\\td"),
        ("\x07\x7f\x9b", "\\x07\\x7f\\x9b"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\u2028", "\\u2028"),
        ("\U000e0041", "\\U000e0041"),
        ("\udcff", "\\xff"),
        ("\ud800", "\\ud800"),
    ],
)
def test_nothing_reaches_a_terminal_that_it_would_act_on(text: str, shown: str) -> None:
    assert escape(text) == shown


def test_undecodable_bytes_are_escaped() -> None:
    assert printable(b"caf\xe9 \xc3\xa9") == "caf\\xe9 é"


@given(st.text(st.characters(max_codepoint=sys.maxunicode)))
def test_escaped_text_is_printable(text: str) -> None:
    assert escape(text).isprintable()


@pytest.mark.parametrize("command", ["##[group]x", "##vso[task.setvariable]x", "##teamcity[message]"])
def test_nothing_in_a_log_is_a_command_to_the_build_server(command: str) -> None:
    assert escape(f"a {command} \u202e") == f"a #\\x23{command[2:]} \\u202e"
    assert escape("a ## b [c]") == "a ## b [c]"


@pytest.mark.parametrize("path", ["::error::x", "  ::set-output name=a::b"])
def test_no_line_begins_with_a_command_to_github(path: str) -> None:
    assert leading(path) == f"./{path}"
    assert leading("a::b") == "a::b"
