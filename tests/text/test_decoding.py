from __future__ import annotations

from base64 import b32encode, b64encode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.text.decoding import from_base32, from_base64, json_object, printable


@given(st.binary())
def test_either_alphabet_is_read_with_padding_or_without(data: bytes) -> None:
    for text in (b64encode(data), urlsafe_b64encode(data)):
        assert from_base64(text) == from_base64(text.rstrip(b"=")) == data
    assert from_base32(b32encode(data).rstrip(b"=")) == data


@given(st.binary())
def test_what_does_not_decode_raises_nothing(data: bytes) -> None:
    from_base64(data)
    from_base32(data)
    json_object(data)


@pytest.mark.parametrize("text", [b"A", b"AA A", b"AA\n", b"\xff\xff", b"A=A="])
def test_what_is_no_base64_is_empty(text: bytes) -> None:
    assert from_base64(text) == b""


def test_what_is_no_base32_is_empty() -> None:
    assert from_base32(b"abc") == from_base32(b"1") == b""


@pytest.mark.parametrize("data", [b"", b"[]", b'"a"', b"{", b"[" * 100_000, b"\xff", b'{"a":' + b"9" * 5000 + b"}"])
def test_what_is_no_object_is_none(data: bytes) -> None:
    assert json_object(data) is None


def test_printable_text_is_short_and_ascii() -> None:
    assert printable("a\x1b[31m\n\u202eé" + "b" * 100) == "a?[31m???" + "b" * 71
