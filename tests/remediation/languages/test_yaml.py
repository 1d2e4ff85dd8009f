"""YAML, with and without its parser."""

from __future__ import annotations

import pytest

from scanner.remediation.languages.interface import NotCertainError, Spot
from scanner.remediation.languages.yaml import COMPOSE, WORKFLOW, in_block, keys_of


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


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("env:\n  A: SECRET", ["A", "env"]),
        ("steps:\n- env:\n    A: b\n  run: SECRET\n", ["run", "steps"]),
        ("steps:\n  - name: x\n    with:\n\n      # c: d\n      'a': SECRET\n", ["a", "with", "steps"]),
        ("env:\n  A: b\nif: SECRET\n", ["if"]),
        ("with:\n  - SECRET\n", ["with"]),
        ("jobs:\r\n  env:\r\n    A: SECRET\r\n", ["A", "env", "jobs"]),
    ],
)
def test_keys_are_those_that_the_value_is_below(text: str, keys: list[str]) -> None:
    assert keys_of(text, text.index("SECRET")) == keys


@pytest.mark.parametrize(
    "text",
    [
        "env:\n  run: SECRET",
        "- run: x SECRET",
        "if: SECRET",
        "steps:\n  - with:\n      script: SECRET",
        "jobs:\n  a:\n    with:\n      b: SECRET",
        "jobs:\n  a:\n    strategy:\n      env:\n        b: SECRET",
    ],
)
def test_workflow_reads_secrets_in_some_places_only(text: str) -> None:
    begin = text.index("SECRET")
    with pytest.raises(NotCertainError):
        WORKFLOW.rewrite(Spot(".github/workflows/a.yml", text, begin, begin + 6, "NAME"))
