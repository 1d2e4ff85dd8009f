"""All prefilters lead to the same findings, byte for byte."""

from __future__ import annotations

import sysconfig
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.engine.pipeline import Pipeline
from scanner.engine.prefilter import places
from scanner.engine.prefilter.aho import AhoCorasickPrefilter
from scanner.engine.prefilter.keywords import HyperscanKeywords
from scanner.engine.prefilter.patterns import HyperscanPatterns
from scanner.model import Finding, Fragment, Provenance
from scanner.rulecheck.template import fill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.ruleset.load import Ruleset
    from scanner.ruleset.schema import RuleSyntax

Trio = tuple[Pipeline, Pipeline, Pipeline]


@pytest.fixture(scope="session")
def pipelines(builtin: Ruleset, compiled: bytes) -> Trio:
    keywords = builtin.keywords
    trio = AhoCorasickPrefilter(keywords), HyperscanKeywords(keywords), HyperscanPatterns(builtin, compiled)
    first, second, third = (Pipeline(builtin, prefilter) for prefilter in trio)
    return first, second, third


def found(pipeline: Pipeline, text: bytes, path: bytes = b"a.py") -> list[Finding]:
    return pipeline.scan(Fragment(path, text, Provenance("stdin"), 0, len(text), 1, 1))


def agree(pipelines: Sequence[Pipeline], text: bytes) -> list[Finding]:
    by_aho, *others = (found(pipeline, text) for pipeline in pipelines)
    for findings in others:
        assert findings == by_aho
    return by_aho


@pytest.mark.parametrize("part", range(3))
def test_every_sample_of_every_rule_gives_the_same_findings(
    builtin: Ruleset,
    compiled: bytes,
    pipelines: Trio,
    syntax: Sequence[RuleSyntax],
    part: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    aho, literals, _ = pipelines
    by_expression, by_keywords = (Pipeline(builtin, HyperscanPatterns(builtin, compiled)) for _ in range(2))
    rules = syntax[part::3]
    total = 0
    for rule in rules:
        for template in (*rule.positive, *rule.negative):
            text = fill(template, Random(template)).encode()
            for written in (text, b"x = '\\n" + text + b"'", text.upper(), b"\x1b[31m" + text):
                findings = agree((aho, literals), written)
                for worth_compiling, pipeline in ((1, by_expression), (1 << 30, by_keywords)):
                    monkeypatch.setattr(places, "WORTH_COMPILING", worth_compiling)
                    assert found(pipeline, written) == findings
                total += len(findings)
    assert total > len(rules)


PIECES = st.one_of(
    st.binary(max_size=20),
    st.text(max_size=20).map(str.encode),
    st.sampled_from([b"\n", b" ", b"'", b'"', b" = ", b": ", b"\\n", b"%22", b"password", b"token", b"\x1b[0m"]),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_samples_in_any_text_give_the_same_findings(
    pipelines: Trio, syntax: Sequence[RuleSyntax], data: st.DataObject
) -> None:
    templates = st.sampled_from(syntax).flatmap(lambda rule: st.sampled_from((*rule.positive, *rule.negative)))
    samples = st.builds(lambda template, seed: fill(template, Random(seed)).encode(), templates, st.integers(0, 9))
    few = st.integers(0, 3)
    cut = st.builds(lambda text, begin, end: text[begin : len(text) - end], samples, few, few)
    agree(pipelines, b"".join(data.draw(st.lists(PIECES | samples | cut, max_size=8))))


def test_a_real_tree_gives_the_same_findings(pipelines: Trio) -> None:
    files = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))[:120]
    assert len(files) > 50
    for file in files:
        agree(pipelines, file.read_bytes())


def test_patterns_name_few_rules_for_what_is_no_secret(pipelines: Trio, builtin: Ruleset, compiled: bytes) -> None:
    text = b"password_reset_token = request.args\nurl = 'https://example.com/a'\n" * 50
    by_keywords = AhoCorasickPrefilter(builtin.keywords).hits(text)
    by_patterns = HyperscanPatterns(builtin, compiled).hits(text)
    assert set(by_patterns) < set(by_keywords)


@given(
    st.lists(
        st.sampled_from(
            [b"A", b"a", b"0", b"f", b"/", b" ", b"A" * 9, b"aB3" * 12, b"7365" * 5, b"\\x41", b"\\u0041", b"%3D"]
        ),
        max_size=40,
    )
)
def test_the_look_for_encoded_text_agrees(parts: list[bytes]) -> None:
    from scanner.engine.decode.quick import may_hold_encoded
    from scanner.engine.prefilter.runs import RunsDatabase, compile_runs

    text = b"".join(parts)
    assert RunsDatabase(compile_runs()).may_hold_encoded(text) == may_hold_encoded(text)
