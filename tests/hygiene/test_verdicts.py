from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest

from scanner.git.run import GitError
from scanner.hygiene.verdicts import is_shared, verdicts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Repo

PARTS = ["a", "b", ".env", ".env.local", "x.pem", "d e", "é", "#h", "!n", "sub", "[k]", "id_rsa"]
PATTERNS = ["a", "/a", "a/", "*.pem", ".env*", "!.env", "!*.pem", "**/b", "a/**", "sub/*", "/sub/.env", r"\#h", r"\!n"]
PATTERNS += ["# c", "", "d e", "d\\ e", "?", "[a-b]", "é", "*", "!*/", "!/sub/", "id_*", "x.pem ", "*/.env", r"\[k\]"]


def test_verdicts_agree_with_git_on_two_thousand_pairs(here: Repo) -> None:
    chance = random.Random(8)
    pairs = ignored = 0
    while pairs < 2000:
        rules = {place: chance.choices(PATTERNS, k=chance.randint(0, 4)) for place in ("", "sub/", "a/", "sub/b/")}
        for place, lines in rules.items():
            here.write(f"{place}.gitignore", "".join(f"{line}\n" for line in lines))
        here.write(".git/info/exclude", "".join(f"{line}\n" for line in chance.choices(PATTERNS, k=1)))
        paths = sorted({"/".join(chance.choices(PARTS, k=chance.randint(1, 4))).encode() for _ in range(100)})
        said = verdicts(str(here.root), paths)
        answer = here.git("check-ignore", "--no-index", "-z", "--stdin", check=False, stdin=b"\0".join(paths) + b"\0")
        by_git = {os.fsencode(path) for path in answer.split("\0") if path}
        assert {path for path, verdict in said.items() if verdict.ignored} == by_git, rules
        assert said.keys() == set(paths)
        pairs += len(paths)
        ignored += len(by_git)
    assert 0.1 < ignored / pairs < 0.9


def test_tracked_env_does_not_look_as_if_nothing_ignored_it(here: Repo) -> None:
    here.write(".gitignore", ".env\n")
    here.commit(**{".env": "A=1\n"})
    assert here.git("check-ignore", ".env", check=False) == ""
    verdict = verdicts(str(here.root), [b".env"])[b".env"]
    assert (verdict.ignored, verdict.source, verdict.line, verdict.pattern) == (True, b".gitignore", 1, b".env")


def test_verdict_names_the_file_that_takes_a_path_back(here: Repo) -> None:
    here.write(".gitignore", ".env\n")
    here.write("sub/.gitignore", "\n!.env\n")
    verdict = verdicts(str(here.root), [b"sub/.env"])[b"sub/.env"]
    assert (verdict.ignored, verdict.reincluded, verdict.source, verdict.line) == (False, True, b"sub/.gitignore", 2)


def test_verdicts_are_the_same_from_a_subdirectory(here: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    here.write(".gitignore", "/.env\n")
    here.write("sub/x", "")
    monkeypatch.chdir(here.root / "sub")
    said = verdicts(str(here.root), [b".env", b"sub/.env"])
    assert [said[path].ignored for path in (b".env", b"sub/.env")] == [True, False]
    assert is_shared(said[b".env"])


def test_pattern_of_the_user_is_not_shared(here: Repo, home: Path) -> None:
    (home / ".gitignore").write_text(".env\n")
    (home / ".gitconfig").write_text("[core]\n\texcludesFile = ~/.gitignore\n")
    verdict = verdicts(str(here.root), [b".env"])[b".env"]
    assert verdict.ignored
    assert not is_shared(verdict)


def test_path_behind_a_link_has_no_verdict(here: Repo) -> None:
    here.write("real/x", "")
    (here.root / "link").symlink_to("real")
    assert set(verdicts(str(here.root), [b"link/.env", b"real/.env"])) == {b"real/.env"}


def test_names_with_line_ends_and_odd_bytes_keep_their_verdicts(here: Repo) -> None:
    here.write(".gitignore", b"a\\\nb*\n")
    paths = [b"bc\nd", b"\xff.env", b"q\"'"]
    assert [verdicts(str(here.root), paths)[path].ignored for path in paths] == [True, False, False]


def test_failing_git_is_an_error(here: Repo, enter: Callable[[Repo], Repo], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    with pytest.raises(GitError):
        verdicts(str(here.root), [b".env"])
