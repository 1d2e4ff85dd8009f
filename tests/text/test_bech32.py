from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.text.bech32 import encode, is_valid

WORKED = b"AGE-SECRET-KEY-" + b"1M9XYAEVWUPUQMC9H9SV79LGKDLQ4M3VP" + b"4387RYY062K37JYECZKQKV3WNK"


def test_worked_value_is_valid_in_either_case() -> None:
    assert is_valid(WORKED)
    assert is_valid(WORKED.lower())


@given(st.binary(max_size=64))
def test_encoded_bytes_are_valid(data: bytes) -> None:
    assert is_valid(encode(b"example-", data))


@given(st.binary(min_size=1, max_size=40), st.data())
def test_one_changed_character_is_noticed(data: bytes, draws: st.DataObject) -> None:
    text = encode(b"x", data)
    at = draws.draw(st.integers(2, len(text) - 1))
    assert not is_valid(text[:at] + (b"p" if text[at : at + 1] == b"q" else b"q") + text[at + 1 :])


@pytest.mark.parametrize(
    "text", [b"", b"1", b"x1", b"1qqqqqq", b"x1bbbbbb", WORKED[:5] + WORKED[5:].lower(), b"x1qqqqq"]
)
def test_other_text_is_not_valid(text: bytes) -> None:
    assert not is_valid(text)
