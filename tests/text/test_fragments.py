from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scanner.model import Fragment, Location, Provenance
from scanner.text.fragments import FRAGMENT_SIZE, OVERLAP, fragments
from scanner.text.lines import Locator

HERE = Provenance("work tree")
SECRET = re.compile(rb"<[^<>\n]{1,6}>")
WIDEST = 4 * 6 + 2
PIECES = st.sampled_from(["a", "é", "中", "😀", "\n", "<k>", "<éé>", "<", ">", "\u2028"])


def found_in(pieces: list[Fragment]) -> list[tuple[bytes, Location]]:
    """Return what the pattern matches in the fragments' own parts, with its place in the whole."""
    found = []
    for piece in pieces:
        locator = Locator(piece.content, piece.line, piece.column)
        for match in SECRET.finditer(piece.content):
            place = locator.locate(*match.span())
            if piece.begin <= match.start() < piece.end:
                found.append((match.group(), place))
    return found


@given(st.lists(PIECES, max_size=80), st.integers(1, 40), st.integers(WIDEST, 40), st.integers(1, 50))
@example(["é"] * 60, 3, WIDEST, 1)
@example(["<k>"] * 20, 1, WIDEST, 7)
@example(["é", "\n", "<k>"] * 40, 5, WIDEST, 50)
def test_small_fragments_find_what_the_whole_has(parts: list[str], size: int, overlap: int, chunk: int) -> None:
    data = "".join(parts).encode()
    chunks = [data[start : start + chunk] for start in range(0, len(data), chunk)]
    pieces = list(fragments(b"f", HERE, chunks, fragment_size=size, overlap=overlap))
    assert found_in(pieces) == found_in(list(fragments(b"f", HERE, [data])))


@given(st.binary(max_size=200), st.integers(1, 30), st.integers(1, 30), st.integers(1, 40))
def test_every_byte_belongs_to_one_fragment(data: bytes, size: int, overlap: int, chunk: int) -> None:
    data = b"x" + data.replace(b"\0", b"")
    chunks = [data[start : start + chunk] for start in range(0, len(data), chunk)]
    pieces = list(fragments(b"f", HERE, chunks, fragment_size=size, overlap=overlap))
    assert b"".join(piece.content[piece.begin : piece.end] for piece in pieces) == data.removeprefix(b"\xef\xbb\xbf")
    assert max(len(piece.content) for piece in pieces) <= size + 2 * overlap + 3 + chunk


def test_contents_of_some_megabytes_are_one_fragment() -> None:
    data = b"a" * FRAGMENT_SIZE
    assert list(fragments(b"f", HERE, [data])) == [Fragment(b"f", data, HERE, 0, len(data), 1, 1)]


def test_match_at_the_border_is_seen_whole() -> None:
    data = b"a" * (FRAGMENT_SIZE - 2) + b"<key>" + b"\n" * (2 * OVERLAP)
    pieces = list(fragments(b"f", HERE, [data]))
    assert len(pieces) == 2
    assert found_in(pieces) == [(b"<key>", Location(1, FRAGMENT_SIZE - 1, 1, FRAGMENT_SIZE + 4))]


@pytest.mark.parametrize("chunks", [[], [b""], [b"", b""]])
def test_empty_contents_are_one_empty_fragment(chunks: list[bytes]) -> None:
    assert list(fragments(b"f", HERE, chunks)) == [Fragment(b"f", b"", HERE, 0, 0, 1, 1)]


def test_wide_text_is_cut_after_it_was_decoded() -> None:
    data = "\ufeffab\ncd<k>ef\n".encode("utf-16-le")
    pieces = list(fragments(b"f", HERE, [data[:5], data[5:]], fragment_size=4, overlap=WIDEST))
    assert found_in(pieces) == [(b"<k>", Location(2, 3, 2, 6))]


def test_fragments_keep_where_they_came_from() -> None:
    pieces = fragments(b"f", HERE, [b"a" * 50], fragment_size=8, overlap=4)
    assert {(piece.path, piece.provenance) for piece in pieces} == {(b"f", HERE)}


def test_bytes_that_are_no_characters_are_cut_anywhere() -> None:
    data = b"\x80" * 100 + b"<k>"
    pieces = list(fragments(b"f", HERE, [data], fragment_size=7, overlap=WIDEST))
    assert found_in(pieces) == [(b"<k>", Location(1, 101, 1, 104))]
