from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scanner.ruleset import locate
from scanner.ruleset.compile import compile_rules, read_rules
from scanner.ruleset.keywords import DamagedRulesetError
from scanner.ruleset.locate import data_directory, load_ruleset


@pytest.fixture
def installed(tmp_path: Path, rule_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package with one rule: its compiled form beside its file."""
    place = rule_file(directory="_rules").parent
    for name, text in compile_rules(read_rules([place / "example.toml"])).items():
        (place / name).write_text(text, encoding="utf-8", newline="")
    monkeypatch.setattr(locate, "INSTALLED", str(place))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return place


def test_checkout_runs_on_its_own_rules() -> None:
    assert Path(data_directory()).name == "rules"
    assert "github-pat" in {rule.id for rule in load_ruleset()}


def test_installed_package_compiles_nothing(installed: Path, tmp_path: Path) -> None:
    assert [rule.id for rule in load_ruleset()] == ["example-token"]
    assert data_directory() == str(installed)
    assert not (tmp_path / "cache").exists()


def test_user_rules_are_added_to_the_installed_ones(
    installed: Path, rule_file: Callable[..., Path], rule_table: Callable[..., str]
) -> None:
    mine = rule_file(rule_table("mine-token"), directory="mine")
    assert [rule.id for rule in load_ruleset([str(mine)])] == ["example-token", "mine-token"]


def test_damaged_installation_is_no_scan_without_rules(installed: Path) -> None:
    (installed / "rules.tsv").write_bytes(b"")
    with pytest.raises(DamagedRulesetError, match="install keysieve again"):
        load_ruleset()
