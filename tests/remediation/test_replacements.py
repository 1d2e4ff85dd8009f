"""The file for `git filter-repo`, read as that program reads it."""

from __future__ import annotations

import re

import pytest

from scanner.remediation.replacements import expression


@pytest.mark.parametrize("value", [b"plain", b"a==>b", b"two\nlines (*)", b"\xff\xfe", b"a\r\nb"])
def test_expression_matches_the_value_alone(value: bytes) -> None:
    line = expression(value)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    pattern, replacement = line.removesuffix(b"\n").rsplit(b"==>", 1)
    assert replacement == b"***REMOVED***"
    text = b"before " + value + b" after"
    if pattern.startswith(b"literal:"):
        assert text.replace(pattern.removeprefix(b"literal:"), b"") == b"before  after"
    else:
        assert re.sub(pattern.removeprefix(b"regex:"), b"", text) == b"before  after"
