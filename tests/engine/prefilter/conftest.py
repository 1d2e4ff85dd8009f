from __future__ import annotations

from pathlib import Path

import pytest

from scanner.ruleset.compile import read_rules, rule_files
from scanner.ruleset.load import Ruleset
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
def compiled(builtin: Ruleset) -> bytes:
    """Their compiled patterns."""
    from scanner.engine.prefilter.patterns import compile_patterns

    return compile_patterns(builtin)
