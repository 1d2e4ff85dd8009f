"""Which rules are told by their words, and what is kept of a ruleset."""

from __future__ import annotations

from pathlib import Path
from random import Random

import hyperscan
import pytest

from scanner.engine.prefilter import compiling
from scanner.engine.prefilter.aho import AhoCorasickPrefilter
from scanner.engine.prefilter.compiled import Compiled, unpacked
from scanner.engine.prefilter.compiling import compile_patterns, told_by_words
from scanner.engine.prefilter.expression import Expression
from scanner.engine.prefilter.patterns import HyperscanPatterns
from scanner.model import Announcement
from scanner.rulecheck.template import fill
from scanner.ruleset.cache import write_entry
from scanner.ruleset.compile import compile_rules, is_faint
from scanner.ruleset.load import Ruleset, load_compiled
from scanner.ruleset.schema import RuleSyntax


def test_what_was_packed_is_unpacked() -> None:
    for kept in (
        Compiled(("a b", "\xe4\xf6"), frozenset((3, 70)), b"\n1 2\n", b"\0"),
        Compiled(("",), frozenset(), b"", b""),
    ):
        assert unpacked(kept.packed()) == kept


@pytest.mark.parametrize(
    ("keyword", "length", "told"), [("secret_key", 8, True), ("secret_key", 7, False), ("key_1", 8, False)]
)
def test_rules_are_told_by_words_that_are_rare_and_guarded(keyword: str, length: int, told: bool) -> None:
    keywords = {"secret_key": (Announcement(1, b"ab", 8, 40),), keyword: (Announcement(0, b"ab", length),)}
    keywords["secret_keys"] = (Announcement(0, b"ab", 8), Announcement(1, b"ab", 9))
    assert told_by_words(keywords, 2) >= {1}
    assert (0 in told_by_words(keywords, 2)) is told


def test_a_word_tells_nothing_of_the_rules_that_share_it_but_have_an_expression(
    builtin: Ruleset, compiled: bytes
) -> None:
    told = unpacked(compiled).told
    patterns, keywords = HyperscanPatterns(builtin, compiled), AhoCorasickPrefilter(builtin.keywords)
    shared = [word for word, by in builtin.keywords.items() if len({each.number in told for each in by}) > 1]
    assert shared
    by_words = 0
    for word in shared:
        text = f"{word} = '{'a0' * 32}'".encode()
        named, announced = patterns.hits(text), keywords.hits(text)
        for number, hits in named.items():
            assert hits == announced[number]
        by_words += len(told & named.keys())
        assert told & named.keys() == told & announced.keys()
    assert by_words


def test_the_floor_changes_nothing_in_what_is_compiled(syntax: list[RuleSyntax], tmp_path: Path) -> None:
    faint = [rule for rule in syntax if is_faint(rule)]
    write_entry(tmp_path, compile_rules([*faint[:20], *syntax[:20]]))
    low, medium = load_compiled(str(tmp_path), "low"), load_compiled(str(tmp_path), "medium")
    assert len(medium.keywords) < len(low.keywords)
    assert compile_patterns(medium) == compile_patterns(low)
    body = compile_patterns(medium)
    told = unpacked(body).told
    assert {number < 20 for number in told} == {True, False}
    for rule in faint[:20]:
        text = b"\n".join(fill(template, Random(1)).encode() for template in rule.positive)
        assert HyperscanPatterns(low, body).hits(text)
        assert all(number >= 20 for number in HyperscanPatterns(medium, body).hits(text))


def test_an_expression_that_is_too_much_for_hyperscan_is_its_keywords(
    few: Ruleset, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = min(set(range(len(few))) - unpacked(compile_patterns(few)).told)
    rule = few.rule(number)
    monkeypatch.setattr(
        compiling,
        "expression",
        lambda regex: Expression(b"(" if regex == rule.regex else b"zzzzzz", 0),
    )
    numbers: list[int] = []
    database = hyperscan.loadb(unpacked(compile_patterns(few)).patterns, hyperscan.HS_MODE_BLOCK)
    database.scratch = hyperscan.Scratch(database)
    database.scan(rule.keywords[0].encode(), lambda number, *_: numbers.append(number))
    assert number in numbers
