"""A token right behind an escape is found: the escape's last letter is no part of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scanner.api import load_rules, scan_text

RULES = load_rules()


@pytest.mark.parametrize(
    "before",
    ["\\n", "\\t", "\\r", "\\u0022", "\\u003c", "\\x3d", "%22", "%2F", "%20", "\x1b[31m", "\x1b[0;1m"],
    ids=ascii,
)
@pytest.mark.parametrize(
    ("template", "rule"),
    [
        ("{github_token:ghp_}", "github-pat"),
        ("{aws_key_id:AKIA}", "aws-access-key-id"),
        ("{npm_token}", "npm-access-token"),
        ("{jwt}", "jwt-signed-token"),
    ],
)
def test_token_behind_an_escape_is_found(sample: Callable[..., str], before: str, template: str, rule: str) -> None:
    text = f'{{"a": "x{before}{sample(template)}{before}"}}'
    assert [finding.rule.id for finding in scan_text(text, RULES)] == [rule]


@pytest.mark.parametrize("before", ["n", "x", "9", "\\\\x", "u0022", "m"])
def test_token_inside_a_longer_word_is_none(sample: Callable[..., str], before: str) -> None:
    assert scan_text(before + sample("{github_token:ghp_}"), RULES) == []
