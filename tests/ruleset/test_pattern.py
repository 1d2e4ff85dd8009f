"""What is read off a pattern, held against all the texts that it matches."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scanner.engine.matcher import LOOKAROUND
from scanner.ruleset import pattern
from scanner.ruleset.guard import guard
from scanner.ruleset.pattern import WIDEST, WIDEST_ASSERTION, PatternError, parse, without_keyword

MOST_TEXTS = 200


class Language(NamedTuple):
    """A pattern and every text that it matches."""

    regex: str
    texts: frozenset[str]


ATOMS = [
    Language("a", frozenset("a")),
    Language("B", frozenset("B")),
    Language("_", frozenset("_")),
    Language("[ab]", frozenset("ab")),
    Language("[a-b_]", frozenset("ab_")),
    Language(r"\d", frozenset("0123456789")),
    Language(r"[^\W_A-Zc-z0-9]", frozenset("ab")),
    Language("(?i:a)", frozenset("aA")),
    Language("(?i:[ab])", frozenset("abAB")),
    Language(r"\b", frozenset([""])),
    Language("(?=[a-b])", frozenset([""])),
]


def joined(first: Language, second: Language) -> Language:
    return Language(first.regex + second.regex, frozenset(a + b for a in first.texts for b in second.texts))


def either(first: Language, second: Language) -> Language:
    return Language(f"(?:{first.regex}|{second.regex})", first.texts | second.texts)


def repeated(item: Language, least: int, more: int) -> Language:
    texts = {0: frozenset([""])}
    for times in range(1, least + more + 1):
        texts[times] = frozenset(a + b for a in texts[times - 1] for b in item.texts)
        assume(len(texts[times]) <= MOST_TEXTS)
    every = frozenset[str]().union(*(texts[times] for times in range(least, least + more + 1)))
    return Language(f"(?:{item.regex}){{{least},{least + more}}}", every)


def grown(inner: st.SearchStrategy[Language]) -> st.SearchStrategy[Language]:
    return st.one_of(
        st.builds(joined, inner, inner),
        st.builds(either, inner, inner),
        st.builds(repeated, inner, st.integers(0, 3), st.integers(0, 2)),
        inner.map(lambda item: Language(f"({item.regex})", item.texts)),
    )


EMPTY = Language("", frozenset([""]))
LANGUAGES = st.recursive(st.sampled_from(ATOMS), grown, max_leaves=6).filter(lambda item: len(item.texts) <= MOST_TEXTS)
WORDS = st.lists(st.text("ab_", min_size=1, max_size=3), min_size=1, max_size=3)


def width_of(regex: str) -> int:
    return pattern.width(parse(regex))


@given(LANGUAGES)
def test_no_match_is_wider_than_the_width(language: Language) -> None:
    widest = max(map(len, language.texts))
    try:
        width = width_of(language.regex)
    except PatternError as error:
        assume("a repeat of a repeat" not in str(error))
        width = 0 if "nothing but empty" in str(error) else -1
    assert width == widest


@given(LANGUAGES, WORDS)
def test_no_match_without_a_keyword_is_overlooked(language: Language, keywords: list[str]) -> None:
    bare = without_keyword(parse(language.regex), keywords)
    if bare is None:
        assert all(any(word in text.lower() for word in keywords) for text in language.texts)


@given(st.just(EMPTY) | LANGUAGES, st.text("ab_", min_size=1, max_size=3), LANGUAGES)
def test_guard_stops_no_match(before: Language, keyword: str, behind_it: Language) -> None:
    """Every match holds its keyword at a place that the guard lets through."""
    language = joined(joined(before, Language(keyword, frozenset([keyword]))), behind_it)
    follows, length = guard(parse(language.regex), keyword)
    for text in language.texts if length else ():
        behind = [found.end() for found in re.finditer(f"(?={keyword})", text.lower())]
        tails = [text[at + len(keyword) : at + len(keyword) + length].encode() for at in behind]
        assert any(len(tail) == length and follows.issuperset(tail) for tail in tails)


@pytest.mark.parametrize(
    ("regex", "width"),
    [
        ("key_[a-z]{4,8}", 12),
        ("(?i:key|token)=(?P<secret>[a-z]{3})", 9),
        (r"(?<=\s)key\b(?!x)", 3),
        ("(?>ab{1,3})c", 5),
        ("a{2,5}+", 5),
        ("a{1,9}?b", 10),
        ("(?:(?:ab){2}c{1,2}){1,3}", 18),
        (f"a{{1,{WIDEST}}}", WIDEST),
    ],
)
def test_width_of_real_shapes(regex: str, width: int) -> None:
    assert width_of(regex) == width


@pytest.mark.parametrize(
    ("regex", "complaint"),
    [
        ("a+", "unbounded"),
        ("a*b", "unbounded"),
        ("a{3,}", "unbounded"),
        ("(?:ab)*?", "unbounded"),
        ("(?>a+)", "unbounded"),
        ("(?:x|a++)", "unbounded"),
        ("(?=a*)b", "lookahead or lookbehind"),
        ("(?=(?:a{1,3}){1,3})b", "repeat of a repeat"),
        ("(a+)+$", "unbounded"),
        ("(a{1,9}){1,9}$", "repeat of a repeat"),
        ("(?:a{1,9}b?){1,9}", "repeat of a repeat"),
        ("x(?:((?:a?)){1,40})y", "repeat of a repeat"),
        (r"(a)b\1", "back reference"),
        ("(a)?(?(1)b|c)", "back reference"),
        (f"a{{1,{WIDEST}}}b", "the limit"),
        ("(?:a{300}){300}", "the limit"),
        ("", "nothing but empty"),
        (r"\b(?=a)", "nothing but empty"),
        (f"a(?=b{{{WIDEST_ASSERTION + 1}}})", "lookahead or lookbehind"),
        (f"(?<!b{{{WIDEST_ASSERTION + 1}}})a", "lookahead or lookbehind"),
        ("a(", "does not parse"),
        ("[a", "does not parse"),
    ],
)
def test_pattern_of_unbounded_cost_is_refused(regex: str, complaint: str) -> None:
    with pytest.raises(PatternError, match=complaint):
        width_of(regex)


@pytest.mark.parametrize(
    "regex", ["(?:ab){1,9}", "(?:a{3}){1,9}", "(?:[a-z]){1,9}", "(?:a{1,3}-){1,9}", "(?:a{1,3}){1}"]
)
def test_harmless_repeats_are_not_refused(regex: str) -> None:
    assert width_of(regex) > 0


def test_windows_hold_the_widest_assertion() -> None:
    assert LOOKAROUND >= WIDEST_ASSERTION


@pytest.mark.parametrize(
    ("regex", "keywords", "bare"),
    [
        ("key_[a-z]{4}", ["key_"], None),
        ("(?i:KEY)_x", ["key_"], None),
        ("[Kk]ey_x", ["key_"], None),
        ("(?:ghp|gho)_x", ["ghp_", "gho_"], None),
        ("(?:ghp|gho)_x", ["ghp_"], "gho_x"),
        ("gh[po]_x", ["ghp_"], "gho_x"),
        ("gh[o-p]_x", ["ghp_", "gho_"], None),
        ("k-?ey", ["key"], "k-ey"),
        ("x{3}", ["xxx"], None),
        ("(?:key_){2}", ["key_key_"], None),
        ("(?:key_|tok_){1,2}", ["key_", "tok_"], None),
        ("(?:key_){0,2}x", ["key_"], "…x"),
        ("(?=key_).{4}", ["key_"], "…"),
        ("[^a]{3}key", ["key"], None),
        ("[^a]{3}", ["key"], "…"),
        ("[a-z]_x", ["a_x"], "…_x"),
        (r"\dkey", ["key"], None),
        (r"[\d]key.", ["0key"], "…key…"),
        ("(?>key|tok)", ["key"], "tok"),
        ("(?:ab){2,3}", ["c"], "ab…ab"),
        ("[ab]{2,3}", ["c"], "…"),
        ("^key$", ["key"], None),
        ("[abcdefghijklmnop]", ["q"], "…"),
    ],
)
def test_spelling_without_a_keyword_is_shown(regex: str, keywords: list[str], bare: str | None) -> None:
    assert without_keyword(parse(regex), keywords) == bare


def test_too_many_alternatives_are_refused_at_once() -> None:
    with pytest.raises(PatternError, match="too many alternatives"):
        without_keyword(parse("[a-j]x[a-j]x[a-j]x[a-j]x[a-j]x"), ["key"])
