from __future__ import annotations

import atexit
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from scanner.ruleset import cache
from scanner.ruleset.cache import compiled_directory
from scanner.ruleset.layout import KEYWORDS_FILE, RULES_FILE
from scanner.ruleset.load import load_compiled
from scanner.ruleset.schema import RuleError

FILES = {KEYWORDS_FILE, RULES_FILE}


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "cache"


@pytest.fixture
def rules(rule_file: Callable[..., Path]) -> Path:
    """A directory with one rule file."""
    return rule_file().parent


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one with every compilation."""
    seen: list[int] = []
    compile_rules = cache.compile_rules

    def counting(rules: object) -> object:
        seen.append(1)
        return compile_rules(rules)  # type: ignore[arg-type]

    monkeypatch.setattr(cache, "compile_rules", counting)
    return seen


def mode(path: str | Path) -> int:
    return stat.S_IMODE(os.stat(path).st_mode)


def test_rules_are_compiled_once(rules: Path, compilations: list[int]) -> None:
    first = compiled_directory(str(rules), [])
    assert compiled_directory(str(rules), []) == first
    assert len(compilations) == 1
    assert set(os.listdir(first)) == FILES


def test_changed_rule_is_compiled_anew(
    rules: Path, rule_file: Callable[..., Path], rule_table: Callable[..., str], compilations: list[int]
) -> None:
    first = compiled_directory(str(rules), [])
    rule_file(rule_table("other-token"))
    second = compiled_directory(str(rules), [])
    assert first != second
    assert [rule.id for rule in load_compiled(second)] == ["other-token"]


def test_user_rules_come_behind_the_built_in_ones(
    rules: Path, rule_file: Callable[..., Path], rule_table: Callable[..., str]
) -> None:
    mine = rule_file(rule_table("mine-token"), directory="mine")
    assert [rule.id for rule in load_compiled(compiled_directory(str(rules), [str(mine)]))] == [
        "example-token",
        "mine-token",
    ]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_cache_is_readable_by_its_owner_only(rules: Path) -> None:
    old = os.umask(0)
    try:
        place = compiled_directory(str(rules), [])
    finally:
        os.umask(old)
    assert mode(place) == 0o700
    assert {mode(Path(place) / name) for name in FILES} == {0o600}


@pytest.mark.parametrize("name", [RULES_FILE, KEYWORDS_FILE])
@pytest.mark.parametrize("damage", ["cut", "emptied", "line gone", "byte changed", "not UTF-8", "gone"])
def test_damaged_entry_is_rebuilt(
    rule_file: Callable[..., Path], rule_table: Callable[..., str], name: str, damage: str
) -> None:
    both = rule_file(rule_table("a-one"), rule_table("a-two", announced='keywords = ["exa_", "xa_"]'))
    place = compiled_directory(str(both.parent), [])
    path = Path(place) / name
    whole = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        damaged = {
            "cut": whole[: len(whole) // 2],
            "emptied": b"",
            "line gone": whole[: whole.rstrip(b"\n").rindex(b"\n") + 1],
            "byte changed": whole[:-8] + b"x" + whole[-7:],
            "not UTF-8": whole[:-8] + b"\xff" + whole[-7:],
        }
        path.write_bytes(damaged[damage])
    assert compiled_directory(str(both.parent), []) == place
    assert path.read_bytes() == whole


@pytest.mark.parametrize("name", [RULES_FILE, KEYWORDS_FILE])
def test_entry_that_others_can_write_is_rebuilt(rules: Path, compilations: list[int], name: str) -> None:
    place = Path(compiled_directory(str(rules), []))
    (place / name).chmod(0o666)
    compiled_directory(str(rules), [])
    assert len(compilations) == 2
    assert (place / name).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("obstacle", ["a file in the place of the cache", "a directory in the place of a table"])
def test_cache_that_cannot_be_written_stops_no_scan(
    rules: Path, own_cache: Path, obstacle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean_up: list[Callable[[], object]] = []
    monkeypatch.setattr(atexit, "register", lambda run, *rest, **named: clean_up.append(lambda: run(*rest, **named)))
    if obstacle.startswith("a file"):
        own_cache.write_text("in the way", encoding="utf-8")
    else:
        blocked = Path(compiled_directory(str(rules), [])) / RULES_FILE
        blocked.unlink()
        blocked.mkdir()
    place = compiled_directory(str(rules), [])
    assert not place.startswith(str(own_cache))
    assert [rule.id for rule in load_compiled(place)] == ["example-token"]
    for run in clean_up:
        run()
    assert not os.path.exists(place)


def test_unwritable_cache_leaves_nothing_behind(
    keysieve: Callable[..., object], tmp_path: Path, rules: Path, own_cache: Path
) -> None:
    own_cache.write_text("in the way", encoding="utf-8")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    outcome = keysieve(
        "scan",
        "--stdin",
        "--rules",
        str(rules),
        XDG_CACHE_HOME=str(own_cache),
        TMPDIR=str(temporary),
        TEMP=str(temporary),
    )
    assert outcome.code == 0, outcome.err  # type: ignore[attr-defined]
    assert os.listdir(temporary) == []


def test_rule_file_that_cannot_be_read_is_told(rules: Path) -> None:
    (rules / "x.toml").mkdir()
    with pytest.raises(RuleError, match=r"x\.toml: cannot be read"):
        compiled_directory(str(rules), [])


def test_wrong_rule_leaves_no_entry(rules: Path, own_cache: Path) -> None:
    (rules / "x.toml").write_text("rule = [", encoding="utf-8")
    with pytest.raises(RuleError):
        compiled_directory(str(rules), [])
    assert not own_cache.exists()


def test_user_without_a_home_is_no_crash(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> str:
        raise RuntimeError("the user has no home directory")

    monkeypatch.setattr(cache, "cache_place", homeless)
    assert len(load_compiled(compiled_directory(str(rules), []))) == 1
