"""Patterns of `grep -E`: what they find in Go's spelling is what grep finds."""

from __future__ import annotations

import re
import subprocess

import pytest

from scanner.ruleimport.posix import in_go_syntax
from scanner.ruleimport.re2 import PatternRefusedError, parse
from scanner.ruleimport.spelling import spelt
from tests.conftest import CLEAN_ENVIRONMENT, program_path

LINES = [
    b"aab",
    b"a\\b",
    b"a]b",
    b"a{b",
    b"a1",
    b"1a",
    b"a-b",
    b"aaa",
    b"b",
    b"a+b",
    b"a b",
    b"_ab",
    b"a_",
    b"[a",
    b"d",
]


@pytest.mark.parametrize(
    "pattern",
    [
        r"a+b",
        r"a\+b",
        r"^a{2}",
        r"^a{,2}b",
        r"^a{2,}$",
        r"a[\]b]",
        r"a[]]b",
        r"a[^]a]b",
        r"[[:digit:]a]a",
        r"[a\-z]b",
        r"\<a\>",
        r"a\b",
        r"\Bb",
        r"a\sb",
        r"(a|b)\W",
        r"^(1|a)+$",
        r"\[a",
        r"[[]a",
        r"a.b$",
        r"\`a\'",
    ],
)
@pytest.mark.needs("grep")
def test_grep_finds_the_same_lines(pattern: str) -> None:
    translated = re.compile(spelt(parse(f"(?m){in_go_syntax(pattern)}")).encode())
    run = subprocess.run(
        [str(program_path("grep")), "-E", "-e", pattern],
        input=b"\n".join(LINES) + b"\n",
        env={**CLEAN_ENVIRONMENT, "LC_ALL": "C"},
        capture_output=True,
        check=False,
    )
    assert run.stderr == b""
    assert [line for line in LINES if translated.search(line)] == run.stdout.splitlines()


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        (r"a\d", r"`\d`, which `grep -E` does not have"),
        (r"(a)\1", r"`\1`, a reference to a group"),
        (r"(?i)a", "`(?`, which `grep -E` does not have"),
        (r"a+?", "`?` behind a repeat"),
        (r"a**", "`*` behind a repeat"),
        (r"[[=a=]]", "names letters of a language"),
        ("a\\", "`\\`, which"),
    ],
)
def test_what_others_read_differently_is_refused_by_name(pattern: str, says: str) -> None:
    with pytest.raises(PatternRefusedError, match=re.escape(says)):
        in_go_syntax(pattern)
