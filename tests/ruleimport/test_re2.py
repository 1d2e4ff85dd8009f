"""Patterns in Go's syntax mean here what they mean there, or are refused by name."""

from __future__ import annotations

import re

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from scanner.ruleimport.re2 import PatternRefusedError, parse
from scanner.ruleimport.spelling import spelt


def found(pattern: str, text: str) -> bytes | None:
    """Return what the translated pattern finds first."""
    match = regex.search(spelt(parse(pattern)).encode(), text.encode())
    return match.group() if match else None


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("a(?i)b|c", "xC", "C"),
        ("a(?i)b|c", "AB", None),
        ("(a(?i)b)c", "aBc", "aBc"),
        ("(a(?i)b)c", "aBC", None),
        ("(?i)a(?-i)b", "Ab", "Ab"),
        ("(?i)a(?-i)b", "AB", None),
        ("(?i:a)b", "Ab", "Ab"),
        ("(?i:a)b", "AB", None),
        ("(?i)[^k]", "K", None),
        ("(?i)[a-c]z", "BZ", "BZ"),
        (r"a\z", "ba", "a"),
        (r"a\z", "a\n", None),
        ("a$", "a\n", None),
        ("(?m)a$", "a\nb", "a"),
        ("(?m)^b", "a\nb", "b"),
        ("^b", "a\nb", None),
        ("a.b", "a\nb", None),
        ("(?s)a.b", "a\nb", "a\nb"),
        ("(?U)a+", "aaa", "a"),
        ("(?U)a+?", "aaa", "aaa"),
        ("a+?", "aaa", "a"),
        (r"\s+", "\v", None),
        (r"\Qa.b\E+", "a.bb", "a.bb"),
        (r"\Qa.b", "a.b", "a.b"),
        (r"\Qa|b\E|c", "c", "c"),
        (r"\x41\x{42}\103\t\07", "ABC\t\x07", "ABC\t\x07"),
        (r"\pL{3}\pN\PN", "abc1!", "abc1!"),
        (r"[\p{Lu}\d]+", "abC1", "C1"),
        (r"\p{^N}", "1a", "a"),
        (r"[[:alpha:]_]+[[:^alpha:]]", "1ab_2", "ab_2"),
        (r"[]a]+", "]a", "]a"),
        (r"[^]a]+", "]ab", "b"),
        (r"[a\-c]+", "a-c", "a-c"),
        (r"[a-]+", "-a", "-a"),
        (r"[\w.-]+", "a.-", "a.-"),
        ("é+", "éé", "éé"),
        ("[aé]", "é", "é"),
        ("(?i)é", "É", "É"),
        ("a{,2}", "a{,2}", "a{,2}"),
        ("a{2}b{1,}", "aabb", "aabb"),
        ('{"k":1}', '{"k":1}', '{"k":1}'),
        ("(?P<name>a)(?<other>b)", "ab", "ab"),
        ("(?:)a||b", "a", "a"),
        (r"\bk\B", "kk", "k"),
    ],
)
def test_pattern_means_what_go_means(pattern: str, text: str, expected: str | None) -> None:
    assert found(pattern, text) == (None if expected is None else expected.encode())


@pytest.mark.parametrize(
    ("pattern", "named"),
    [
        ("(?=a)", "(?="),
        ("(?!a)", "(?!"),
        ("(?<=a)b", "(?<="),
        ("(?<!a)b", "(?<!"),
        ("(?>a)", "(?>"),
        (r"(a)\1", r"\1"),
        (r"a\Z", r"\Z"),
        (r"\C", r"\C"),
        (r"\p{Greek}", "Greek"),
        ("[[:nope:]]", "nope"),
        ("a**", "repeat of a repeat"),
        ("a++", "repeat of a repeat"),
        ("a{1001}", "1001"),
        ("a{3,2}", "3 to 2"),
        ("*a", "nothing to repeat"),
        ("(a", "without its `)`"),
        ("a)", "without its `(`"),
        ("[a", "without its `]`"),
        ("[b-a]", "backwards"),
        (r"[^\s\S]", "nothing is in"),
        ("[^é]", "beyond ASCII"),
        ("(?x)a", "flag"),
        ("(?i", "flag"),
        ("(?P<n", "without its end"),
        (r"\x{zz}", "no character"),
        (r"\x{110000}", "no character"),
        (r"\x{d800}", "no character"),
        ("(" * 200 + ")" * 200, "within each other"),
        ("a\\", "escape"),
    ],
)
def test_what_has_no_counterpart_is_refused_by_name(pattern: str, named: str) -> None:
    with pytest.raises(PatternRefusedError) as caught:
        parse(pattern)
    assert named in str(caught.value)


SAFE = st.sampled_from(["a", "b", "A", "B", "0", ".", "[a-b]", "[^a]", r"\d", r"\w", "[A-Z0]", r"\.", "-", "_"])
PATTERNS = st.recursive(
    SAFE,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        st.tuples(inner, st.sampled_from(["?", "{2}", "{0,2}", "{1,2}?", "*", "+?"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
        inner.map(lambda text: f"(?i:{text})"),
        inner.map(lambda text: f"({text})"),
    ),
    max_leaves=8,
)


@given(PATTERNS, st.text("abAB01.-_x", max_size=8))
def test_translation_finds_what_the_pattern_finds(pattern: str, text: str) -> None:
    translated = spelt(parse(pattern))
    ours, theirs = re.search(translated.encode(), text.encode()), re.search(pattern.encode(), text.encode())
    assert (ours and ours.span()) == (theirs and theirs.span()), translated


@given(PATTERNS)
def test_translation_settles(pattern: str) -> None:
    """What is case-insensitive may be joined once more, `(?i:aa)0` for `(?i:aa0)`; then nothing changes."""
    twice = spelt(parse(spelt(parse(pattern))))
    assert spelt(parse(twice)) == twice


@given(st.text("ab[](){}*+?|\\^$.-:pPxQE<>i10é", max_size=14))
def test_any_text_is_translated_or_refused(pattern: str) -> None:
    try:
        translated = spelt(parse(pattern))
    except PatternRefusedError:
        return
    regex.compile(translated.encode())
