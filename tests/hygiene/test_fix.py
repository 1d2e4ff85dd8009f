from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.hygiene.fix import addition, literal_line
from tests.hygiene.conftest import PRIVATE

if TYPE_CHECKING:
    from tests.conftest import Repo


def gitignore(repo: Repo, place: str = "") -> bytes:
    return (repo.root / place / ".gitignore").read_bytes()


def ignored(repo: Repo, *paths: str) -> list[bool]:
    return [bool(repo.git("check-ignore", "--no-index", path, check=False)) for path in paths]


def test_fix_makes_git_ignore_secrets_and_keep_templates(mended: Repo) -> None:
    secret = (".env", ".env.local", "a/.env.production", "b/server.pem", "id_rsa", "service-account-x.json")
    assert all(ignored(mended, *secret))
    assert not any(ignored(mended, ".env.example", ".env.schema", ".env.production.example", "src/env.py"))


def test_fix_is_idempotent(mended: Repo) -> None:
    before = gitignore(mended)
    outcome = mended.keysieve("gitignore", "fix")
    assert (outcome.code, outcome.out) == (0, "")
    assert gitignore(mended) == before


@pytest.mark.parametrize(
    "old", [b"a\r\n*.log\r\n", b"a", b"a\r\nb", b"\xef\xbb\xbf# \xff\n\n\n", b"# \xc3\xa9\n a \\ \n"]
)
def test_fix_keeps_every_byte_and_the_line_ends(repo: Repo, old: bytes) -> None:
    repo.write(".gitignore", old)
    assert repo.keysieve("gitignore", "fix").code == 0
    new = gitignore(repo)
    assert new.startswith(old)
    added = new[len(old) :]
    assert added.count(b"\r\n") == (added.count(b"\n") if b"\r\n" in old else 0)


def test_fix_adds_one_line_where_one_is_enough(mended: Repo) -> None:
    before = gitignore(mended)
    mended.write("ssh/id_ecdsa", PRIVATE)
    outcome = mended.keysieve("gitignore", "fix")
    assert (outcome.code, outcome.out) == (0, ".gitignore: + id_ecdsa\n")
    assert gitignore(mended) == before + b"id_ecdsa\n"


def test_fix_writes_where_the_exception_stands(mended: Repo) -> None:
    root = gitignore(mended)
    mended.write("sub/.gitignore", "!.env.production\n")
    mended.write("sub/.env.production", "A=1\n")
    assert mended.keysieve("gitignore", "fix").code == 0
    assert gitignore(mended, "sub") == b"!.env.production\n/.env.production\n"
    assert gitignore(mended) == root


def test_fix_shows_a_hidden_template_again(mended: Repo) -> None:
    mended.write(".gitignore", gitignore(mended) + b".env*\n")
    mended.write(".env.example", "A=\n")
    assert mended.keysieve("gitignore", "fix").code == 0
    assert ignored(mended, ".env.example", ".env") == [False, True]


def test_fix_does_not_hide_a_template_of_a_rarer_name(repo: Repo) -> None:
    repo.write(".env.sample", "A=\n")
    assert repo.keysieve("gitignore", "fix").code == 0
    assert ignored(repo, ".env.sample") == [False]


def test_fix_shares_what_only_the_user_ignores(mended: Repo) -> None:
    mended.write(".gitignore", gitignore(mended).replace(b"id_rsa\n", b""))
    mended.write(".git/info/exclude", "id_rsa\n")
    mended.write("id_rsa", PRIVATE)
    assert mended.keysieve("gitignore", "fix").out == ".gitignore: + id_rsa\n"


def test_fix_untracks_nothing_and_says_what_is_left(mended: Repo) -> None:
    mended.commit(**{".env": "A=1\n"})
    outcome = mended.keysieve("gitignore", "fix")
    assert outcome.code == 1
    assert "git rm --cached -- .env" in outcome.out
    assert mended.git("ls-files").split() == [".env"]


def test_dry_run_changes_nothing(repo: Repo) -> None:
    outcome = repo.keysieve("gitignore", "fix", "--dry-run")
    assert outcome.code == 1
    assert ".gitignore: + .env\n" in outcome.out
    assert not (repo.root / ".gitignore").exists()


def test_gitignore_in_utf16_is_refused_and_left_alone(repo: Repo) -> None:
    text = "secret\n".encode("utf-16")
    repo.write(".gitignore", text)
    outcome = repo.keysieve("gitignore", "fix")
    assert outcome.code == 2
    assert ".gitignore: is not UTF-8" in outcome.err
    assert gitignore(repo) == text


def test_gitignore_that_is_a_link_is_refused(repo: Repo) -> None:
    repo.write("other", "x\n")
    (repo.root / ".gitignore").symlink_to("other")
    outcome = repo.keysieve("gitignore", "fix")
    assert outcome.code == 2
    assert (repo.root / "other").read_text() == "x\n"


NAMES = st.text(st.characters(blacklist_characters="\0/\n\r", blacklist_categories=["Cs"]), min_size=1, max_size=12)


@given(NAMES.filter(lambda name: name not in (".", "..") and name.lower() != ".git"))
def test_literal_line_has_no_pattern_left_in_it(name: str) -> None:
    line = literal_line(b"sub/" + os.fsencode(name), b"sub/.gitignore")
    assert line.startswith("/")
    assert not line.endswith(" ") or line.endswith("\\ ")
    plain = line[1:].replace("\\\\", "")
    assert all(plain[at - 1] == "\\" for at, character in enumerate(plain) if character in "*?[]")


def test_literal_line_matches_the_very_path(repo: Repo) -> None:
    for name in ("a*b.pem", "!x.pem", "#x.pem", "end .pem ", "q[1].pem", "b\\c.pem"):
        line = literal_line(os.fsencode(name), b".gitignore")
        repo.write(".gitignore", line + "\n")
        assert ignored(repo, name) == [True], (name, line)


@given(st.binary(max_size=40), st.lists(st.sampled_from([".env", "*.pem"]), min_size=1, max_size=3))
def test_addition_ends_the_last_line_and_its_own(old: bytes, lines: list[str]) -> None:
    added = addition(old, lines)
    assert added.endswith(b"\n")
    assert [line.strip() for line in (old + added).split(b"\n")[-1 - len(lines) : -1]] == [x.encode() for x in lines]
