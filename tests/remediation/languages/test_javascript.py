"""What is seen of JavaScript without its parser."""

from __future__ import annotations

import pytest

from scanner.remediation.languages.javascript import fault_in_quotes


@pytest.mark.parametrize(
    "text", ["f('a', \"b\", `c ${d} \"`); // it's\n", "x = /['\"]/.test(y)", "#!/usr/bin/env node it's\n{}"]
)
def test_sound_text(text: str) -> None:
    assert fault_in_quotes(text) == ""


@pytest.mark.parametrize("text", ["f('a)", "f((1)", "`a"])
def test_broken_text(text: str) -> None:
    assert fault_in_quotes(text)
