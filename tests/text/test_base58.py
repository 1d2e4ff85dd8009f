from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.text.base58 import checked, decode, encode, payload_of

WORKED = b"5JpNkmhX6NWxjaNUrhnZpchu" + b"itxjiTM8adZCXtfUQ7J5Xd3JyZV"


def test_worked_value_has_its_payload() -> None:
    payload = payload_of(WORKED)
    assert payload is not None
    assert (payload[0], len(payload)) == (0x80, 33)
    assert checked(payload) == WORKED


@given(st.binary(max_size=90))
def test_encoded_bytes_come_back(data: bytes) -> None:
    assert decode(encode(data)) == data
    assert payload_of(checked(data)) == (data or None)


@pytest.mark.parametrize("text", [b"", b"1", b"0OIl", WORKED[:-1], WORKED[:-1] + b"W", b"\xff" * 9])
def test_what_has_no_right_checksum_has_no_payload(text: bytes) -> None:
    assert payload_of(text) is None
