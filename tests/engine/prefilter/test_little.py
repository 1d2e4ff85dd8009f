"""Keywords are found by how they begin as an automaton finds them."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.engine.prefilter.aho import AhoCorasickPrefilter
from scanner.engine.prefilter.little import LITTLE, LittlePrefilter
from scanner.rulecheck.template import fill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.ruleset.load import Ruleset
    from scanner.ruleset.schema import RuleSyntax


@pytest.fixture(scope="module")
def automaton(builtin: Ruleset) -> AhoCorasickPrefilter:
    return AhoCorasickPrefilter(builtin.keywords)


def test_places_are_those_of_the_automaton_in_every_sample(
    builtin: Ruleset, automaton: AhoCorasickPrefilter, syntax: Sequence[RuleSyntax]
) -> None:
    for rule in syntax:
        text = "\n".join(fill(each, Random(each)) for each in (*rule.positive, *rule.negative)).encode()
        for written in (text, text.upper()):
            assert LittlePrefilter(builtin.keywords).hits(written) == automaton.hits(written), rule.id


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_places_are_those_of_the_automaton_in_any_text(
    builtin: Ruleset, automaton: AhoCorasickPrefilter, data: st.DataObject
) -> None:
    words = st.sampled_from(sorted(builtin.keywords)).map(lambda word: word.encode("latin-1"))
    text = b"".join(data.draw(st.lists(st.one_of(words, st.binary(max_size=6)), max_size=30)))
    assert LittlePrefilter(builtin.keywords).hits(text) == automaton.hits(text)


def test_keywords_one_in_another_and_one_over_another_are_found(
    builtin: Ruleset, automaton: AhoCorasickPrefilter
) -> None:
    text = b"passpasswordword tokentoken='tokentoken' aaakia" + b"sk_sk_live_" * 5
    assert automaton.hits(text)
    assert LittlePrefilter(builtin.keywords).hits(text) == automaton.hits(text)


def test_automaton_takes_over_where_there_is_much(builtin: Ruleset, automaton: AhoCorasickPrefilter) -> None:
    prefilter = LittlePrefilter(builtin.keywords)
    text = b"password = 'x'\n" * 100
    for _ in range(3 * LITTLE // len(text)):
        assert prefilter.hits(text) == automaton.hits(text)


def test_no_text_has_no_places(builtin: Ruleset) -> None:
    assert LittlePrefilter(builtin.keywords).hits(b"") == {}
