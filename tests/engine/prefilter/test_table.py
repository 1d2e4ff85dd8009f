from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from scanner.engine.prefilter.aho import AhoCorasickPrefilter
from scanner.engine.prefilter.database import PatternCache
from scanner.engine.prefilter.patterns import HyperscanPatterns
from scanner.engine.prefilter.table import MUCH, VERY_MUCH, open_prefilter
from scanner.engine.prefilter.warming import PATIENCE, WarmingPrefilter
from scanner.errors import UsageError
from scanner.ruleset.load import Ruleset

TEXT = b"aws = 'AKIA" + b"Q3X7" * 4 + b"'"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def test_little_input_needs_nothing_compiled(builtin: Ruleset) -> None:
    assert isinstance(open_prefilter(builtin, "auto", MUCH - 1), AhoCorasickPrefilter)
    assert isinstance(open_prefilter(builtin, "auto", VERY_MUCH - 1), AhoCorasickPrefilter)
    assert isinstance(open_prefilter(builtin, "aho", VERY_MUCH), AhoCorasickPrefilter)


def test_more_input_uses_what_is_compiled(builtin: Ruleset, compiled: bytes) -> None:
    PatternCache(builtin.digest).store(compiled)
    assert isinstance(open_prefilter(builtin, "auto", MUCH), HyperscanPatterns)
    assert isinstance(open_prefilter(builtin, "hyperscan", 0), HyperscanPatterns)


def test_a_first_run_finds_the_same_and_leaves_the_patterns_for_the_next(builtin: Ruleset) -> None:
    prefilter = open_prefilter(builtin, "auto", VERY_MUCH)
    assert isinstance(prefilter, WarmingPrefilter)
    before = prefilter.hits(TEXT)
    assert before
    for _ in range(600):
        time.sleep(0.1)
        for _ in range(PATIENCE):
            hits = prefilter.hits(TEXT)
        if isinstance(prefilter._now, HyperscanPatterns):
            break
    assert isinstance(prefilter._now, HyperscanPatterns)
    assert hits.items() <= before.items()
    assert hits
    prefilter.close(wait=True)
    assert PatternCache(builtin.digest).load() is not None


def test_a_run_that_is_cut_short_leaves_no_process_and_no_half_a_cache(builtin: Ruleset) -> None:
    prefilter = open_prefilter(builtin, "hyperscan", 0)
    assert isinstance(prefilter, WarmingPrefilter)
    prefilter.close(wait=False)
    prefilter.close(wait=False)
    assert PatternCache(builtin.digest).load() is None


def test_without_the_library_aho_corasick_does_everything(builtin: Ruleset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hyperscan", None)
    assert isinstance(open_prefilter(builtin, "auto", VERY_MUCH), AhoCorasickPrefilter)
    with pytest.raises(UsageError, match="hyperscan cannot be loaded"):
        open_prefilter(builtin, "hyperscan", 0)
