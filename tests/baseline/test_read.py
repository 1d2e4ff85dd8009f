from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.baseline.model import FORMAT, Baseline, BaselineEntry
from scanner.baseline.read import BaselineError, check_header, read_baseline
from scanner.baseline.write import baseline_text

if TYPE_CHECKING:
    from collections.abc import Callable

SALT = "0" * 40
HEADER = json.dumps({"keysieve-baseline": FORMAT, "salt": SALT})
ONE = BaselineEntry("a.py", "11" * 16, "acme-key")
TWO = BaselineEntry("b.py", "22" * 16, "acme-key", "accepted", "Ann", "2026-01-02", "old", "2027-01-02")


def line(**values: Any) -> str:
    return json.dumps({"path": "a.py", "hash": "11" * 16, "rule": "acme-key", **values})


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str | bytes], str]:
    def write(text: str | bytes) -> str:
        path = tmp_path / "baseline"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_baseline_saved_by_another_tool_is_read(file: Callable[[bytes], str], encoding: str, end: str) -> None:
    text = baseline_text(Baseline(SALT, (ONE, TWO._replace(reason="café")))).replace("\n", end)
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    path = file((mark + text).encode(encoding))
    assert check_header(path)
    assert read_baseline(path) == Baseline(SALT, (ONE, TWO._replace(reason="café")))


def test_utf_16_without_a_mark_is_one_clear_line(file: Callable[[bytes], str]) -> None:
    with pytest.raises(BaselineError, match="baseline"):
        check_header(file(baseline_text(Baseline(SALT, (ONE,))).encode("utf-16-le")))


@pytest.mark.parametrize("path", ["src\\sub\\a.py", "./src/sub/a.py", ".\\src\\sub\\a.py", "src/sub/a.py"])
def test_path_written_on_another_system_is_the_same_path(file: Callable[[str], str], path: str) -> None:
    (entry,) = read_baseline(file(f"{HEADER}\n{line(path=path)}\n")).entries
    assert entry.path == "src/sub/a.py"


@given(st.permutations([HEADER, HEADER, line(), line(), line(path="b.py")]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_merged_lines_are_read_in_any_order_and_twice(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "baseline"
    path.write_text("\n".join(lines))
    baseline = read_baseline(str(path))
    assert baseline == Baseline(SALT, (ONE, ONE._replace(path="b.py")))
    assert check_header(str(path))


@given(st.permutations([line(), line(label="real", when="2026-01-01"), line(label="accepted", when="2026-02-01")]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
def test_merge_keeps_the_latest_label_whatever_the_order(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "baseline"
    path.write_text("\n".join([HEADER, *lines]))
    (entry,) = read_baseline(str(path)).entries
    assert entry.label == "accepted"


@given(st.permutations([line(label="real"), line(label="false-positive")]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=5)
def test_merge_of_two_undated_labels_does_not_depend_on_the_order(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "baseline"
    path.write_text("\n".join([HEADER, *lines]))
    (entry,) = read_baseline(str(path)).entries
    assert entry.label == "real"


BROKEN = {
    "empty": "",
    "no header": line(),
    "text": "hello",
    "list": "[]",
    "number": "1",
    "binary": b"\x00\x01\xfe\xff",
    "cut": f"{HEADER}\n{line()[:-5]}",
    "header cut": HEADER[:-4],
    "salt empty": '{"keysieve-baseline": 1, "salt": ""}\n',
    "salt missing": '{"keysieve-baseline": 1}\n',
    "salt of signs": '{"keysieve-baseline": 1, "salt": "a b"}\n',
    "salt is a number": '{"keysieve-baseline": 1, "salt": 1}\n',
    "version newer": '{"keysieve-baseline": 2, "salt": "00"}\n',
    "version text": '{"keysieve-baseline": "1", "salt": "00"}\n',
    "version 0": '{"keysieve-baseline": 0, "salt": "00"}\n',
    "two salts": f'{HEADER}\n{{"keysieve-baseline": 1, "salt": "11"}}\n',
    "conflict": f"{HEADER}\n<<<<<<< HEAD\n{line()}\n=======\n{line(path='b')}\n>>>>>>> b\n",
    "conflict of the header": f"<<<<<<< HEAD\n{HEADER}\n=======\n{HEADER}\n>>>>>>> b\n",
    "conflict of three": f"{HEADER}\n||||||| base\n",
    "unknown key": f"{HEADER}\n{line(lable='real')}\n",
    "wrong label": f"{HEADER}\n{line(label='fine')}\n",
    "path is a number": f"{HEADER}\n{line(path=1)}\n",
    "reason is null": f"{HEADER}\n{line(reason=None)}\n",
    "no path": f'{HEADER}\n{{"hash": "00", "rule": "x-y"}}\n',
    "no hash": f'{HEADER}\n{{"path": "a", "rule": "x-y"}}\n',
    "no rule": f'{HEADER}\n{{"path": "a", "hash": "00"}}\n',
    "expiry in words": f"{HEADER}\n{line(expires='never')}\n",
    "expiry of another form": f"{HEADER}\n{line(expires='31.12.2026')}\n",
    "path that no file has": f'{HEADER}\n{{"path": "\\ud800", "hash": "00", "rule": "x-y"}}\n',
    "deep nesting": f"{HEADER}\n" + "[" * 100_000,
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_broken_file_is_one_line_that_names_the_place(file: Callable[[str | bytes], str], text: str | bytes) -> None:
    path = file(text)
    with pytest.raises(BaselineError) as caught:
        read_baseline(path)
    assert str(caught.value).startswith(path)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("version newer", "update keysieve"),
        ("conflict", ":2: an unresolved merge conflict; keep both sides and delete the marker lines"),
        ("conflict of three", "merge conflict"),
        ("no header", "make one with `keysieve baseline create`"),
        ("unknown key", "unknown key 'lable'; known are path, hash, rule, label"),
        ("wrong label", "write one of real, false-positive, accepted"),
        ("no rule", "lacks 'rule'"),
        ("two salts", "different salts"),
        ("cut", "restore the file from git"),
    ],
)
def test_message_says_how_to_mend_it(file: Callable[[str | bytes], str], name: str, told: str) -> None:
    with pytest.raises(BaselineError) as caught:
        read_baseline(file(BROKEN[name]))
    assert told in str(caught.value)


@pytest.mark.parametrize(
    "name",
    ["empty", "no header", *(name for name in BROKEN if name.startswith(("header", "salt", "version")))],
)
def test_broken_header_is_seen_without_a_finding(file: Callable[[str | bytes], str], name: str) -> None:
    with pytest.raises(BaselineError):
        check_header(file(BROKEN[name]))


def test_intact_header_is_enough_without_a_finding(file: Callable[[str], str]) -> None:
    assert check_header(file(f"{HEADER}\nnot read\n"))


def test_missing_file_is_told_with_the_command_that_makes_it(tmp_path: Path) -> None:
    path = str(tmp_path / "missing")
    assert not check_header(path)
    with pytest.raises(BaselineError, match=f"make it with `keysieve baseline create {path}`"):
        read_baseline(path)


def test_directory_is_no_baseline(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="cannot be read"):
        check_header(str(tmp_path))
    with pytest.raises(BaselineError, match="cannot be read"):
        read_baseline(str(tmp_path))


@given(st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)), st.booleans())
def test_reading_about_some_hashes_gives_their_entries_as_reading_all_does(
    there: set[int], asked: set[int], spaced: bool
) -> None:
    entries = tuple(BaselineEntry(f'a{number % 3}", "hash": "x', f"{number:032x}", "rule") for number in there)
    text = baseline_text(Baseline("ab" * 20, entries))
    with tempfile.NamedTemporaryFile("w", suffix=".baseline") as stream:
        stream.write(text.replace('": "', '":"') if spaced else text)
        stream.flush()
        hashes = {f"{number:032x}" for number in asked}
        whole = read_baseline(stream.name)
        some = read_baseline(stream.name, lambda salt: hashes if salt == whole.salt else ())
    assert {entry for entry in whole.entries if entry.hash in hashes} == {
        entry for entry in some.entries if entry.hash in hashes
    }
    assert spaced or len(some.entries) == len(there & asked)
