from __future__ import annotations

from dataclasses import replace

import pytest
import regex

from scanner.ruleimport.allow import ConvertedAllows, convert_allows, whole
from scanner.ruleimport.foreign import ForeignAllow
from scanner.ruleimport.re2 import parse

NOTHING = ForeignAllow("", False, (), "secret", (), (), (), (), ())


def converted(**changes: object) -> ConvertedAllows:
    return convert_allows((replace(NOTHING, **changes),), {"theirs": "ours-1"}, "why")  # type: ignore[arg-type]


def test_alternatives_become_entries_of_their_own() -> None:
    made = converted(regexes=("^a$", "b"), paths=(r"\.svg$",), stopwords=("dummy",), rules=("theirs",))
    assert [(entry.value, entry.path, entry.rule) for entry in made.entries] == [
        ("a", "", "ours-1"),
        ("(?s:.*?)(?:b)(?s:.*)", "", "ours-1"),
        ("(?is:.*dummy.*)", "", "ours-1"),
        ("", "**.svg", "ours-1"),
    ]
    assert (made.exclude, made.refused) == ((), ())


def test_paths_for_all_rules_are_excluded() -> None:
    made = converted(paths=(r"\.svg$", r"(^|/)vendor/"))
    assert made.exclude == ("**.svg", "vendor/**", "**/vendor/**")
    assert made.entries == ()


def test_criteria_that_must_all_hold_stay_together() -> None:
    made = converted(all_of=True, regexes=("^a$", "^b$"), paths=(r"\.svg$",), stopwords=("x",))
    assert [(entry.value, entry.path) for entry in made.entries] == [
        ("(?=(?is:.*x.*)$)a", "**.svg"),
        ("(?=(?is:.*x.*)$)b", "**.svg"),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"commits": ("c",)},
        {"regexes": ("(?=a)",), "paths": ("a$",)},
        {"regexes": ("(?=a)", "(?!b)"), "paths": ("a$",)},
        {"regexes": ("a",), "paths": ("x.+y",)},
        {"regexes": ("a",), "target": "line", "stopwords": ("x",)},
        {"regexes": ("a",), "commits": ("c",)},
    ],
)
def test_list_that_would_allow_more_is_refused(changes: dict[str, object]) -> None:
    made = converted(all_of=True, **changes)
    assert (made.entries, made.exclude) == ((), ())
    assert made.refused


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"commits": ("a", "b")}, "its 2 commits"),
        ({"regexes": ("a",), "target": "line"}, "held against the line"),
        ({"regexes": ("(?=a)",)}, "'(?=a)'"),
        ({"paths": ("x.+y",)}, "'x.+y'"),
        ({"rules": ("other",), "regexes": ("a",)}, "none of its rules is imported"),
        ({"rules": ("theirs", "other"), "regexes": ("a",)}, "other are not imported"),
        ({"unknown": ("fancy",)}, "`fancy`"),
    ],
)
def test_what_is_left_out_is_named(changes: dict[str, object], told: str) -> None:
    assert any(told in reason for reason in converted(**changes).refused)


@pytest.mark.parametrize(
    ("pattern", "value", "allowed"),
    [
        ("^a+$", "aaa", True),
        ("^a+$", "aab", False),
        ("a", "xay", True),
        ("a|b", "xby", True),
        ("^a|b$", "xb", True),
        ("^a|b$", "xbx", False),
        ("^a", "ab", True),
        ("^a", "ba", False),
        ("^$", "", True),
    ],
)
def test_pattern_that_is_looked_for_holds_over_the_whole_value(pattern: str, value: str, allowed: bool) -> None:
    assert (regex.fullmatch(whole(parse(pattern)).encode(), value.encode()) is not None) == allowed


@pytest.mark.parametrize("word", ["a.b", "x\\y", "(", "é", "a\\Eb"])
def test_stopword_is_taken_as_it_is_written(word: str) -> None:
    [entry] = converted(stopwords=(word,)).entries
    assert regex.fullmatch(entry.value.encode(), f"1{word}2".encode())
    assert not regex.fullmatch(entry.value.encode(), b"axb")
