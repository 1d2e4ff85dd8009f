"""What is seen of JavaScript without its parser."""

from __future__ import annotations

import pytest

from scanner.remediation.languages.javascript import fault_in_quotes, in_expression


@pytest.mark.parametrize(
    "text", ["f('a', \"b\", `c ${d} \"`); // it's\n", "x = /['\"]/.test(y)", "#!/usr/bin/env node it's\n{}"]
)
def test_sound_text(text: str) -> None:
    assert fault_in_quotes(text) == ""


@pytest.mark.parametrize("text", ["f('a)", "f((1)", "`a"])
def test_broken_text(text: str) -> None:
    assert fault_in_quotes(text)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", False),
        ("it's ${a} 'b'", False),
        ("${f({a: '}'})} {", False),
        ("\\${ {", False),
        ("}${a}", False),
        ("${", True),
        ("it's ${f('a') + ", True),
        ("${'}' + ", True),
        ("${{a: 1}", True),
        ("${a ? '", True),
        ("\\\\${a", True),
    ],
)
def test_expression_that_is_open(body: str, expected: bool) -> None:
    assert in_expression(body) is expected
