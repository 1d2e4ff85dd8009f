"""Encodings, line ends, edges of files, and sizes: a secret is found wherever it stands, at its true place."""

from __future__ import annotations

import codecs
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Outcome, Repo


@pytest.fixture(params=["staged", "files", "stdin"])
def found(request: pytest.FixtureRequest, repo: Repo) -> Callable[[bytes], Outcome]:
    """Scan contents by each source."""

    def scan(contents: bytes) -> Outcome:
        repo.stage("a.txt", contents)
        if request.param == "staged":
            repo.write("a.txt", "")
            return repo.staged()
        if request.param == "files":
            return repo.keysieve("scan", "a.txt", "--format", "json")
        return repo.keysieve("scan", "--stdin", "--stdin-name", "a.txt", "--format", "json", stdin=contents)

    return scan


ENCODINGS = {
    "utf-16-le with BOM": codecs.BOM_UTF16_LE + b"|utf-16-le",
    "utf-16-be with BOM": codecs.BOM_UTF16_BE + b"|utf-16-be",
    "utf-32-le with BOM": codecs.BOM_UTF32_LE + b"|utf-32-le",
    "utf-32-be with BOM": codecs.BOM_UTF32_BE + b"|utf-32-be",
    "utf-8 with BOM": codecs.BOM_UTF8 + b"|utf-8",
    "utf-16-le": b"|utf-16-le",
    "utf-16-be": b"|utf-16-be",
    "utf-32-le": b"|utf-32-le",
    "utf-32-be": b"|utf-32-be",
    "latin-1": b"|latin-1",
    "cp1252": b"|cp1252",
    "cp437": b"|cp437",
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_encoding_does_not_hide_a_secret(found: Callable[[bytes], Outcome], aws_id: str, name: str) -> None:
    """ggshield PR 1525; gitleaks, detect-secrets, secretlint, git-secrets (run here)."""
    mark, _, encoding = ENCODINGS[name].rpartition(b"|")
    text = f"first line\r\n# é\r\nx = '{aws_id}' # end\r\n"
    [finding] = found(mark + text.encode(encoding.decode())).new
    assert (finding["line"], finding["column"], finding["end_column"]) == (3, 6, 26)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_secret_alone_with_a_mark_is_not_missed(
    found: Callable[[bytes], Outcome], github_token: str, encoding: str
) -> None:
    assert found(github_token.encode(encoding)).places == [("a.txt", 1)]


@pytest.mark.parametrize(
    "contents",
    [
        b"a\0b\nx = '%s'\n",
        b"\0\nx = '%s'\n",
        b"a\nx = '%s'\0",
        b"\xff\xfb\x90" + bytes(200) + b"\nx = '%s'\n",
        bytes(range(1, 256)).replace(b"%", b"") + b"\nx = '%s'",
        b"\x7fELF" + bytes(9_000) + b"\n" + b"'%s'",
    ],
    ids=["one NUL", "NUL first", "NUL behind", "binary", "all bytes", "NULs for 8000 bytes"],
)
def test_binary_bytes_do_not_hide_a_secret(found: Callable[[bytes], Outcome], aws_id: str, contents: bytes) -> None:
    assert [finding["rule"] for finding in found(contents.replace(b"%s", aws_id.encode())).new] == ["aws-access-key-id"]


@pytest.mark.parametrize("before", ["", "\n", "\r\n", "\ufeff", " ", "\t", "'", "é"])
@pytest.mark.parametrize("after", ["", "\n", "\r\n", "\r", " ", "'", "é"])
def test_edge_of_the_file_does_not_hide_a_secret(repo: Repo, aws_id: str, before: str, after: str) -> None:
    outcome = repo.keysieve("scan", "--stdin", "--format", "json", stdin=f"{before}{aws_id}{after}".encode())
    assert len(outcome.new) == 1


def test_start_and_end_of_a_staged_file_are_not_missed(repo: Repo, sample: Callable[..., str]) -> None:
    repo.stage("a", sample("{aws_key_id:AKIA}\n\n{github_token:ghp_}"))
    assert repo.staged().places == [("a", 1), ("a", 3)]


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x0c", "\x0b", "\x1c", "\x85", "\r"])
def test_separators_that_are_no_line_ends_do_not_forge_lines(repo: Repo, aws_id: str, separator: str) -> None:
    repo.stage("a", f"one{separator}two{separator}three\nx = '{aws_id}'\n")
    assert repo.staged().places == [("a", 2)]


def test_columns_count_characters(repo: Repo, aws_id: str) -> None:
    repo.stage("a", f"😀é = '{aws_id}'")
    assert repo.staged().new[0]["column"] == 7


def test_long_line_before_a_secret_does_not_hide_it(found: Callable[[bytes], Outcome], aws_id: str) -> None:
    [finding] = found(b"x" * 3_000_000 + f"\nx = '{aws_id}'\n".encode()).new
    assert (finding["line"], finding["column"]) == (2, 6)


def test_secret_at_the_end_of_a_huge_line_is_not_missed(found: Callable[[bytes], Outcome], aws_id: str) -> None:
    length = 10_000_000
    [finding] = found(b"a" * length + f" '{aws_id}'".encode()).new
    assert (finding["line"], finding["column"]) == (1, length + 3)


@pytest.mark.parametrize("offset", [-40, -20, -1, 0, 1])
def test_secret_across_the_border_of_two_fragments_is_found_once(repo: Repo, aws_id: str, offset: int) -> None:
    from scanner.text.fragments import FRAGMENT_SIZE

    text = b"a\n" * ((FRAGMENT_SIZE + offset) // 2) + f" {aws_id} \n".encode() + b"b\n" * 100_000
    outcome = repo.keysieve("scan", "--stdin", "--format", "json", stdin=text)
    assert outcome.places == [("stdin", (FRAGMENT_SIZE + offset) // 2 + 1)]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16"])
def test_large_wide_text_is_not_scanned_as_bytes(repo: Repo, aws_id: str, encoding: str) -> None:
    text = "line é\n" * 700_000 + f"x = '{aws_id}'\n"
    repo.stage("a", text.encode(encoding))
    assert repo.staged().places == [("a", 700_001)]


PEAK = """
from scanner.entry import main
code = main(["scan", "--staged", "--output", "/dev/null"])
[peak] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(code, int(peak) // 1024)
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="reads the peak from /proc")
def test_memory_does_not_grow_with_the_file(make_repo: Callable[[str], Repo], aws_id: str) -> None:
    """gitleaks #770."""
    peaks = []
    for megabytes in (12, 48):
        repo = make_repo(f"of{megabytes}")
        repo.stage("a", b"a" * (megabytes << 20) + f" '{aws_id}'".encode())
        run = subprocess.run(
            [sys.executable, "-c", PEAK], cwd=repo.root, capture_output=True, text=True, check=True, timeout=120
        )
        code, peak = map(int, run.stdout.split())
        assert code == 1
        peaks.append(peak)
    assert peaks[1] - peaks[0] < 18  # half of what the second file is larger by


def test_many_keyword_hits_do_not_hide_the_secret_behind_them(repo: Repo, aws_id: str) -> None:
    repo.stage("a", "AKIA ghp_ token= password: " * 25_000 + f"\n'{aws_id}'")
    assert ("a", 2) in repo.staged().places


@pytest.mark.parametrize(
    ("before", "encoding"),
    [
        (b"A=1\r\n" * 1_000, "utf-16-le"),
        (("漢字" * 1_500).encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_LE, "ascii"),
    ],
    ids=["appended by PowerShell", "behind 4 KiB of Chinese without a mark", "a wrong mark"],
)
def test_text_of_two_encodings_does_not_hide_a_secret(repo: Repo, aws_id: str, before: bytes, encoding: str) -> None:
    contents = before + f"\nx = '{aws_id}'\n".encode(encoding)
    assert repo.keysieve("scan", "--stdin", "--format", "json", stdin=contents).new
