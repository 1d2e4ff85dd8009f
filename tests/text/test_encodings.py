from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scanner.text.encodings import SAMPLE, normalise, wide_encoding

WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
BOMS = {
    "utf-16-le": b"\xff\xfe",
    "utf-16-be": b"\xfe\xff",
    "utf-32-le": b"\xff\xfe\0\0",
    "utf-32-be": b"\0\0\xfe\xff",
}
TEXT = "user = 'a'\nkey = 'b' # höchst geheim\n" * 3


def whole(*chunks: bytes) -> bytes:
    return b"".join(normalise(chunks))


def cut(data: bytes, sizes: list[int]) -> list[bytes]:
    """Cut `data` into chunks of those sizes, over and over."""
    chunks = []
    position = number = 0
    while position < len(data):
        size = sizes[number % len(sizes)]
        chunks.append(data[position : position + size])
        position += size
        number += 1
    return chunks


@pytest.mark.parametrize("encoding", WIDE)
def test_wide_text_with_a_mark_is_not_skipped(encoding: str) -> None:
    assert whole(BOMS[encoding] + TEXT.encode(encoding)) == TEXT.encode()


@pytest.mark.parametrize("encoding", WIDE)
def test_wide_text_without_a_mark_is_not_skipped(encoding: str) -> None:
    assert whole(TEXT.encode(encoding)) == TEXT.encode()


@pytest.mark.parametrize("encoding", WIDE)
@pytest.mark.parametrize("mark", [True, False])
@pytest.mark.parametrize("size", [1, 2, 3, 5, 7])
def test_small_chunks_hide_no_encoding(encoding: str, mark: bool, size: int) -> None:
    data = (BOMS[encoding] if mark else b"") + TEXT.encode(encoding)
    assert whole(*cut(data, [size])) == TEXT.encode()


def test_utf8_mark_is_dropped() -> None:
    assert whole(b"\xef\xbb\xbfkey") == b"key"


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", *BOMS.values()])
def test_mark_alone_is_an_empty_text(mark: bytes) -> None:
    assert whole(mark) == b""
    assert whole(*cut(mark, [1])) == b""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"a",
        b"plain text",
        "schön".encode("latin-1"),
        "schön".encode(),
        b"one\0NUL in a text",
        b"GIF89a\0\0\0\0\0\0\0\0\x01\x02\x03\x04\0\0\0\0",
        bytes(range(256)),
        b"\0" * 64,
    ],
)
def test_other_bytes_are_left_as_they_are(data: bytes) -> None:
    assert whole(data) == data
    assert wide_encoding(data) == ("", 0)


def test_odd_byte_at_the_end_costs_one_character() -> None:
    assert whole(BOMS["utf-16-le"] + "key".encode("utf-16-le") + b"x") == "key\ufffd".encode()


def test_lone_surrogate_costs_one_character() -> None:
    data = BOMS["utf-16-le"] + "a".encode("utf-16-le") + b"\x00\xd8" + "b".encode("utf-16-le")
    assert whole(data).replace(b"?", "\ufffd".encode()) == "a\ufffdb".encode()


@given(st.binary(), st.lists(st.integers(1, 9), min_size=1))
@example("中文中文 key".encode("utf-16-le"), [4])
@example(b"key" + "key".encode("utf-16-le"), [3, 9])
def test_chunks_never_change_the_result(data: bytes, sizes: list[int]) -> None:
    assert whole(*cut(data, sizes)) == whole(data)


@given(st.text(st.characters(codec="ascii", exclude_characters="\0"), min_size=4), st.sampled_from(WIDE))
def test_ascii_survives_every_encoding(text: str, encoding: str) -> None:
    assert whole(text.encode(encoding)) == text.encode()


@given(st.text(), st.sampled_from(WIDE))
def test_marked_text_survives_every_encoding(text: str, encoding: str) -> None:
    if encoding == "utf-16-le" and text.startswith("\0"):
        text = "x" + text  # the mark of UTF-16 and a NUL are the mark of UTF-32
    assert whole(BOMS[encoding] + text.encode(encoding)) == text.encode()


def test_empty_chunks_hide_nothing() -> None:
    data = BOMS["utf-16-le"] + TEXT.encode("utf-16-le")
    assert whole(b"", data[:1], b"", data[1:], b"") == TEXT.encode()


@pytest.mark.parametrize("encoding", WIDE)
def test_wide_text_of_many_chunks_is_decoded_to_its_end(encoding: str) -> None:
    text = TEXT * SAMPLE
    assert whole(*cut(BOMS[encoding] + text.encode(encoding), [SAMPLE + 1])) == text.encode()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_run_of_wide_text_in_other_text_is_narrowed(encoding: str) -> None:
    text = b"x" * SAMPLE + b"\n" + "token = abcdef\n".encode(encoding)
    assert whole(text).count(b"token = abcdef") == 1


def test_byte_order_mark_before_ascii_is_not_believed() -> None:
    assert whole(b"\xff\xfetoken = abcdef\n") == b"token = abcdef\n"
