"""Runs of the framework on chosen files, on all, and in batches."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.hook.framework import LOCAL, PreCommit, prepared

if TYPE_CHECKING:
    from tests.conftest import Repo

pytest.importorskip("pre_commit", reason="pre-commit runs the hook")


def test_run_looks_at_what_is_staged(hooked: PreCommit, github_token: str) -> None:
    assert hooked("run")[0] == 0
    hooked.repo.stage("a.py", f"key = '{github_token}'\n")
    code, said = hooked("run")
    assert code == 1
    assert "a.py:1:8" in said


def test_run_on_all_files_finds_what_is_committed(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    code, said = hooked("run", "--all-files")
    assert code == 1
    assert "a.py:1:8" in said


def test_run_on_given_files_finds_what_is_in_them(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.commit(**{"a.py": f"key = '{github_token}'\n", "b.py": "x = 1\n"})
    assert hooked("run", "--files", "a.py")[0] == 1
    code, said = hooked("run", "--verbose", "--files", "b.py")
    assert code == 0
    assert "1 file scanned" in said


def test_run_between_two_commits_finds_what_is_pushed(hooked: PreCommit, github_token: str) -> None:
    first = hooked.repo.commit("before")
    last = hooked.repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    assert hooked("run", "--from-ref", first, "--to-ref", last)[0] == 1
    assert hooked("run", "--from-ref", last, "--to-ref", last)[0] == 0


def test_run_says_how_little_it_looked_at(hooked: PreCommit) -> None:
    assert "0 files scanned" in hooked("run", "--verbose")[1]


@pytest.mark.parametrize("placed", [0, 1234, 2499])
def test_secret_is_found_in_whichever_batch_it_falls(hooked: PreCommit, github_token: str, placed: int) -> None:
    folder = "a-folder-with-a-long-name/" * 4
    for number in range(2500):
        hooked.repo.write(f"{folder}file-{number:04}.py", f"x = {number}\n")
    secret = f"{folder}file-{placed:04}.py"
    hooked.repo.write(secret, f"key = '{github_token}'\n")
    hooked.repo.git("add", ".")
    code, said = hooked("run", "--verbose")
    assert code == 1
    assert said.count(f"{secret}:1:8") == 1
    scanned = [int(line.split()[1]) for line in said.splitlines() if line.startswith("keysieve: ")]
    assert len(scanned) > 1, "one batch only: the test needs longer names"
    assert sum(scanned) == 2500
    code, said = hooked("run", "--all-files", "--verbose")
    assert code == 1
    assert said.count(f"{secret}:1:8") == 1


NAMES = [
    "a b.py",
    "'quote'.py",
    '"double".py',
    "$HOME.py",
    "café 😀.py",
    "tab\there.py",
    "new\nline.py",
    "back\\slash.py",
]
NAMES += ["--show-secrets", "--exit-code=0", "-h", "--", "--output=gone", "--min-confidence=high"]


@pytest.mark.parametrize("name", NAMES)
def test_file_of_any_name_is_scanned(hooked: PreCommit, github_token: str, name: str) -> None:
    hooked.repo.stage(name, f"key = '{github_token}'\n")
    assert hooked.git("commit", "-m", "leak")[0] == 1
    hooked.repo.commit("past the hook")
    code, said = hooked("run", "--all-files")
    assert code == 1
    assert github_token not in said
    assert not (hooked.repo.root / "gone").exists()


def test_name_that_is_no_text_is_scanned(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.stage(b"caf\xe9.py", f"key = '{github_token}'\n")
    assert hooked.git("commit", "-m", "leak")[0] == 1


def test_baseline_and_options_are_given_as_arguments(repo: Repo, home: Path, github_token: str, aws_id: str) -> None:
    repo.write("a.py", f"key = '{github_token}'\n")
    assert repo.keysieve("baseline", "create", "known").code == 0
    hooked = prepared(repo, LOCAL.replace("ARGUMENTS", "--baseline, known"), home)
    repo.git("add", ".")
    code, said = hooked.git("commit", "-m", "known")
    assert code == 0, said
    repo.stage("--exit-code=0", f"key = '{aws_id}'\n")
    assert hooked.git("commit", "-m", "leak")[0] == 1


def test_error_is_no_success(hooked: PreCommit) -> None:
    hooked.repo.stage(".keysieve.baseline", "broken\n")
    code, said = hooked.git("commit", "-m", "broken")
    assert code == 1
    assert ".keysieve.baseline" in said
    assert "Traceback" not in said
