"""Patches as git and diff really write them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.sources.interface import SourceError
from scanner.sources.patch import PatchSource, file_name, parse_patch, unquoted

if TYPE_CHECKING:
    from tests.conftest import Outcome, Repo

Scan = "Callable[..., Outcome]"


@pytest.fixture
def scan(repo: Repo) -> Callable[..., Outcome]:
    """Scan a patch; the report is JSON."""

    def run(patch: str | bytes) -> Outcome:
        data = patch if isinstance(patch, bytes) else patch.encode("utf-8", "surrogateescape")
        path = repo.root.parent / "x.patch"
        path.write_bytes(data)
        return repo.keysieve("scan", "--format", "json", "--diff", str(path))

    return run


def numbered(count: int, **lines: str) -> str:
    """Return that many lines, some of them (`_3="text"`) replaced."""
    return "".join(lines.get(f"_{number}", f"line {number}") + "\n" for number in range(1, count + 1))


def test_secret_is_told_at_its_new_line(repo: Repo, scan: Callable[..., Outcome], github_token: str) -> None:
    repo.commit(**{"dir/a.txt": numbered(100)})
    repo.write("dir/a.txt", "new\nnew\n" + numbered(100, _20=f"T={github_token}", _60="x", _90=f"U={github_token}"))
    outcome = scan(repo.git("diff"))
    assert outcome.places == [("dir/a.txt", 22), ("dir/a.txt", 92)]
    assert outcome.code == 1
    assert github_token not in outcome.out


@pytest.mark.parametrize("settings", [[], ["diff.noprefix"], ["diff.mnemonicPrefix"]])
@pytest.mark.parametrize("name", ["a.txt", "a/b.txt", "b/b.txt", "i/c.txt", "w/c.txt", "b b/c c.txt"])
@pytest.mark.parametrize("change", ["new", "changed", "renamed"])
def test_path_is_the_true_one_under_any_setting(
    repo: Repo, scan: Callable[..., Outcome], github_token: str, settings: list[str], name: str, change: str
) -> None:
    options = [option for key in settings for option in ("-c", f"{key}=true")]
    if change == "changed":
        repo.commit(**{name: numbered(9)})
    if change == "renamed":
        repo.commit(**{"old name.txt": numbered(9)})
        repo.git("rm", "-q", "old name.txt")
    repo.stage(name, numbered(9, _5=f"T={github_token}"))
    for patch in (repo.git(*options, "diff", "--cached", "-M"), repo.git(*options, "diff", "--cached", "--no-renames")):
        assert scan(patch).places == [(name, 5)]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize(
    "name", ["caf\u00e9 \U0001f600.txt", '"q".txt', "tab\tname", "new\nline", "back\\slash", "bell\a", "caf\udce9"]
)
@pytest.mark.parametrize("quote", ["true", "false"])
def test_quoted_name_is_the_true_one(
    repo: Repo, scan: Callable[..., Outcome], github_token: str, name: str, quote: str
) -> None:
    repo.stage(os.fsencode(name), f"T={github_token}\n")
    outcome = scan(repo.git("-c", f"core.quotePath={quote}", "diff", "--cached"))
    assert outcome.places == [(name, 1)]


def test_pure_rename_and_mode_change_are_silent(repo: Repo, scan: Callable[..., Outcome], github_token: str) -> None:
    repo.commit(**{"a.txt": f"T={github_token}\n", "b.sh": "x\n"})
    repo.git("mv", "a.txt", "c.txt")
    repo.git("update-index", "--chmod=+x", "b.sh")
    outcome = scan(repo.git("diff", "--cached", "-M"))
    assert (outcome.code, outcome.new) == (0, [])
    assert outcome.report["summary"]["listed"] == 2


def test_rename_without_detection_is_silent(repo: Repo, scan: Callable[..., Outcome], github_token: str) -> None:
    repo.commit(**{"a.txt": f"T={github_token}\n"})
    repo.git("mv", "a.txt", "c.txt")
    assert scan(repo.git("diff", "--cached", "--no-renames")).new == []


def test_removed_secret_is_silent(repo: Repo, scan: Callable[..., Outcome], github_token: str) -> None:
    repo.commit(**{"a.txt": numbered(9, _5=f"T={github_token}"), "b.txt": f"T={github_token}\n"})
    repo.stage("a.txt", numbered(9))
    repo.git("rm", "-q", "b.txt")
    assert scan(repo.git("diff", "--cached")).code == 0


def test_old_secret_in_the_context_is_silent(repo: Repo, scan: Callable[..., Outcome], github_token: str) -> None:
    repo.commit(**{"a.txt": numbered(9, _5=f"T={github_token}")})
    repo.stage("a.txt", numbered(9, _5=f"T={github_token}", _6="changed"))
    assert scan(repo.git("diff", "--cached")).code == 0
    repo.stage("a.txt", numbered(9, _5=f"T={github_token}", _6=f"copy={github_token}"))
    assert scan(repo.git("diff", "--cached")).places == [("a.txt", 6)]


def test_missing_newline_at_the_end_hides_nothing(repo: Repo, scan: Callable[..., Outcome], github_token: str) -> None:
    repo.commit(**{"a.txt": "x", "b.txt": f"T={github_token}"})
    repo.stage("a.txt", f"x\nT={github_token}")
    repo.stage("b.txt", f"T={github_token}\n")
    repo.stage("c.txt", "x\n")
    outcome = scan(repo.git("diff", "--cached"))
    assert outcome.places == [("a.txt", 2)]
    assert outcome.report["summary"]["listed"] == 3


@pytest.mark.parametrize("context", ["-U0", "-U1", "-U50"])
def test_lines_are_right_with_any_context(
    repo: Repo, scan: Callable[..., Outcome], github_token: str, context: str
) -> None:
    repo.commit(**{"a.txt": numbered(30)})
    repo.stage("a.txt", "0\n" + numbered(30, _3="x", _15=f"T={github_token}"))
    assert scan(repo.git("diff", "--cached", context)).places == [("a.txt", 16)]


def test_removed_line_that_looks_like_a_header_ends_no_file(
    repo: Repo, scan: Callable[..., Outcome], github_token: str
) -> None:
    repo.commit(**{"a.sql": "-- a/x.txt\nx\n", "b.txt": "x\n"})
    repo.stage("a.sql", f"++ b/y.txt\nT={github_token}\n")
    repo.stage("b.txt", f"Binary files a/x and b/x differ\ndiff --git a/z b/z\n@@ -1 +1 @@\nT={github_token}\n")
    assert scan(repo.git("diff", "--cached")).places == [("a.sql", 2), ("b.txt", 4)]


@pytest.fixture
def merge(repo: Repo) -> Callable[[str, str, str, str], str]:
    """Return the combined diff of a merge: what was before, on each side, and in the merge."""

    def make(base: str, ours: str, theirs: str, merged: str) -> str:
        repo.commit(**{"a.txt": base})
        repo.git("checkout", "-qb", "side")
        repo.commit(**{"a.txt": theirs})
        repo.git("checkout", "-q", "main")
        repo.commit(**{"a.txt": ours})
        repo.git("merge", "-q", "side", check=False)
        repo.stage("a.txt", merged)
        repo.git("commit", "-qm", "merge")
        return repo.git("show", "--cc", "HEAD")

    return make


def test_what_a_merge_adds_itself_is_told(
    scan: Callable[..., Outcome], merge: Callable[..., str], github_token: str
) -> None:
    patch = merge("1\n2\n", "1\nours\n", "1\ntheirs\n", f"1\nours\ntheirs\nT={github_token}\n")
    assert "@@@" in patch
    assert scan(patch).places == [("a.txt", 4)]


def test_what_a_merge_takes_from_one_side_is_silent(
    scan: Callable[..., Outcome], merge: Callable[..., str], github_token: str
) -> None:
    secret = f"T={github_token}"
    assert scan(merge("1\n2\n", f"1\n{secret}\n", "1\ntheirs\n", f"1\n{secret}\ntheirs\nmore\n")).code == 0


def test_what_a_merge_drops_is_silent(
    scan: Callable[..., Outcome], merge: Callable[..., str], github_token: str
) -> None:
    assert scan(merge("1\n2\n", f"1\nT={github_token}\n", "1\ntheirs\n", "1\nboth\n")).code == 0


def test_copy_that_a_merge_makes_is_told(
    scan: Callable[..., Outcome], merge: Callable[..., str], github_token: str
) -> None:
    secret = f"T={github_token}"
    patch = merge("1\n2\n", f"1\n{secret}\n", f"1\n{secret} \n", f"1\n{secret}\nx\ny={github_token}\n")
    assert len(scan(patch).places) == 1


@pytest.mark.parametrize(
    "header", ["", "Index: a.txt\n===================================================================\n"]
)
def test_output_of_diff_is_read(
    repo: Repo, scan: Callable[..., Outcome], github_token: str, header: str, tmp_path: Path
) -> None:
    (tmp_path / "old dir").mkdir()
    (tmp_path / "old dir/a.txt").write_text(numbered(40), encoding="utf-8")
    (tmp_path / "a.txt").write_text(numbered(40, _30=f"T={github_token}"), encoding="utf-8")
    run = subprocess.run(
        ["diff", "-u", "old dir/a.txt", "a.txt"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    outcome = scan(header + run.stdout)
    assert outcome.places == [("a.txt", 30)]


def test_binary_file_in_a_tree_hides_no_text_beside_it(
    repo: Repo, scan: Callable[..., Outcome], github_token: str, tmp_path: Path
) -> None:
    for directory, text, image in (("a", "x\n", b"\0\1"), ("b", f"T={github_token}\n", b"\0\2")):
        (tmp_path / directory).mkdir()
        for name in ("1.png", "3.png"):
            (tmp_path / directory / name).write_bytes(image)
        for name in ("2.txt", "4.txt"):
            (tmp_path / directory / name).write_text(text, encoding="utf-8")
    run = subprocess.run(["diff", "-ru", "a", "b"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.stdout.count("Binary files") == 2
    outcome = scan(run.stdout)
    assert outcome.places == [("2.txt", 1), ("4.txt", 1)]
    assert outcome.report["summary"]["listed"] == 4
    assert [skipped["path"] for skipped in outcome.report["skipped"]] == ["1.png", "3.png"]


@pytest.mark.parametrize("option", ["--no-binary", "--binary"])
def test_binary_file_is_skipped_with_a_reason(
    repo: Repo, scan: Callable[..., Outcome], github_token: str, option: str
) -> None:
    repo.stage("a.bin", b"\0\1\2" * 99)
    repo.stage("b.txt", f"T={github_token}\n")
    outcome = scan(repo.git("diff", "--cached", *([] if option == "--no-binary" else [option])))
    assert outcome.places == [("b.txt", 1)]
    assert "binary: the patch does not show its contents" in outcome.out


def test_line_that_says_binary_hides_no_hunk(scan: Callable[..., Outcome], github_token: str) -> None:
    patch = f"diff --git a/a b/a\n--- a/a\n+++ b/a\nGIT binary patch\n@@ -0,0 +1 @@\n+T={github_token}\n"
    assert scan(patch).places == [("a", 1)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-8-sig"])
def test_patch_from_another_shell_is_read(
    repo: Repo, scan: Callable[..., Outcome], github_token: str, encoding: str
) -> None:
    repo.stage("größe.txt", f"x\nT={github_token}\n")
    patch = repo.git("-c", "core.quotePath=false", "diff", "--cached")
    assert scan(patch.encode(encoding)).places == [("größe.txt", 2)]


def test_windows_line_ends_change_no_place(repo: Repo, scan: Callable[..., Outcome], github_token: str) -> None:
    repo.commit(**{"a.txt": numbered(20)})
    repo.stage("a.txt", numbered(20, _12=f"T={github_token}"))
    outcome = scan(repo.git("diff", "--cached").replace("\n", "\r\n"))
    assert outcome.places == [("a.txt", 12)]


def test_windows_file_in_a_patch_is_read(repo: Repo, scan: Callable[..., Outcome], github_token: str) -> None:
    repo.stage("a.txt", f"x\r\nT={github_token}\r\n")
    assert scan(repo.git("diff", "--cached")).places == [("a.txt", 2)]


def test_mail_with_a_patch_is_read(repo: Repo, scan: Callable[..., Outcome], github_token: str) -> None:
    repo.commit(**{"a.txt": "x\n"})
    repo.commit("a message\n\n--- with a line\n", **{"a.txt": f"x\nT={github_token}\n", "b.txt": "y\n"})
    assert scan(repo.git("format-patch", "-1", "--stdout")).places == [("a.txt", 2)]


def test_series_that_moves_lines_around_a_secret_tells_it_once(
    repo: Repo, scan: Callable[..., Outcome], github_token: str
) -> None:
    secret = f"T={github_token}\n"
    repo.commit(**{"a.txt": "1\n2\n"})
    repo.commit(**{"a.txt": "1\n2\n" + secret})
    repo.commit(**{"a.txt": "1\n2\n" + secret + "3\n"})
    repo.commit(**{"a.txt": "0\n1\n2\n" + secret + "3\n"})
    outcome = scan(repo.git("format-patch", "-3", "--stdout"))
    assert len(outcome.new) == 1
    assert scan(repo.git("format-patch", "-2", "--stdout")).new == []


def test_private_key_in_a_patch_is_whole(repo: Repo, scan: Callable[..., Outcome], sample: Callable[..., str]) -> None:
    repo.stage("k.pem", sample("x\n{pem:RSA PRIVATE KEY}\n"))
    assert scan(repo.git("diff", "--cached")).places == [("k.pem", 2)]


@pytest.mark.parametrize("patch", [b"", b"\n", b"  \r\n\n"])
def test_empty_patch_is_clean(scan: Callable[..., Outcome], patch: bytes) -> None:
    outcome = scan(patch)
    assert outcome.code == 0
    assert outcome.report["summary"]["listed"] == 0


@pytest.mark.parametrize(
    "patch", ["hello\n", "@@ -1 +1 @@\n+x\n", "--- a.txt\nhello\n", "+++ a.txt\n", "--- a.txt", "1c1\n< a\n---\n> b\n"]
)
def test_what_is_no_patch_is_no_pass(scan: Callable[..., Outcome], patch: str) -> None:
    outcome = scan(patch)
    assert outcome.code == 2
    assert "no diff in it; give a unified diff" in outcome.err
    assert outcome.err.count("\n") == 1


def test_patch_that_cannot_be_read_is_no_pass(tmp_path: Path) -> None:
    for path in (tmp_path / "none.patch", tmp_path):
        with pytest.raises(SourceError, match="the patch cannot be read"):
            PatchSource(str(path))


def test_patch_is_read_from_a_pipe(repo: Repo, github_token: str) -> None:
    repo.stage("a.txt", f"T={github_token}\n")
    patch = repo.git("diff", "--cached")
    outcome = repo.keysieve("scan", "--format", "json", "--diff", "-", stdin=patch.encode())
    assert (outcome.code, outcome.places) == (1, [("a.txt", 1)])


def test_context_line_that_an_editor_stripped_shifts_nothing(scan: Callable[..., Outcome], github_token: str) -> None:
    assert scan(f"--- a/a\n+++ b/a\n@@ -1,2 +1,3 @@\n\n\n+T={github_token}\n").places == [("a", 3)]


def test_hunk_cut_off_is_read_as_far_as_it_goes_and_is_an_error(
    scan: Callable[..., Outcome], github_token: str
) -> None:
    outcome = scan(f"--- a/a\n+++ b/a\n@@ -1,9 +1,10 @@\n x\n+T={github_token}")
    assert (outcome.code, outcome.places) == (2, [("a", 2)])
    assert "ends inside a hunk" in outcome.report["errors"][0]["message"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (b"a/b.txt", b"a/b.txt"),
        (b"a b.txt\t2024-01-01 00:00:00", b"a b.txt"),
        (b'"a\\tb"', b"a\tb"),
        (b'"a\\303\\251"\t', b"a\xc3\xa9"),
        (b'"a', b'"a'),
    ],
)
def test_name_ends_where_diff_ends_it(text: bytes, name: bytes) -> None:
    assert file_name(text) == name


@given(st.binary())
def test_quoting_is_undone(name: bytes) -> None:
    escapes = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\"}
    quoted = "".join(
        "\\" + escapes[byte] if byte in escapes else chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}" for byte in name
    )
    assert unquoted(quoted.encode()) == name


@given(
    st.lists(
        st.sampled_from(
            [
                b"--- a/x",
                b"+++ b/x",
                b"@@ -1 +1 @@",
                b"@@@ -1 -1 +1,2 @@@",
                b"+x",
                b"-x",
                b" x",
                b"",
                b"\\ No",
                b"diff --git a/x b/x",
                b"Binary files a/x and b/x differ",
                b"GIT binary patch",
                b"diff --cc x",
                b"+++ /dev/null",
                b"diff --git a",
            ]
        )
    )
)
def test_no_patch_crashes_the_reader(lines: list[bytes]) -> None:
    for file in parse_patch(b"\n".join(lines)):
        assert isinstance(file.path, bytes)


@pytest.mark.parametrize("header", ["@@", "@@ foo", "@@ -x +1 @@", "@@ -1 +1,3 foo @@", "@@ -0,0 +0,0 @@", ""])
def test_added_line_without_a_hunk_that_can_be_read_is_an_error(
    scan: Callable[..., Outcome], header: str, github_token: str
) -> None:
    outcome = scan(f"diff --git a/b b/b\n--- a/b\n+++ b/b\n{header}\n+k='{github_token}'\n")
    assert outcome.code == 2
    assert "cannot be read" in outcome.report["errors"][0]["message"]
