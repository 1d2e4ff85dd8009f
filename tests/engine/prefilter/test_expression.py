"""An expression matches where its pattern does."""

from __future__ import annotations

import hyperscan
import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.engine.prefilter.compiling import spelling
from scanner.engine.prefilter.expression import any_of, coarse_expression, expression
from scanner.ruleset.locate import load_ruleset

LONGEST_THAT_HYPERSCAN_TAKES = 16_000

FLAGS = hyperscan.HS_FLAG_DOTALL | hyperscan.HS_FLAG_PREFILTER
PATTERNS = (
    "ab{2,5}",
    "(?i:ab)[0-9]{1,3}",
    r"a(?:b|cd){1,2}(?=c)",
    r"\ba[^b\n]{0,20}?b",
    "(?s:a.b)|(?:ab.)",
    "(?>ab?)c{0,60}",
    "(?i)aB(?-i:c)d?",
    r"(?<!a)b(?P<secret>[a-c]{50}|d{3,4})$",
    r"(?:a{1,3}|b{0,2}c)d{0,1}",
    "a[b-d]{20,60}",
    r"a[^\n]{0,20}?(?<![bc])(?<!d)b{2}",
    r"a[^\n]{1,3}(?<!b)(?<!a|c)b",
    r"(?:ab){0,2}(?<!b)c[bd]{2,9}(?<!d)(?<![bc])b",
)


def ends(text: bytes, content: bytes) -> list[int]:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(expressions=[text], ids=[0], flags=[FLAGS])
    seen: list[int] = []
    database.scan(content, match_event_handler=lambda number, begin, end, *_: seen.append(end))
    return seen


@settings(deadline=None)
@given(st.sampled_from(PATTERNS), st.text("abcdABCD0 \n", max_size=40), st.sampled_from(["", "b" * 50, "bd" * 30]))
def test_no_match_is_overlooked(pattern: str, text: str, more: str) -> None:
    content = (text + more + text).encode()
    for told in (expression(pattern), coarse_expression(pattern)):
        certain = ends(told.text, content)
        for match in regex.finditer(pattern.encode(), content, overlapped=True):
            assert any(match.start() <= end <= match.start() + told.width for end in certain)
            assert any(match.start() <= end <= match.end() for end in certain)


@pytest.mark.parametrize(
    ("pattern", "content", "seen"),
    [("ab{2,50}", b"abbbbbbbb", [3]), ("a(?:b|c)d{0,9}", b"abddd", [2]), ("ab{200,300}", b"a" + b"b" * 60, [41])],
)
def test_a_match_is_told_when_it_is_certain(pattern: str, content: bytes, seen: list[int]) -> None:
    assert ends(expression(pattern).text, content)[:1] == seen


@pytest.mark.parametrize(
    ("content", "seen"), [(b"key = 0123456789", [16]), (b"key/to/0123456789", []), (b"key0123456789", [13])]
)
def test_what_goes_on_before_a_secret_is_seen(content: bytes, seen: list[int]) -> None:
    assert ends(expression("key[^\n]{0,40}?(?<![a-z])(?<!/)[0-9]{10}").text, content) == seen


def test_words_match_in_any_case() -> None:
    assert ends(any_of(("ab_", "c")), b"AB_ aB C") == [3, 8]


def test_no_built_in_rule_is_too_much_for_hyperscan_which_would_have_each_compiled_by_itself() -> None:
    expressions = [spelling(rule) for rule in load_ruleset()]
    assert max(map(len, expressions)) < LONGEST_THAT_HYPERSCAN_TAKES
