"""`--archives`: what is in archives is scanned, wherever they are, and accounted for."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import CLEAN_ENVIRONMENT
from tests.sources.archives.conftest import encrypted, packed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Outcome, Repo


LISTED = b"PK\x01\x02"
"""Begins each entry of the list of members."""


@pytest.fixture
def text(github_token: str) -> bytes:
    return f"x = 1\nkey = '{github_token}'\n".encode()


def checked(outcome: Outcome) -> dict[str, Any]:
    report = outcome.report
    summary = report["summary"]
    assert summary["listed"] == summary["fragments"] + len(report["skipped"]) + len(report["errors"])
    return report


def nested(text: bytes) -> bytes:
    return packed("zip", {"a/b.tgz": packed("tar:gz", {"c.jar": packed("zip", {"d.py": text})})})


NESTED = ("x.whl!/a/b.tgz!/c.jar!/d.py", 2)


def test_archives_are_opened_only_when_asked_for(repo: Repo, text: bytes) -> None:
    repo.write("x.whl", nested(text))
    assert repo.keysieve("scan", "--format", "json").places == []
    outcome = repo.keysieve("scan", "--archives", "--format", "json")
    assert (outcome.code, outcome.places) == (1, [NESTED])
    assert checked(outcome)["summary"]["fragments"] == 4


def test_staged_archive_is_not_missed_and_what_was_in_it_is_not_new(
    repo: Repo, text: bytes, sample: Callable[..., str]
) -> None:
    repo.stage("x.whl", nested(text))
    assert repo.staged("--archives").places == [NESTED]
    repo.commit()
    repo.stage("x.whl", packed("zip", {"new name.py": text}))  # moved in the archive
    assert repo.staged("--archives").places == []
    token = sample("{github_token:ghp_}", 2)
    repo.stage("x.whl", packed("zip", {"d.py": text, "e.py": f"key = '{token}'\n".encode()}))
    assert repo.staged("--archives").places == [("x.whl!/e.py", 1)]


def test_archive_that_is_renamed_is_silent_and_a_copy_is_not(repo: Repo, text: bytes) -> None:
    repo.stage("x.whl", nested(text))
    repo.commit()
    repo.git("mv", "x.whl", "y.whl")
    assert repo.staged("--archives").places == []
    repo.stage("z.whl", nested(text))
    assert len(repo.staged("--archives").places) == 1


def test_archive_in_standard_input_is_opened(repo: Repo, text: bytes) -> None:
    outcome = repo.keysieve(
        "scan", "--stdin", "--stdin-name", "x.whl", "--archives", "--format", "json", stdin=nested(text)
    )
    assert outcome.places == [NESTED]


def test_patch_has_no_archives(repo: Repo) -> None:
    outcome = repo.keysieve("scan", "--diff", "x", "--archives")
    assert outcome.code == 2
    assert "--archives means nothing with --diff" in outcome.err


@pytest.fixture
def history(repo: Repo, text: bytes, sample: Callable[..., str]) -> tuple[Repo, list[str]]:
    """Five commits: an archive with a token; the token in another member; one more; all taken out; renamed before."""
    other = f"key = '{sample('{github_token:ghp_}', 2)}'\n".encode()
    commits = []
    for members in (
        {"v1/a.py": text},
        {"v2/a.py": text},
        {"v2/a.py": text, "b.py": other},
        {"v2/a.py": b"x = 1\n"},
    ):
        repo.stage("x.tgz", packed("tar:gz", members))
        commits.append(repo.commit())
    return repo, commits


def test_member_of_a_committed_archive_is_told_with_the_commit_that_added_it(history: tuple[Repo, list[str]]) -> None:
    repo, commits = history
    plain = repo.keysieve("scan", "--range", "HEAD~2..HEAD", "--format", "json")
    assert (plain.code, plain.places) == (0, [])
    outcome = repo.keysieve("scan", "--range", f"{commits[0]}..HEAD", "--archives", "--format", "json")
    assert outcome.places == [("x.tgz!/b.py", 1)]
    assert outcome.new[0]["commit"] == commits[2]
    checked(outcome)


@pytest.mark.parametrize("words", [[], ["--no-cache"]], ids=["cached", "not cached"])
def test_archives_of_a_history_are_not_missed_whatever_was_scanned_before(
    history: tuple[Repo, list[str]], new_cache: Path, words: list[str]
) -> None:
    repo, commits = history
    repo.keysieve.environment["XDG_CACHE_HOME"] = str(new_cache)
    assert repo.keysieve("scan", "--history", *words).code == 0
    for _ in range(2):
        outcome = repo.keysieve("scan", "--history", "--archives", "--format", "json", *words)
        found = {(finding["path"], finding["commit"], finding["at_head"]) for finding in outcome.new}
        assert found == {("x.tgz!/v1/a.py", commits[0], False), ("x.tgz!/b.py", commits[2], False)}
        checked(outcome)
    assert repo.keysieve("scan", "--history", *words).code == 0


def test_history_says_again_what_it_could_not_open(repo: Repo, text: bytes, new_cache: Path) -> None:
    repo.keysieve.environment["XDG_CACHE_HOME"] = str(new_cache)
    repo.stage("cut.tgz", packed("tar:gz", {"a.py": text * 50})[:-9])
    repo.commit()
    for _ in range(2):
        outcome = repo.keysieve("scan", "--history", "--archives", "--format", "json")
        assert outcome.code == 2
        assert {error["path"] for error in checked(outcome)["errors"]} == {"cut.tgz"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
def test_several_processes_open_what_one_opens(repo: Repo, text: bytes) -> None:
    repo.commit()  # the salt of fingerprints is that of the first commit
    for number in range(150):
        kind = ("zip", "tar", "tar:xz")[number % 3]
        data = packed(kind, {"a.py": text, "b.py": b"x = 1\n"}) if number % 5 == 0 else b"x = 1\n"
        repo.write(f"{number}", data[: -len(data) // 3] if number % 30 == 0 else data)
    reports = []
    for jobs in ("1", "3"):
        report = checked(repo.keysieve("scan", "--archives", "--format", "json", "--jobs", jobs))
        del report["summary"]["seconds"], report["summary"]["ended"]
        reports.append(report)
    assert reports[0] == reports[1]
    assert len(reports[0]["findings"]) > 20
    assert reports[0]["errors"]


def test_archive_is_excluded_with_all_that_is_in_it(repo: Repo, text: bytes) -> None:
    repo.write("x.whl", nested(text))
    repo.write("y.zip", packed("zip", {"vendor/a.py": text, "b.py": text}))
    repo.write(".keysieve.toml", 'exclude = ["*.whl", "vendor"]\n')
    outcome = repo.keysieve("scan", "--archives", "--format", "json")
    assert outcome.places == [("y.zip!/b.py", 2)]
    assert {skipped["path"] for skipped in checked(outcome)["skipped"]} == {"x.whl", "y.zip!/vendor/a.py"}


@pytest.mark.parametrize(
    "config",
    [
        '[[per_path]]\npaths = ["*.whl"]\ndisable = ["github-pat"]\n',
        '[[allow]]\npath = "x.whl"\nreason = "a test"\n',
        '[[allow]]\npath = "x.whl!/a/**"\n',
        '[[allow]]\npath = "d.py"\n',
    ],
)
def test_what_holds_for_an_archive_holds_for_its_members(repo: Repo, text: bytes, config: str) -> None:
    repo.write("x.whl", nested(text))
    repo.write(".keysieve.toml", config)
    assert repo.keysieve("scan", "--archives").code == 0


def test_mark_in_a_member_allows_it(repo: Repo, text: bytes) -> None:
    repo.write("x.whl", nested(text.replace(b"\n", b"  # keysieve: allow a test\n")))
    assert repo.keysieve("scan", "--archives").code == 0


def test_largest_size_holds_for_members(repo: Repo, text: bytes) -> None:
    repo.write("x.zip", packed("zip", {"a.py": text + bytes(3000), "b.py": b"x = 1\n"}))
    outcome = repo.keysieve("scan", "--archives", "--max-file-size", "2000", "--format", "json")
    assert outcome.code == 0
    assert checked(outcome)["skipped"] == [{"path": "x.zip!/a.py", "reason": "larger than 2000 bytes"}]


def test_member_that_is_not_scanned_is_named_in_the_summary(repo: Repo, text: bytes) -> None:
    repo.write("a.zip", encrypted(packed("zip", {"in\x1b[2J.py": text})))
    repo.write("b.zip", packed("zip", {"x.py": text})[:-40])
    repo.write("c.zip", packed("zip", {"bomb": bytes(40 << 20)}))
    outcome = repo.keysieve("scan", "--archives")
    assert outcome.code == 2
    assert "skipped a.zip!/in\\x1b[2J.py: encrypted\n" in outcome.out
    assert "not scanned b.zip: the ZIP archive is damaged" in outcome.out
    assert (
        "not scanned c.zip!/bomb: it expands to more than 250 times its size: the rest is not scanned\n" in outcome.out
    )
    assert "1 skipped (1 encrypted), 2 could not be scanned" in outcome.out


def test_hostile_names_write_nothing_and_reach_no_terminal(repo: Repo, text: bytes) -> None:
    hostile = {"../../evil.py": text, "/tmp/evil.py": text, "a\x1b]0;b\x07\n.py": text}
    repo.write("x.tar", packed("tar", hostile))
    repo.write("y.zip", packed("zip", hostile))
    before = sorted(repo.root.parent.rglob("*"))
    for format_ in ("text", "json", "jsonl"):
        outcome = repo.keysieve("scan", "--archives", "--format", format_)
        assert outcome.code == 1
        assert "\x1b" not in outcome.out
        assert "\x07" not in outcome.out
    assert outcome.out.count("\n") == 6
    assert sorted(path for path in repo.root.parent.rglob("*") if "home" not in path.parts) == [
        path for path in before if "home" not in path.parts
    ]


def test_memory_does_not_grow_with_what_an_archive_expands_to(repo: Repo) -> None:
    lines = b"".join(b"def f%d(x): return x + %d\n" % (number, number) for number in range(500_000))
    repo.write("x.tgz", packed("tar:gz", {f"{number}.py": lines for number in range(4)}))
    repo.write("y.zip", packed("zip", {f"{number}.py": lines for number in range(4)}))
    command = [sys.executable, "-m", "scanner", "scan", "--archives", "--jobs", "1"]
    run = subprocess.run(
        [sys.executable, "-c", PEAK, *command],
        cwd=repo.root,
        env={**CLEAN_ENVIRONMENT, **repo.keysieve.environment},
        capture_output=True,
        check=True,
    )
    assert len(lines) > 15_000_000
    assert int(run.stdout) < 150_000  # KiB


PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_baseline_knows_what_is_in_archives_and_does_not_forget_it(repo: Repo, text: bytes) -> None:
    repo.commit()
    repo.write("x.whl", nested(text))
    repo.write("y.zip", packed("zip", {"other.py": text}))
    assert repo.keysieve("scan", "--archives").code == 1
    outcome = repo.keysieve("baseline", "create", "--archives")
    assert (outcome.code, "2 entries" in outcome.err) == (0, True)
    assert repo.keysieve("scan", "--archives").code == 0
    assert repo.keysieve("baseline", "check", "--archives").code == 0
    baseline = (repo.root / ".keysieve.baseline").read_bytes()
    assert "unchanged" in repo.keysieve("baseline", "update").err  # archives closed: nothing is known of them
    assert repo.keysieve("baseline", "check").code == 0
    assert (repo.root / ".keysieve.baseline").read_bytes() == baseline
    repo.write("plain.py", text)  # a copy, though the members were not looked at
    assert repo.keysieve("scan", "--format", "json").places == [("plain.py", 2)]
    (repo.root / "plain.py").unlink()
    (repo.root / "y.zip").unlink()
    assert repo.keysieve("baseline", "check", "--archives").code == 1
    assert "1 removed" in repo.keysieve("baseline", "update", "--archives").err


def test_line_of_a_member_is_explained_as_reports_name_it(repo: Repo, text: bytes) -> None:
    repo.write("x.whl", nested(text))
    repo.write("odd!/name.py", text)
    outcome = repo.keysieve("explain", "x.whl!/a/b.tgz!/c.jar!/d.py:2")
    assert outcome.code == 0
    assert "github-pat" in outcome.out
    assert "github-pat" in repo.keysieve("explain", "odd!/name.py:2").out
    for place in ("x.whl!/nothing:1", "nothing!/x.py:1", "x.whl!/a/b.tgz!/c.jar!/d.py:9"):
        assert repo.keysieve("explain", place).code == 2


def test_what_was_skipped_is_named_on_request(repo: Repo) -> None:
    repo.write("large", "x" * 50)
    repo.write("larger", "x" * 60)
    assert (
        "skipped large: larger than 9 bytes\nskipped larger: "
        in repo.keysieve("scan", "--max-file-size", "9", "-v").out
    )


def test_hook_opens_archives_when_it_is_told_to(repo: Repo, text: bytes) -> None:
    first = repo.commit()
    repo.stage("x.whl", nested(text))
    assert repo.keysieve("hook", "x.whl").code == 0
    for files in ((), ("x.whl",)):
        outcome = repo.keysieve("hook", "--archives", "--format", "json", "--", *files)
        assert (outcome.code, outcome.places) == (1, [NESTED])
    head = repo.commit()
    outcome = repo.keysieve("hook", "--archives", "--format", "json", "--", "x.whl")  # as for --all-files
    assert outcome.places == [NESTED]
    variables = {"PRE_COMMIT_FROM_REF": first, "PRE_COMMIT_TO_REF": head}
    assert repo.keysieve("hook", "--archives", "--format", "json", **variables).places == [NESTED]
    assert repo.keysieve("hook", **variables).code == 0


def test_member_is_scanned_beyond_the_size_that_the_list_claims(repo: Repo, text: bytes) -> None:
    for way, name in ((zipfile.ZIP_DEFLATED, "a.zip"), (zipfile.ZIP_STORED, "b.zip")):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", way) as archive:
            archive.writestr("in.py", text)
        data = bytearray(held.getvalue())
        claimed = data.index(LISTED) + 24
        data[claimed : claimed + 4] = (3).to_bytes(4, "little")
        repo.write(name, bytes(data))
    outcome = repo.keysieve("scan", "--archives", "--format", "json")
    assert (outcome.code, outcome.places) == (1, [("a.zip!/in.py", 2), ("b.zip!/in.py", 2)])


@pytest.mark.parametrize("before", [b"", b"#!/bin/sh\nexit 1\n"])
def test_members_that_no_list_names_are_told(repo: Repo, text: bytes, before: bytes) -> None:
    archive = packed("zip", {"in.py": text})
    repo.write("without.zip", before + archive[: archive.index(LISTED)])
    repo.write("two.zip", before + archive + packed("zip", {"clean.py": b"x = 1\n"}))
    outcome = repo.keysieve("scan", "--archives", "--format", "json")
    assert outcome.code == 2
    errors = {error["path"]: error["message"] for error in checked(outcome)["errors"]}
    assert sorted(errors) == ["two.zip", "without.zip"]
    assert errors["two.zip"] == "the ZIP archive holds members that its list does not name: they are not scanned"
    assert "is damaged" in errors["without.zip"]


def test_mark_of_a_member_alone_makes_no_member(repo: Repo) -> None:
    stub = b"MZ " + b"PK\x03\x04" + b"\xff" * 40 + b"PK\x03\x04"  # what a program that unpacks itself looks for
    repo.write("setup.zip", stub + packed("zip", {"a.py": b"x = 1\n"}))
    repo.write("empty.zip", stub)
    assert repo.keysieve("scan", "--archives").code == 0


def test_tar_archive_that_is_cut_between_members_is_told(repo: Repo, text: bytes) -> None:
    repo.write("a.tar", packed("tar", {"in.py": text, "lost.py": text})[:1024])
    outcome = repo.keysieve("scan", "--archives", "--format", "json")
    assert (outcome.code, outcome.places) == (2, [("a.tar!/in.py", 2)])
    (error,) = checked(outcome)["errors"]
    assert error["message"] == "the tar archive is cut short: the mark of its end is missing"
