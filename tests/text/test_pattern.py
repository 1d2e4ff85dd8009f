"""Compiled patterns in the user's cache: the same as parsed ones, and never trusted when they may be another's."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.ruleset.compile import read_rules, rule_files
from scanner.ruleset.locate import data_directory
from scanner.text.pattern import PatternStore, compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

PATTERN = rb"(?P<secret>k_[0-9a-f]{8})(?!\w)"
TEXT = b"x = k_0123abcd; k_99999999z"


def found(pattern: Any, text: bytes = TEXT) -> list[Sequence[tuple[int, int]]]:
    return [match.regs for match in pattern.finditer(text)]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "patterns"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Give the patterns that were parsed, in order."""
    seen: list[bytes] = []
    compile_ = regex.compile

    def spy(pattern: bytes) -> Any:
        seen.append(pattern)
        return compile_(pattern)

    monkeypatch.setattr(regex, "compile", spy)
    return seen


def written(place: Path, *patterns: bytes) -> PatternStore:
    store = PatternStore(str(place))
    for pattern in patterns or (PATTERN,):
        store.compiled(pattern)
    store.save()
    return store


def test_a_pattern_is_parsed_once_a_machine(place: Path, parsed: list[bytes]) -> None:
    written(place)
    assert found(PatternStore(str(place)).compiled(PATTERN)) == [((4, 14), (4, 14))]
    assert parsed == [PATTERN]


def test_the_file_is_its_owners_alone(place: Path) -> None:
    written(place)
    assert place.stat().st_mode & 0o777 == 0o600


def test_nothing_new_writes_nothing(place: Path) -> None:
    written(place)
    before = place.stat().st_ino
    written(place)
    assert place.stat().st_ino == before


def test_what_others_wrote_meanwhile_is_kept(place: Path, parsed: list[bytes]) -> None:
    first, second = PatternStore(str(place)), PatternStore(str(place))
    first.compiled(b"one")
    second.compiled(b"two")
    first.save()
    second.save()
    third = PatternStore(str(place))
    third.compiled(b"one")
    third.compiled(b"two")
    assert parsed == [b"one", b"two"]


@pytest.mark.parametrize("at", [0, 3, 4, 40, -1])
def test_a_changed_byte_counts_for_nothing(place: Path, parsed: list[bytes], at: int) -> None:
    written(place)
    data = bytearray(place.read_bytes())
    data[at] ^= 1
    place.write_bytes(data)
    assert found(PatternStore(str(place)).compiled(PATTERN))
    assert parsed == [PATTERN, PATTERN]


@pytest.mark.parametrize("data", [b"", b"\0\0\0\0", b"\0" * 8, b"PK", os.urandom(1000)])
def test_a_foreign_file_counts_for_nothing(place: Path, parsed: list[bytes], data: bytes) -> None:
    place.parent.mkdir()
    place.write_bytes(data)
    place.chmod(0o600)
    written(place)
    assert parsed == [PATTERN]
    PatternStore(str(place)).compiled(PATTERN)
    assert parsed == [PATTERN]


def test_a_file_that_others_can_write_counts_for_nothing(place: Path, parsed: list[bytes]) -> None:
    written(place)
    place.chmod(0o666)
    PatternStore(str(place)).compiled(PATTERN)
    assert parsed == [PATTERN, PATTERN]


def test_a_link_counts_for_nothing(place: Path, parsed: list[bytes]) -> None:
    written(place)
    place.rename(place.with_name("elsewhere"))
    place.symlink_to("elsewhere")
    PatternStore(str(place)).compiled(PATTERN)
    assert parsed == [PATTERN, PATTERN]


def test_another_version_counts_for_nothing(place: Path, parsed: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    written(place)
    monkeypatch.setattr(regex, "__version__", "0")
    PatternStore(str(place)).compiled(PATTERN)
    assert parsed == [PATTERN, PATTERN]


def test_a_state_that_the_module_refuses_is_made_anew(place: Path, parsed: list[bytes]) -> None:
    store = written(place)
    store._kept[PATTERN] = b"8320 0 0"
    assert found(store.compiled(PATTERN))
    assert parsed == [PATTERN, PATTERN]


def test_where_nothing_can_be_written_patterns_work(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    store = written(blocked / "patterns")
    assert found(store.compiled(PATTERN))
    assert found(PatternStore("").compiled(PATTERN))


def test_a_wrong_pattern_is_an_error_each_time() -> None:
    for _ in range(2):
        with pytest.raises(regex.error):
            compiled(b"(")


def test_every_rule_matches_the_same_from_the_cache(place: Path) -> None:
    rules = [rule for rule in read_rules(rule_files([Path(data_directory())])) if rule.regex]
    written(place, *(rule.regex.encode() for rule in rules))
    kept = PatternStore(str(place))
    for rule in rules:
        texts = [sample.encode() for sample in (*rule.positive, *rule.negative)]
        pattern = rule.regex.encode()
        for text in texts:
            assert found(kept.compiled(pattern), text) == found(regex.compile(pattern), text), rule.id


@settings(max_examples=60)
@given(st.lists(st.sampled_from([b"a", b"b{2,3}", b"(?i:ab)", b"[^a]", b"(?P<n>a|b)", b"(?=b)", b"\\b"]), min_size=1))
def test_a_restored_pattern_is_the_parsed_one(tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]) -> None:
    place = tmp_path_factory.mktemp("patterns") / "patterns"
    pattern = b"".join(b"(?:" + part.replace(b"<n>", b"<n%d>" % number) + b")" for number, part in enumerate(parts))
    written(place, pattern)
    text = b"aBab bba aabbb ba"
    assert found(PatternStore(str(place)).compiled(pattern), text) == found(regex.compile(pattern), text)


def test_a_pipe_in_the_place_of_the_file_is_not_waited_for(place: Path, parsed: list[bytes]) -> None:
    place.parent.mkdir()
    os.mkfifo(place, 0o600)
    assert found(PatternStore(str(place)).compiled(PATTERN))
    assert parsed == [PATTERN]


def test_a_file_that_grew_too_long_keeps_what_was_asked_for(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(place, b"old", b"older")
    monkeypatch.setattr("scanner.text.pattern.MOST_KEPT", 2)
    store = PatternStore(str(place))
    with pytest.raises(regex.error):
        store.compiled(b"(")
    store.compiled(b"old")
    store.compiled(b"new")
    store.save()
    assert set(PatternStore(str(place))._kept) == {b"old", b"new"}
