from __future__ import annotations

import os
import shutil
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
    prefilter.close(leave=True)
    wait_for_cache(builtin)


def wait_for_cache(ruleset: Ruleset) -> None:
    cache = PatternCache(ruleset.digest)
    for _ in range(600):
        if cache.load() is not None:
            return
        time.sleep(0.1)
    pytest.fail("nothing was compiled")


def test_a_scan_that_is_done_first_does_not_wait_and_is_not_waited_for(builtin: Ruleset, tmp_path: Path) -> None:
    first, held = os.pipe()
    prefilter = open_prefilter(builtin, "hyperscan", 0)
    assert isinstance(prefilter, WarmingPrefilter)
    compiler = prefilter._compiler
    prefilter.close(leave=True)
    assert os.waitpid(compiler, os.WNOHANG) == (0, 0)  # it goes on
    os.close(held)
    assert os.read(first, 1) == b""  # whoever reads what the scan writes meets its end
    os.close(first)
    wait_for_cache(builtin)
    assert os.waitstatus_to_exitcode(os.waitpid(compiler, 0)[1]) == 0
    assert [file.suffix for file in (tmp_path / "keysieve" / "hyperscan").iterdir()] == [".db"]


def test_a_cache_that_was_cleared_away_meanwhile_stays_away(few: Ruleset, tmp_path: Path) -> None:
    cache = PatternCache(few.digest)
    cache.make_place()
    with cache.locked():
        prefilter = open_prefilter(few, "hyperscan", 0)
        assert isinstance(prefilter, WarmingPrefilter)
        compiler = prefilter._compiler
        shutil.rmtree(tmp_path / "keysieve")
    assert os.waitstatus_to_exitcode(os.waitpid(compiler, 0)[1]) == 0
    prefilter._compiler = 0
    prefilter.close(leave=True)
    assert not (tmp_path / "keysieve").exists()


def test_two_first_runs_compile_once(builtin: Ruleset, compiled: bytes) -> None:
    cache = PatternCache(builtin.digest)
    cache.make_place()
    with cache.locked():
        prefilter = open_prefilter(builtin, "hyperscan", 0)
        assert isinstance(prefilter, WarmingPrefilter)
        compiler = prefilter._compiler
        cache.store(compiled)
        kept = cache.path.stat().st_mtime_ns
    os.waitpid(compiler, 0)
    prefilter._compiler = 0
    prefilter._look()
    assert isinstance(prefilter._now, HyperscanPatterns)
    assert cache.path.stat().st_mtime_ns >= kept
    prefilter.close(leave=True)


def test_a_run_that_is_cut_short_leaves_no_process_and_no_half_a_cache(builtin: Ruleset) -> None:
    prefilter = open_prefilter(builtin, "hyperscan", 0)
    assert isinstance(prefilter, WarmingPrefilter)
    prefilter.close(leave=False)
    prefilter.close(leave=False)
    assert PatternCache(builtin.digest).load() is None


def test_a_run_that_is_interrupted_while_it_begins_leaves_no_process(
    builtin: Ruleset, monkeypatch: pytest.MonkeyPatch
) -> None:
    fork, forked = os.fork, []

    def noted_fork() -> int:
        forked.append(fork())
        return forked[-1]

    def interrupt(keywords: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fork", noted_fork)
    monkeypatch.setattr("scanner.engine.prefilter.warming.HyperscanKeywords", interrupt)
    with pytest.raises(KeyboardInterrupt):
        open_prefilter(builtin, "hyperscan", 0)
    with pytest.raises(ChildProcessError):
        os.waitpid(forked[0], os.WNOHANG)
    assert PatternCache(builtin.digest).load() is None


def test_without_the_library_aho_corasick_does_everything(builtin: Ruleset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hyperscan", None)
    assert isinstance(open_prefilter(builtin, "auto", VERY_MUCH), AhoCorasickPrefilter)
    with pytest.raises(UsageError, match="hyperscan cannot be loaded"):
        open_prefilter(builtin, "hyperscan", 0)
