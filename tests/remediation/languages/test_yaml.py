"""YAML, with and without its parser."""

from __future__ import annotations

import pytest

from scanner.remediation.languages.interface import NotCertainError, Spot
from scanner.remediation.languages.yaml import COMPOSE, in_block


def test_parser_is_asked_if_it_is_there() -> None:
    pytest.importorskip("yaml")
    assert COMPOSE.fault("a: !tag {b: c}\n", "compose.yml") == ""
    assert COMPOSE.fault("a: [\n", "compose.yml")


@pytest.mark.parametrize(
    "line",
    [
        "a: ['SECRET']",
        "a: {b: SECRET}",
        "a: 'it''s SECRET'",
        "# SECRET",
        "SECRET: a",
        "a: &x *SECRET",
        "a: >SECRET",
        "SECRET",
    ],
)
def test_odd_places_are_left_alone(line: str) -> None:
    begin = line.index("SECRET")
    with pytest.raises(NotCertainError):
        COMPOSE.rewrite(Spot("compose.yml", line, begin, begin + 6, "NAME"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: |\n  SECRET\n", True),
        ("- run: >-\n    x\n\n    SECRET\n", True),
        ("a:\n  - |\n    x\n    SECRET\n", True),
        ("a: |\n  x\nb: SECRET\n", False),
        ("a:\n  b: |\n    x\n  c: SECRET\n", False),
        ("a: x | y\nb: SECRET\n", False),
    ],
)
def test_blocks_are_told_by_their_indentation(text: str, expected: bool) -> None:
    assert in_block(text, text.index("SECRET")) is expected
