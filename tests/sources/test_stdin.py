from __future__ import annotations

import os
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from scanner.model import Provenance
from scanner.sources.stdin import CHUNK, StdinSource, read_chunks

if TYPE_CHECKING:
    from tests.conftest import Keysieve


def piped(*parts: bytes) -> int:
    """Return the reading end of a pipe that gets those parts."""
    reading, writing = os.pipe()

    def write() -> None:
        for part in parts:
            left = part
            while left:
                left = left[os.write(writing, left) :]
        os.close(writing)

    Thread(target=write).start()
    return reading


@pytest.mark.parametrize("parts", [[], [b"one"], [b"one", b"two"], [b"x" * (3 * CHUNK), b"end"]])
def test_everything_is_read(parts: list[bytes]) -> None:
    descriptor = piped(*parts)
    chunks = list(read_chunks(descriptor))
    os.close(descriptor)
    assert b"".join(chunks) == b"".join(parts)
    assert all(0 < len(chunk) <= CHUNK for chunk in chunks)


def test_stream_is_one_entry_under_its_name() -> None:
    descriptor = piped(b"a\n", b"b\n")
    (entry,) = StdinSource(descriptor, b"dir/name.txt").entries()
    (fragment,) = entry.fragments
    os.close(descriptor)
    assert (entry.path, entry.skipped) == (b"dir/name.txt", "")
    assert (fragment.path, fragment.content, fragment.provenance) == (b"dir/name.txt", b"a\nb\n", Provenance("stdin"))


def test_everything_on_a_stream_is_new() -> None:
    assert list(StdinSource(0, b"-").earlier([b"-"])) == []


def test_secret_on_stdin_is_found_outside_a_repository(keysieve: Keysieve, github_token: str) -> None:
    outcome = keysieve(
        "scan", "--stdin", "--stdin-name", "conf/a.env", "--format", "json", stdin=f"x\nT={github_token}".encode()
    )
    assert (outcome.code, outcome.places) == (1, [("conf/a.env", 2)])
    assert github_token not in outcome.out + outcome.err


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "latin-1"])
def test_encoding_of_a_pipe_hides_nothing(keysieve: Keysieve, github_token: str, encoding: str) -> None:
    text = f"größe = 1\nT = {github_token}\n".encode(encoding)
    outcome = keysieve("scan", "--stdin", "--format", "json", stdin=text)
    assert outcome.code == 1
    assert [line for _, line in outcome.places] == [2]


def test_empty_stdin_is_clean_and_complete(keysieve: Keysieve) -> None:
    outcome = keysieve("scan", "--stdin", "--format", "json")
    assert outcome.code == 0
    assert outcome.report["summary"]["state"] == "complete"


def test_stream_that_cannot_be_read_is_no_empty_one() -> None:
    descriptor = os.open(os.devnull, os.O_WRONLY)
    with pytest.raises(OSError, match="Bad file descriptor"):
        list(read_chunks(descriptor))
    os.close(descriptor)
