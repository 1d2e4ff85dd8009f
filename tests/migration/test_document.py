"""YAML documents: every way of writing is read, and what is none is refused with its line."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.migration.document import Node, read_yaml
from scanner.migration.interface import MigrationError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: b # c\n", "b"),
        ("a: 'it''s # no'\n", "it's # no"),
        ('a: "\\u0041\\n"\n', "A\n"),
        ("a:\n- b\n- c: d\n  e: f\n", ["b", {"c": "d", "e": "f"}]),
        ("a: [b, 'c, d', {e: f}]\n", ["b", "c, d", {"e": "f"}]),
        ("a: long\n  text\nb: c\n", "long text"),
        ("---\na:\nb: ~\n", ""),
        ("a: |\n  b\n", "b\n"),
        ("b: &b c\na: *b\n", "c"),
        ("a: !!str 1\n", "1"),
        ("a: 012\n", "012"),
    ],
)
def test_value_is_read_in_every_form(text: str, value: Any) -> None:
    found = read_yaml(text, "x").get("a")
    assert found is not None
    assert plain(found, value) == value


def plain(node: Node, like: Any) -> Any:
    """Return the node's value, looked at where `like` has something."""
    if isinstance(like, list):
        return [plain(entry, one) for entry, one in zip(node.items(), like, strict=True)]
    if isinstance(like, dict):
        return {key: plain(node.get(key) or Node(None), one) for key, one in like.items()}
    return node.text()


def test_line_is_that_of_the_value() -> None:
    document = read_yaml("# a\nkeys:\n  - b\n  - match: c\n", "x")
    assert [entry.line for entry in (document.get("keys") or Node(None)).items()] == [3, 4]


def test_names_with_dashes_and_underscores_are_the_same() -> None:
    document = read_yaml("ignored-matches: a\n", "x")
    assert (document.get("other", "ignored_matches") or Node(None)).text() == "a"
    assert document.get("none") is None


@pytest.mark.parametrize("text", ["a: *b\n", "a: [b\n", "a: b\n c\n  - d: e\nf\n", "a: 'b\n", "\ta: b\n"])
def test_what_is_no_yaml_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(MigrationError, match=r"x:\d+: "):
        read_yaml(text, "x")


def outcome(text: str) -> str:
    """Return whether the text is read or refused; any other error is the test's."""
    try:
        (read_yaml(text, "x").get("a") or Node(None)).items()
    except MigrationError as error:
        return "refused" if str(error).startswith("x") else str(error)
    return "read"


@pytest.mark.parametrize("text", ["a: \x01\n", "[" * 5000, "a: &a [*a, *a]\n"])
def test_hostile_document_is_refused_or_read_in_no_time(text: str) -> None:
    assert outcome(text) in ("refused", "read")


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_gives_another_error(text: str) -> None:
    assert outcome(text) in ("refused", "read")
