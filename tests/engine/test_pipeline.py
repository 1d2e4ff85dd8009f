from __future__ import annotations

from collections.abc import Callable

import pytest

from scanner.engine.pipeline import Pipeline
from scanner.engine.prefilter.aho import AhoCorasickPrefilter
from scanner.model import Announcement, Fragment, Rule


class OneRule:
    """A ruleset of one rule that counts how often it is asked."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self.asked = 0

    def rule(self, number: int) -> Rule:
        self.asked += 1
        return self._rule


@pytest.fixture
def prefilter() -> AhoCorasickPrefilter:
    return AhoCorasickPrefilter({"key_": (Announcement(0),)})


@pytest.mark.parametrize("text", [b"", b"nothing here", b"key_!"])
def test_clean_text_gives_nothing(
    make_rule: Callable[..., Rule],
    make_fragment: Callable[..., Fragment],
    prefilter: AhoCorasickPrefilter,
    text: bytes,
) -> None:
    assert Pipeline(OneRule(make_rule()), prefilter).scan(make_fragment(text)) == []  # type: ignore[arg-type]


def test_text_without_a_keyword_parses_no_rule(
    make_rule: Callable[..., Rule], make_fragment: Callable[..., Fragment], prefilter: AhoCorasickPrefilter
) -> None:
    ruleset = OneRule(make_rule())
    Pipeline(ruleset, prefilter).scan(make_fragment(b"x" * 1000))  # type: ignore[arg-type]
    assert ruleset.asked == 0


def test_pipeline_remembers_nothing(
    make_rule: Callable[..., Rule], make_fragment: Callable[..., Fragment], prefilter: AhoCorasickPrefilter
) -> None:
    pipeline = Pipeline(OneRule(make_rule()), prefilter)  # type: ignore[arg-type]
    text = make_fragment(b"x = key_0a1b2c3d\n")
    first = pipeline.scan(text)
    pipeline.scan(make_fragment(b"key_9z8y7x6w"))
    assert pipeline.scan(text) == first
    assert [finding.location.column for finding in first] == [5]
