"""Every rule in `rules/` proves itself by its own samples, through the code behind `keysieve rules check`."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.rulecheck.check import check_rules
from scanner.ruleset.compile import read_rules, rule_files
from scanner.ruleset.load import Ruleset
from scanner.ruleset.locate import data_directory, load_ruleset

FILES = rule_files([Path(data_directory())])


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    return load_ruleset()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_rule_file_samples(file: Path, ruleset: Ruleset) -> None:
    assert [f"{c.rule}: {c.message}" for c in check_rules(read_rules([file]), ruleset)] == []


def test_rules_and_providers_are_many() -> None:
    rules = read_rules(FILES)
    assert len(rules) >= 120
    assert len({rule.provider.name for rule in rules}) >= 70


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_rule_file_names_its_provider(file: Path) -> None:
    for rule in read_rules([file]):
        assert rule.source.startswith("https://"), rule.id
        assert rule.revoke or rule.provider.revoke, rule.id
