from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scanner.engine.prefilter.little import LittlePrefilter
from scanner.model import Announcement
from scanner.ruleset.compile import compile_rules, read_rules
from scanner.ruleset.keywords import DamagedRulesetError, byte_set
from scanner.ruleset.layout import COLUMNS, FORMAT, KEYWORDS_FILE, OFFSET, RULES_FILE
from scanner.ruleset.load import load_compiled, parse_row

FIRST = "0" * OFFSET
"""Where the rows of the first head begin."""

NONE_FAINT = "FAINT\nHEADS\n\n"


@pytest.fixture
def compiled(tmp_path: Path, rule_file: Callable[..., Path]) -> Path:
    for name, text in compile_rules(read_rules([rule_file()])).items():
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    return tmp_path


def test_rules_are_parsed_when_they_are_asked_for(compiled: Path) -> None:
    ruleset = load_compiled(str(compiled))
    assert len(ruleset) == 1
    assert ruleset.rule(0) is ruleset.rule(0)
    assert list(ruleset) == [ruleset.rule(0)]


def test_rules_that_are_no_text_are_no_missing_rules(compiled: Path) -> None:
    file = compiled / RULES_FILE
    file.write_bytes(file.read_bytes().replace(b"\n", b"\n\xff", 1))
    with pytest.raises(DamagedRulesetError, match="install keysieve again"):
        load_compiled(str(compiled)).rule(0)


@pytest.mark.parametrize("name", [RULES_FILE, KEYWORDS_FILE])
@pytest.mark.parametrize(
    "damage",
    [
        None,
        b"",
        b"\xff",
        b"keysieve-rules-0\tabc\nx\n",
        FORMAT.encode() + b"\tabc\nx\n",
        FORMAT.encode() + b"\tabc\t1\t2\nx",
        FORMAT.encode() + b"\tabc\t1\t2\nx\n",
    ],
    ids=["missing", "empty", "not UTF-8", "another version", "fields missing", "cut off", "not of the other file"],
)
def test_damaged_rules_are_no_empty_rules(compiled: Path, name: str, damage: bytes | None) -> None:
    if damage is None:
        (compiled / name).unlink()
    else:
        (compiled / name).write_bytes(damage)
    with pytest.raises(DamagedRulesetError):
        load_compiled(str(compiled))


@pytest.mark.parametrize("length", [-1, -9])
def test_rules_that_are_cut_off_are_told_before_one_is_asked_for(compiled: Path, length: int) -> None:
    file = compiled / RULES_FILE
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(DamagedRulesetError, match="install keysieve again"):
        load_compiled(str(compiled))


def test_rules_that_are_replaced_before_one_is_asked_for_are_not_taken_for_those(compiled: Path) -> None:
    ruleset = load_compiled(str(compiled))
    file = compiled / RULES_FILE
    file.write_bytes(file.read_bytes().replace(ruleset.digest.encode(), b"0" * len(ruleset.digest)))
    with pytest.raises(DamagedRulesetError, match="do not belong together"):
        ruleset.rule(0)


@pytest.mark.parametrize(
    "rows",
    [
        "exa_\t0",
        "HEADS\texa_\nexa_\t0",
        f"HEADS\texa_\n{FIRST}{FIRST}\nexa_\t0",
        f"HEADS\texa_\n{FIRST[1:]}\nexa_\t0",
        f"HEADS\texa_\n{FIRST[1:]}x\nexa_\t0",
        *(
            f"{guard}HEADS\texa_\n{FIRST}\n{row}"
            for guard, row in (
                ("", "exa_"),
                ("", "exa_\tx"),
                ("", "exa_\t0:0:8"),
                ("", "exa_\t0:x:8"),
                ("GUARD\tzz-30\n", "exa_\t0:0:8"),
                ("GUARD\t\n", "exa_\t0:0:8"),
            )
        ),
    ],
)
def test_damaged_keywords_are_no_missing_keywords(compiled: Path, rows: str) -> None:
    head = (compiled / KEYWORDS_FILE).read_text(encoding="utf-8").partition("\n")[0]
    (compiled / KEYWORDS_FILE).write_text(f"{head}\n{rows}\n{NONE_FAINT}", encoding="utf-8")
    with pytest.raises(DamagedRulesetError, match="install keysieve again"):
        LittlePrefilter(load_compiled(str(compiled)).keywords).hits(b"exa_")


def test_keywords_without_their_second_part_are_damaged(compiled: Path) -> None:
    head = (compiled / KEYWORDS_FILE).read_text(encoding="utf-8").partition("\n")[0]
    (compiled / KEYWORDS_FILE).write_text(f"{head}\nHEADS\texa_\n{FIRST}\nexa_\t0\n", encoding="utf-8")
    with pytest.raises(DamagedRulesetError, match="install keysieve again"):
        load_compiled(str(compiled))


def test_keyword_without_a_guard_announces_everything(compiled: Path) -> None:
    head = (compiled / KEYWORDS_FILE).read_text(encoding="utf-8").partition("\n")[0]
    rows = f"GUARD\t30-32 61-61\nHEADS\texa_\n{FIRST}\nexa_\t0 3:0:2\n"
    (compiled / KEYWORDS_FILE).write_text(f"{head}\n{rows}{NONE_FAINT}", encoding="utf-8")
    assert load_compiled(str(compiled)).keywords == {"exa_": (Announcement(0), Announcement(3, b"012a", 2))}


@pytest.mark.parametrize("line", ["", "\t" * len(COLUMNS), "\t" * (len(COLUMNS) - 1)])
def test_damaged_row_is_no_rule(line: str) -> None:
    with pytest.raises(DamagedRulesetError):
        parse_row(line)


def test_byte_set_is_all_that_its_ranges_hold() -> None:
    assert byte_set("00-00 30-39 fe-ff") == b"\x000123456789\xfe\xff"


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("elsewhere", "never"),
        ("requires", "id"),
        ("requires", "id\x1fid\x1f2\x1f2\x1f0\x1fnever\x1fid"),
        ("requires", "id\x1fid\x1ftwo\x1f2\x1f0\x1flow\x1fid"),
    ],
)
def test_damaged_context_of_a_rule_is_no_context(compiled: Path, column: str, text: str) -> None:
    fields = (compiled / RULES_FILE).read_text(encoding="utf-8").split("\n")[1].split("\t")
    parse_row("\t".join(fields))
    fields[COLUMNS.index(column)] = text
    with pytest.raises(DamagedRulesetError):
        parse_row("\t".join(fields))


def test_areas_are_those_of_all_rules(compiled: Path) -> None:
    ruleset = load_compiled(str(compiled))
    header, row = (compiled / RULES_FILE).read_text(encoding="utf-8").splitlines()
    rows = []
    for text in ("", "a/*\x1f*.py", "b/*", "b/*"):
        fields = row.split("\t")
        fields[COLUMNS.index("paths")] = text
        rows.append("\t".join(fields))
    (compiled / RULES_FILE).write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    assert ruleset.areas() == {("a/*", "*.py"), ("b/*",)}


def test_table_with_too_few_columns_has_no_areas(compiled: Path) -> None:
    header, row = (compiled / RULES_FILE).read_text(encoding="utf-8").splitlines()
    ruleset = load_compiled(str(compiled))
    (compiled / RULES_FILE).write_text(f"{header}\n{row.replace(chr(9), ' ')}\n", encoding="utf-8")
    with pytest.raises(DamagedRulesetError, match="install keysieve again"):
        ruleset.areas()
