from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scanner.entry import main

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

NAME = ".keysieve.baseline"


@pytest.fixture
def known(repo: Repo, password: str) -> Repo:
    """A repository whose one password, in line 5 of f.py, is in the baseline."""
    repo.commit(**{"f.py": f'\n\n\n\ndb_password = "{password}"\n'})
    assert repo.keysieve("baseline", "create").code == 0
    repo.git("add", ".")
    repo.commit("baseline")
    return repo


def entries(repo: Repo, name: str = NAME) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (repo.root / name).read_text().splitlines()[1:]]


def label(repo: Repo, **values: str) -> None:
    path = repo.root / NAME
    header, *lines = path.read_text().splitlines()
    labelled = [json.dumps({**json.loads(line), **values}) for line in lines]
    path.write_text("\n".join([header, *labelled]) + "\n")


def test_baseline_never_holds_a_secret_or_a_line_number(known: Repo, password: str) -> None:
    text = (known.root / NAME).read_text()
    assert password not in text
    assert [set(entry) for entry in entries(known)] == [{"path", "hash", "rule"}]


def test_created_baseline_makes_scan_and_hook_silent(known: Repo) -> None:
    outcome = known.keysieve("scan", "--format", "json")
    assert outcome.code == 0
    assert [finding["status"] for finding in outcome.report["findings"]] == ["known"]
    assert known.keysieve("hook", "f.py").code == 0


def test_secret_of_a_repository_scan_is_known_when_staged(repo: Repo, github_token: str) -> None:
    repo.stage("a.py", f"key = '{github_token}'\n")
    assert repo.keysieve("hook").code == 1
    assert repo.keysieve("baseline", "create").code == 0
    assert repo.keysieve("hook").code == 0
    assert repo.staged().code == 0


def test_line_inserted_above_leaves_the_file_byte_identical(known: Repo, password: str) -> None:
    before = (known.root / NAME).read_bytes()
    known.stage("f.py", f'\n\n\n\n\n\n\ndb_password = "{password}"\n')
    assert known.keysieve("hook", "f.py").code == 0
    assert known.keysieve("scan").code == 0
    outcome = known.keysieve("baseline", "update")
    assert outcome.code == 0
    assert "1 entry, unchanged" in outcome.err
    assert (known.root / NAME).read_bytes() == before


def test_another_day_leaves_the_file_byte_identical(known: Repo) -> None:
    before = (known.root / NAME).read_bytes()
    assert known.keysieve("baseline", "update", TZ="UTC-14").code == 0
    assert known.keysieve("baseline", "create", TZ="UTC+12").code == 0
    assert (known.root / NAME).read_bytes() == before


def test_report_and_baseline_name_the_same_fingerprint(known: Repo) -> None:
    (finding,) = known.keysieve("scan", "--format", "json").report["findings"]
    assert finding["fingerprint"] == entries(known)[0]["hash"]


def test_other_secret_in_the_place_of_a_known_one_is_reported(
    known: Repo, sample: Callable[..., str], password: str
) -> None:
    known.stage("f.py", f'\n\n\n\ndb_password = "{sample("{password:16}", 1)}"\n')
    assert known.keysieve("hook").code == 1


def test_second_occurrence_in_the_same_file_is_known(known: Repo, password: str) -> None:
    known.stage("f.py", f'\n\n\n\ndb_password = "{password}"\nother_password = "{password}"\n')
    assert known.keysieve("hook").code == 0


def test_copy_into_another_file_is_new(known: Repo, password: str) -> None:
    known.stage("g.py", f'db_password = "{password}"\n')
    assert known.keysieve("hook").code == 1
    assert known.keysieve("scan", "--format", "json").places == [("g.py", 1)]


def test_moved_file_stays_known(known: Repo) -> None:
    known.git("mv", "f.py", "g.py")
    assert known.keysieve("scan").code == 0
    assert known.keysieve("hook").code == 0
    known.commit("moved")
    assert known.keysieve("hook", "g.py").code == 0


def test_moved_entry_keeps_its_label_when_updated(known: Repo) -> None:
    label(known, label="accepted", reason="sandbox", by="Ann")
    known.git("mv", "f.py", "g.py")
    assert known.keysieve("baseline", "update").code == 0
    (entry,) = entries(known)
    assert (entry["path"], entry["label"], entry["reason"], entry["by"]) == ("g.py", "accepted", "sandbox", "Ann")


def test_labels_and_salt_outlive_a_second_create(known: Repo, github_token: str) -> None:
    label(known, label="real", reason="rotate")
    salt = (known.root / NAME).read_text().splitlines()[0]
    known.write("g.py", f"key = '{github_token}'\n")
    outcome = known.keysieve("baseline", "create")
    assert outcome.code == 0
    assert "2 entries, 1 added, 0 removed" in outcome.err
    assert (known.root / NAME).read_text().splitlines()[0] == salt
    assert [entry.get("label") for entry in entries(known)] == ["real", None]


def test_vanished_secret_leaves_the_baseline_with_the_update(known: Repo) -> None:
    known.write("f.py", "")
    assert "0 entries, 0 added, 1 removed" in known.keysieve("baseline", "update").err
    assert entries(known) == []


@pytest.mark.parametrize("way", [["known.jsonl"], ["--baseline", "known.jsonl"]], ids=["argument", "option"])
def test_baseline_of_another_name(repo: Repo, github_token: str, way: list[str]) -> None:
    repo.write("a.py", f"key = '{github_token}'\n")
    assert repo.keysieve("baseline", "create", *way).code == 0
    assert not (repo.root / NAME).exists()
    assert repo.keysieve("scan").code == 1
    assert repo.keysieve("scan", "--baseline", "known.jsonl").code == 0
    assert repo.keysieve("hook", "--baseline", "known.jsonl", "a.py").code == 0
    assert repo.keysieve("baseline", "update", *way).code == 0
    assert repo.keysieve("baseline", "check", *way).code == 0
    assert (repo.root / ".gitattributes").read_text() == "known.jsonl merge=union\n"


def test_configured_baseline_is_used_by_all_commands(repo: Repo, github_token: str) -> None:
    repo.write(".keysieve.toml", 'baseline = "sub/known"\n')
    repo.write("sub/x", "")
    repo.write("a.py", f"key = '{github_token}'\n")
    assert repo.keysieve("baseline", "create", cwd=repo.root / "sub").code == 0
    assert (repo.root / "sub" / "known").exists()
    assert repo.keysieve("scan", cwd=repo.root / "sub").code == 0
    assert repo.keysieve("hook", "a.py").code == 0
    assert repo.keysieve("baseline", "check").code == 0


def test_baseline_itself_holds_no_findings_however_it_is_named(known: Repo) -> None:
    for words in ([NAME], [f"./{NAME}"], [str(known.root / NAME)]):
        assert known.keysieve("scan", "--min-confidence", "low", *words).code == 0
    known.stage(NAME, (known.root / NAME).read_text() + "\n")
    assert known.keysieve("hook", f"./{NAME}").code == 0


def test_baseline_outside_a_repository(repo: Repo, github_token: str, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.py").write_text(f"key = '{github_token}'\n")
    assert repo.keysieve("baseline", "create", cwd=outside).code == 0
    assert sorted(path.name for path in outside.iterdir()) == [NAME, "a.py"]
    assert repo.keysieve("scan", cwd=outside).code == 0


def test_baseline_outside_the_repository_gets_no_attribute(repo: Repo, tmp_path: Path) -> None:
    assert repo.keysieve("baseline", "create", str(tmp_path / "known")).code == 0
    assert not (repo.root / ".gitattributes").exists()


@pytest.mark.parametrize("name", ["a\\b.py", 'q"uote.py', "new\nline.py", b"caf\xe9.py", " lead.py", "--show-secrets"])
def test_file_of_any_name_is_known(repo: Repo, github_token: str, name: str | bytes) -> None:
    repo.stage(name, f"key = '{github_token}'\n")
    assert repo.keysieve("hook").code == 1
    assert repo.keysieve("baseline", "create").code == 0
    assert repo.keysieve("hook").code == 0
    assert repo.keysieve("scan").code == 0
    assert "unchanged" in repo.keysieve("baseline", "update").err
    assert repo.keysieve("baseline", "check").code == 0


def test_branches_that_both_add_an_entry_merge_without_a_conflict(known: Repo, sample: Callable[..., str]) -> None:
    for branch, name in (("left", "a.py"), ("right", "b.py")):
        known.git("checkout", "-q", "-b", branch, "main")
        known.write(name, f'db_password = "{sample("{password:16}", ord(name[0]))}"\n')
        assert known.keysieve("baseline", "update").code == 0
        known.git("add", ".")
        known.commit(branch)
    known.git("merge", "-q", "-m", "merge", "left")
    assert known.git("status", "--porcelain") == ""
    assert {entry["path"] for entry in entries(known)} == {"f.py", "a.py", "b.py"}
    assert known.keysieve("scan").code == 0
    assert known.keysieve("baseline", "check").code == 0


def test_branches_that_both_create_a_baseline_merge_without_a_conflict(repo: Repo, sample: Callable[..., str]) -> None:
    repo.commit("first")
    for branch, name in (("left", "a.py"), ("right", "b.py")):
        repo.git("checkout", "-q", "-b", branch, "main")
        repo.write(name, f'db_password = "{sample("{password:16}", ord(name[0]))}"\n')
        assert repo.keysieve("baseline", "create").code == 0
        repo.git("add", ".")
        repo.commit(branch)
    repo.git("merge", "-q", "-m", "merge", "left")
    assert repo.keysieve("scan").code == 0
    assert repo.keysieve("hook").code == 0


def test_label_and_new_entry_on_two_branches_both_survive(known: Repo, sample: Callable[..., str]) -> None:
    known.git("checkout", "-q", "-b", "left")
    label(known, label="accepted", when="2026-01-02")
    known.git("add", ".")
    known.commit("label")
    known.git("checkout", "-q", "-b", "right", "main")
    known.write("g.py", f'db_password = "{sample("{password:16}", 3)}"\n')
    assert known.keysieve("baseline", "update").code == 0
    known.git("add", ".")
    known.commit("entry")
    known.git("merge", "-q", "-m", "merge", "left")
    assert known.keysieve("baseline", "update").code == 0
    assert [(entry["path"], entry.get("label")) for entry in entries(known)] == [("f.py", "accepted"), ("g.py", None)]


BROKEN = ["", "text\n", "<<<<<<< HEAD\n", '{"keysieve-baseline": 2, "salt": "00"}\n', "\x00\x01"]


@pytest.mark.parametrize("text", BROKEN)
@pytest.mark.parametrize(
    "words", [("scan",), ("hook",), ("baseline", "create"), ("baseline", "update"), ("baseline", "check")], ids=" ".join
)
def test_broken_baseline_is_an_error_and_left_alone(known: Repo, words: tuple[str, ...], text: str) -> None:
    (known.root / NAME).write_text(text)
    outcome = known.keysieve(*words)
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.err.startswith("keysieve: ")
    assert outcome.err.count("\n") == 1
    assert (known.root / NAME).read_text() == text


@pytest.mark.parametrize("command", ["scan", "hook"])
def test_missing_baseline_is_told_with_what_to_run(known: Repo, command: str) -> None:
    outcome = known.keysieve(command, "--baseline", "gone")
    assert outcome.code == 2
    assert "make it with `keysieve baseline create gone`" in outcome.err


def test_dangling_link_is_no_missing_baseline(known: Repo) -> None:
    (known.root / NAME).unlink()
    (known.root / NAME).symlink_to("gone")
    assert known.keysieve("hook").code == 2


@pytest.mark.parametrize("command", ["create", "update", "check"])
def test_file_that_cannot_be_scanned_leaves_the_baseline_alone(
    known: Repo,
    enter: Callable[[Repo], Repo],
    command: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = (known.root / NAME).read_bytes()
    original = os.open

    def refuse(path: bytes, *arguments: Any, **named: Any) -> int:
        if path == os.fsencode(known.root / "f.py"):
            raise PermissionError(13, "Permission denied", path)
        return original(path, *arguments, **named)

    enter(known)
    monkeypatch.setattr(os, "open", refuse)
    assert main(["baseline", command]) == 2
    told = "keysieve: f.py: could not be scanned, so nothing was written: Permission denied\n"
    assert capsys.readouterr().err == told
    assert (known.root / NAME).read_bytes() == before


@pytest.mark.parametrize("flags", [[], ["--unaudited"], ["--expired"], ["--vanished"]], ids=str)
def test_check_of_a_sound_labelled_baseline_is_clean(known: Repo, flags: list[str]) -> None:
    label(known, label="accepted", expires=str(datetime.now(UTC).date() + timedelta(days=2)))
    outcome = known.keysieve("baseline", "check", *flags)
    assert (outcome.code, outcome.out) == (0, "")
    assert "1 entry, 0 complaints" in outcome.err


def test_check_fails_on_unaudited_entries_on_request(known: Repo) -> None:
    assert known.keysieve("baseline", "check").code == 0
    outcome = known.keysieve("baseline", "check", "--unaudited")
    assert (outcome.code, outcome.out) == (1, "f.py: generic-secret: unaudited\n")


@pytest.mark.parametrize(
    ("flags", "code"), [([], 1), (["--expired"], 1), (["--vanished"], 0), (["--unaudited"], 0)], ids=str
)
def test_check_fails_on_expired_entries(known: Repo, flags: list[str], code: int) -> None:
    label(known, label="accepted", expires="2020-01-02")
    outcome = known.keysieve("baseline", "check", *flags)
    assert outcome.code == code
    assert outcome.out == ("f.py: generic-secret: expired on 2020-01-02\n" if code else "")


@pytest.mark.parametrize(("flags", "code"), [([], 1), (["--vanished"], 1), (["--expired"], 0)], ids=str)
def test_check_fails_on_vanished_entries(known: Repo, flags: list[str], code: int) -> None:
    known.write("f.py", "")
    outcome = known.keysieve("baseline", "check", *flags)
    assert outcome.code == code
    assert outcome.out == ("f.py: generic-secret: vanished\n" if code else "")


def test_moved_entry_has_not_vanished(known: Repo) -> None:
    known.git("mv", "f.py", "g.py")
    assert known.keysieve("baseline", "check", "--vanished").code == 0


def test_expired_entry_is_reported_again(known: Repo) -> None:
    label(known, label="accepted", expires="2020-01-02")
    assert known.keysieve("scan").code == 1


def test_allowed_secret_does_not_enter_the_baseline(repo: Repo, github_token: str) -> None:
    repo.write("a.py", f"key = '{github_token}'  # keysieve: allow[github-pat] revoked\n")
    assert repo.keysieve("baseline", "create").code == 0
    assert entries(repo) == []


def test_escape_sequence_in_an_entry_reaches_no_terminal(known: Repo) -> None:
    label(known, path="\x1b[31m\u202e.py")
    known.write("f.py", "")
    outcome = known.keysieve("baseline", "check", "--vanished", FORCE_COLOR="1")
    assert outcome.out == "\\x1b[31m\\u202e.py: generic-secret: vanished\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
@pytest.mark.parametrize("options", [["--jobs", "3"], ["--jobs", "2", "--engine", "hyperscan"]], ids=" ".join)
def test_baseline_of_several_processes_is_that_of_one(
    repo: Repo, sample: Callable[..., str], options: list[str]
) -> None:
    for number in range(200):
        token = sample("{github_token:ghp_}", number)
        repo.write(f"{number % 7}/{number}.py", f"key = '{token}'\n" if number % 3 == 0 else "x = 1\n")
    repo.commit()
    assert repo.keysieve("baseline", "create", "one", "--jobs", "1").code == 0
    outcome = repo.keysieve("baseline", "create", "several", *options)
    assert (outcome.code, "67 entries" in outcome.err) == (0, True)
    assert (repo.root / "several").read_bytes() == (repo.root / "one").read_bytes()
    assert repo.keysieve("baseline", "check", "one", *options).code == 0
    assert "unchanged" in repo.keysieve("baseline", "update", "one", *options).err
