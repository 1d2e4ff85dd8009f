"""Names are reported as they are, and reach no terminal as anything but text."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

NAMES = [
    b"a b.txt",
    b" leading",
    b"trailing ",
    b"tab\tname",
    b"new\nline",
    b"carriage\rreturn",
    b'"q".txt',
    b"'q'.txt",
    b"back\\slash",
    b"-dash",
    b"--staged",
    b":(top)magic",
    b"*?[a]",
    b"$(touch x)`;&|",
    b"#hash",
    b"~",
    b"a=b",
    b"100644 blob",
    "café 😀.txt".encode(),
    "cafe\u0301".encode(),
    "\u202etxt.exe".encode(),
    "line\u2028separator".encode(),
    b"\x1b[31mred\x1b[0m",
    b"\x1b]0;title\x07",
    b"bell\x07\x7f",
    b"\xff\xfe",
    b"caf\xe9.txt",
    b"half\xc3",
    b".hidden",
    b"a:b",
    b"x" * 250,
    b"deep/" * 40 + b"f",
]


@pytest.fixture
def stage_all(repo: Repo, aws_id: str) -> Callable[[], Repo]:
    def stage() -> Repo:
        for name in NAMES:
            repo.stage(name, f"\nx = '{aws_id}'\n")
        return repo

    return stage


def test_true_name_is_reported_whatever_it_is(stage_all: Callable[[], Repo]) -> None:
    """ggshield #1063, vinnie357/claude-skills #247, #248, knostic/OpenAnt #53."""
    repo = stage_all()
    expected = sorted((os.fsdecode(name), 2) for name in NAMES)
    assert sorted(repo.staged().places) == expected
    assert sorted(repo.keysieve("scan", "--format", "json").places) == expected


def test_name_passed_to_the_hook_is_not_misread(stage_all: Callable[[], Repo]) -> None:
    repo = stage_all()
    outcome = repo.keysieve("hook", "--format", "json", "--", *map(os.fsdecode, NAMES))
    assert sorted(outcome.places) == sorted((os.fsdecode(name), 2) for name in NAMES)
    assert repo.keysieve("hook", "--", *map(os.fsdecode, NAMES)).code == 1


@pytest.mark.parametrize("name", [name for name in NAMES if b"/" not in name])
def test_name_passed_to_scan_is_not_misread(repo: Repo, aws_id: str, name: bytes) -> None:
    repo.write(name, f"x = '{aws_id}'")
    repo.write("other", f"x = '{aws_id}'")
    outcome = repo.keysieve("scan", "--format", "json", "--", os.fsdecode(name))
    assert outcome.places == [(os.fsdecode(name), 1)]


@pytest.mark.parametrize("format_", ["text", "json", "jsonl"])
def test_control_characters_of_names_reach_no_terminal(stage_all: Callable[[], Repo], format_: str) -> None:
    repo = stage_all()
    outcome = repo.keysieve("scan", "--staged", "--format", format_)
    assert outcome.code == 1
    assert all(character.isprintable() or character == "\n" for character in outcome.out)


def test_control_characters_of_skipped_and_failed_names_reach_no_terminal(repo: Repo) -> None:
    name = "\x1b[2Jx\ny"
    repo.git("update-index", "--add", "-z", "--index-info", stdin=f"100644 {'1' * 40}\t{name}\0".encode())
    outcome = repo.keysieve("scan", "--staged")
    assert outcome.code == 2
    assert all(character.isprintable() or character == "\n" for character in outcome.out + outcome.err)
    missing = repo.keysieve("scan", name)
    assert (missing.code, missing.err.count("\n")) == (2, 1)
    assert "\x1b" not in missing.err


@pytest.mark.parametrize("name", ["with space", "ünï 😀", "'q\"", "-dash", "a\tb", "new\nline", "$(x)", "a:b", "[a]*"])
def test_repository_in_an_odd_directory_is_not_misplaced(
    make_repo: Callable[[str], Repo], aws_id: str, name: str
) -> None:
    repo = make_repo(name)
    repo.commit(**{"sub/a.py": "x = 1\n"})
    repo.stage("sub/a.py", f"x = '{aws_id}'")
    repo.write(".gitignore", "*.log")
    repo.write("sub/b.log", f"x = '{aws_id}'")
    assert repo.staged().places == [("sub/a.py", 1)]
    assert repo.keysieve("scan", "--format", "json", cwd=repo.root / "sub").places == [("sub/a.py", 1)]
    assert repo.keysieve("hook", "--format", "json", "a.py", cwd=repo.root / "sub").places == [("sub/a.py", 1)]


def test_name_that_differs_in_case_only_is_another_file(repo: Repo, aws_id: str) -> None:
    repo.commit(**{"a.py": f"x = '{aws_id}'", "A.py": "1"})
    repo.stage("A.py", f"x = '{aws_id}'")
    assert repo.staged().places == [("A.py", 1)]
