from __future__ import annotations

import errno
import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.baseline import write
from scanner.baseline.model import LABELS, Baseline, BaselineEntry
from scanner.baseline.read import BaselineError, check_header, read_baseline
from scanner.baseline.write import add_merge_attribute, baseline_text, write_baseline

if TYPE_CHECKING:
    from tests.conftest import Repo

ONE = BaselineEntry("a.py", "11" * 16, "acme-key")
BASELINE = Baseline("0" * 40, (ONE,))

NAMES = st.binary(min_size=1, max_size=12).map(os.fsdecode).filter(lambda name: "\\" not in name)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
ENTRIES = st.builds(
    BaselineEntry,
    path=NAMES.filter(lambda name: not name.startswith("./")),
    hash=st.text("0123456789abcdef", min_size=32, max_size=32),
    rule=st.just("acme-key"),
    label=st.sampled_from(["", *LABELS]),
    by=TEXTS,
    when=TEXTS,
    reason=TEXTS,
    expires=st.dates().map(str) | st.just(""),
)


@given(st.lists(ENTRIES, max_size=5, unique_by=lambda entry: entry.key))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_what_is_written_is_read_again(tmp_path: Path, entries: list[BaselineEntry]) -> None:
    path = str(tmp_path / "baseline")
    baseline = Baseline("0" * 40, tuple(sorted(entries, key=lambda entry: entry.key)))
    write_baseline(path, baseline)
    assert check_header(path)
    assert read_baseline(path) == baseline
    assert not write_baseline(path, read_baseline(path))


@given(st.permutations([ONE._replace(path=name) for name in "abcd"]))
def test_order_of_the_entries_does_not_change_the_file(entries: list[BaselineEntry]) -> None:
    assert baseline_text(Baseline("0", tuple(entries))) == baseline_text(Baseline("0", tuple(sorted(entries))))


def test_line_holds_what_is_known_and_nothing_else() -> None:
    header, line = baseline_text(BASELINE).splitlines()
    assert json.loads(header) == {"keysieve-baseline": 1, "salt": "0" * 40}
    assert json.loads(line) == {"path": "a.py", "hash": "11" * 16, "rule": "acme-key"}


def test_unchanged_baseline_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "baseline"
    assert write_baseline(str(path), BASELINE)
    os.utime(path, (1, 1))
    before = path.stat()
    assert not write_baseline(str(path), BASELINE)
    assert (path.stat().st_mtime, path.stat().st_ino) == (before.st_mtime, before.st_ino)


def test_permissions_of_the_file_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "baseline"
    path.write_text("")
    path.chmod(0o640)
    write_baseline(str(path), BASELINE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    usual.write_text("")
    write_baseline(str(tmp_path / "baseline"), BASELINE)
    assert (tmp_path / "baseline").stat().st_mode == usual.stat().st_mode


def test_linked_baseline_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("")
    link.symlink_to(target)
    write_baseline(str(link), BASELINE)
    assert link.is_symlink()
    assert read_baseline(str(target)) == BASELINE


def test_failing_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "baseline"
    path.write_text("old")

    def fail(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(write.os, "fsync", fail)
    with pytest.raises(BaselineError, match="cannot be written: No space left on device"):
        write_baseline(str(path), BASELINE)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["baseline"]


def test_interrupt_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "baseline"
    path.write_text("old")

    def interrupt(source: str, target: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(write.os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_baseline(str(path), BASELINE)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["baseline"]


KILLED = """
import os, signal, sys
from scanner.baseline import write
from scanner.baseline.read import read_baseline
step = sys.argv[2]
original = getattr(write.os, step)
def die(*arguments):
    os.kill(os.getpid(), signal.SIGKILL)
setattr(write.os, step, die)
baseline = read_baseline(sys.argv[1])
write.write_baseline(sys.argv[1], baseline._replace(entries=()))
"""


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
def test_killed_writer_leaves_the_old_file(tmp_path: Path, step: str) -> None:
    path = tmp_path / "baseline"
    write_baseline(str(path), BASELINE)
    run = subprocess.run([sys.executable, "-c", KILLED, str(path), step], timeout=60, check=False)
    assert run.returncode == -signal.SIGKILL
    assert read_baseline(str(path)) == BASELINE


def test_missing_directory_is_told(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="cannot be written: No such file or directory"):
        write_baseline(str(tmp_path / "missing" / "baseline"), BASELINE)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (None, b"b merge=union\n"),
        (b"", b"b merge=union\n"),
        (b"*.png binary", b"*.png binary\nb merge=union\n"),
        (b"*.png binary\n", b"*.png binary\nb merge=union\n"),
        (b"ab merge=union\n", b"ab merge=union\nb merge=union\n"),
    ],
    ids=["none", "empty", "no line end", "line end", "another file"],
)
def test_merge_attribute_is_a_line_of_its_own(tmp_path: Path, text: bytes | None, after: bytes) -> None:
    attributes = tmp_path / ".gitattributes"
    if text is not None:
        attributes.write_bytes(text)
    assert add_merge_attribute(str(tmp_path), "b")
    assert attributes.read_bytes() == after
    assert not add_merge_attribute(str(tmp_path), "b")
    assert attributes.read_bytes() == after


def test_merge_attribute_that_is_there_with_other_line_ends_is_not_added(tmp_path: Path) -> None:
    (tmp_path / ".gitattributes").write_bytes(b"a text\r\n  b merge=union\r\n")
    assert not add_merge_attribute(str(tmp_path), "b")


def test_unwritable_attributes_are_told(tmp_path: Path) -> None:
    (tmp_path / ".gitattributes").mkdir()
    with pytest.raises(BaselineError, match="gitattributes: cannot be"):
        add_merge_attribute(str(tmp_path), "b")


@pytest.mark.parametrize(
    "name", ["plain", "sub/known", "a b", 'q"uote', "[set]", "st*r", "#hash", "!bang", "tab\there", "é", "a\\b"]
)
def test_git_takes_the_merge_attribute_of_any_name(repo: Repo, name: str) -> None:
    add_merge_attribute(str(repo.root), name)
    assert repo.git("check-attr", "-z", "merge", "--", name).split("\0")[2] == "union"
    assert repo.git("check-attr", "-z", "merge", "--", "other").split("\0")[2] == "unspecified"
    assert not add_merge_attribute(str(repo.root), name)


def test_link_of_a_repository_leads_no_write_out_of_it(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "root"
    outside.mkdir()
    root.mkdir()
    (root / "baseline").symlink_to(outside / "baseline")
    with pytest.raises(BaselineError, match="is a link to nothing; remove it"):
        write_baseline(str(root / "baseline"), BASELINE)
    for target in ("none", "some"):
        (root / ".gitattributes").symlink_to(outside / target)
        assert not add_merge_attribute(str(root), "baseline")
        (root / ".gitattributes").unlink()
        (outside / "some").write_text("a line")
    assert [path.read_text() for path in outside.iterdir()] == ["a line"]
