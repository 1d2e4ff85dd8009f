from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.text.msgpack import outline, skip

WHOLE = [
    b"\x00",
    b"\xff",
    b"\xc0",
    b"\xc3",
    b"\xcd\x01\x02",
    b"\xcf" + b"\0" * 8,
    b"\xcb" + b"\0" * 8,
    b"\xd4\x01\x02",
    b"\xa3abc",
    b"\xd9\x02ab",
    b"\xda\x00\x02ab",
    b"\xdb\x00\x00\x00\x02ab",
    b"\xc4\x02ab",
    b"\xc5\x00\x01a",
    b"\xc6\x00\x00\x00\x01a",
    b"\xc7\x02\x05ab",
    b"\x92\x01\xa1a",
    b"\xdc\x00\x02\x01\x02",
    b"\xdd\x00\x00\x00\x01\xc0",
    b"\x81\xa1a\x93\x01\x02\x03",
    b"\xde\x00\x01\x01\x02",
    b"\xdf\x00\x00\x00\x01\x01\x02",
]


@pytest.mark.parametrize("data", WHOLE, ids=bytes.hex)
def test_value_is_skipped_to_its_end(data: bytes) -> None:
    assert skip(data, 0) == len(data)
    assert skip(b"\x01" + data + b"\x01", 1) == len(data) + 1


@pytest.mark.parametrize("data", WHOLE, ids=bytes.hex)
def test_value_that_is_cut_off_has_no_end(data: bytes) -> None:
    assert skip(data[:-1], 0) == -1


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"\x94", "array"), (b"\xa0", "text"), (b"\xc4\x00", "bytes"), (b"\x80", "other"), (b"\xc0", "other")],
)
def test_kind_stands_in_the_first_byte(data: bytes, kind: str) -> None:
    head = outline(data, 0)
    assert head is not None
    assert head.kind == kind


@pytest.mark.parametrize("position", [-1, 0, 3])
def test_there_is_nothing_outside_the_data(position: int) -> None:
    assert outline(b"\xc1\x00\x00", position) is None


@given(st.binary(max_size=300))
def test_any_bytes_end_somewhere_or_nowhere(data: bytes) -> None:
    assert -1 <= skip(data, 0) <= len(data)


def test_a_great_count_costs_nothing() -> None:
    assert skip(b"\xdd\xff\xff\xff\xff" * 1000, 0) == -1
