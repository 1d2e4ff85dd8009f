"""Who and when, from a header of any quality."""

from __future__ import annotations

import pytest

from scanner.git.people import authorship, iso_date, message_of


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("0 +0000", "1970-01-01T00:00:00+00:00"),
        ("1700000000 +0530", "2023-11-15T03:43:20+05:30"),
        ("1700000000 -0330", "2023-11-14T18:43:20-03:30"),
        ("99999999999999999999 +0000", ""),
        ("soon", ""),
        ("", ""),
    ],
)
def test_date_is_the_authors(moment: str, expected: str) -> None:
    assert iso_date(moment) == expected


@pytest.mark.parametrize(
    ("header", "author"),
    [
        (b"tree 1\nauthor A B <a@b> 0 +0000\ncommitter C <c@d> 0 +0000", "A B <a@b>"),
        (b"object 1\ntype commit\ntag v1\ntagger T <t@t> 0 +0000", "T <t@t>"),
        (b"author \xc5\xbd <a@b> 0 +0000", "Ž <a@b>"),
        (b"author \xe9 <a@b> 0 +0000\nencoding ISO-8859-1", "é <a@b>"),
        (b"author \xe9 <a@b> 0 +0000", "\N{REPLACEMENT CHARACTER} <a@b>"),
        (b"author \xe9 <a@b> 0 +0000\nencoding no-such-thing", "\N{REPLACEMENT CHARACTER} <a@b>"),
        (b"author  <> 0 +0000", " <>"),
        (b"tree 1", ""),
        (b"", ""),
    ],
)
def test_author_is_read_as_it_was_written(header: bytes, author: str) -> None:
    assert authorship(header).author == author


@pytest.mark.parametrize(
    ("chunks", "message"),
    [
        ([b"tree 1\n\nhello\n\nworld\n"], b"hello\n\nworld\n"),
        ([b"tree 1\n", b"\nhel", b"lo"], b"hello"),
        ([b"tree 1\n"], b""),
        ([], b""),
    ],
)
def test_message_begins_behind_the_header(chunks: list[bytes], message: bytes) -> None:
    assert b"".join(message_of(iter(chunks))) == message
