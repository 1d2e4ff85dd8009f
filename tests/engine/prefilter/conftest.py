from __future__ import annotations

import os
from pathlib import Path

import pytest

from scanner.ruleset.cache import write_entry
from scanner.ruleset.compile import compile_rules, read_rules, rule_files
from scanner.ruleset.load import Ruleset, load_compiled
from scanner.ruleset.locate import data_directory, load_ruleset
from scanner.ruleset.schema import RuleSyntax

pytest.importorskip("hyperscan", reason="there is no wheel of hyperscan for every platform")


@pytest.fixture(scope="session")
def builtin() -> Ruleset:
    """The rules that the product has."""
    return load_ruleset()


@pytest.fixture(scope="session")
def syntax() -> list[RuleSyntax]:
    """The same as they are written, with their samples."""
    return read_rules(rule_files([Path(data_directory())]))


@pytest.fixture(scope="session")
def few(syntax: list[RuleSyntax], tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    """A few of them, for what does not hang on how many are compiled."""
    place = tmp_path_factory.mktemp("few")
    write_entry(place, compile_rules(syntax[:20]))
    return load_compiled(str(place))


@pytest.fixture(scope="session")
def compiled(builtin: Ruleset, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Their compiled patterns, which one process of a test run compiles and the others read."""
    from scanner.engine.prefilter.compiling import compile_patterns
    from scanner.engine.prefilter.database import PatternCache

    run = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(run / "patterns"))
        cache = PatternCache(builtin.digest)
        cache.make_place()
        with cache.locked():
            database = cache.load() or compile_patterns(builtin)
            cache.store(database)
    return database
