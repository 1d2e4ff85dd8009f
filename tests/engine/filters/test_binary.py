from __future__ import annotations

from collections.abc import Callable

import pytest

OPEN, CLOSE = "⟦".encode(), "⟧".encode()
VALUE = OPEN + b"key_0a1b2c3d" + CLOSE


@pytest.mark.parametrize(
    "text",
    [
        b"\0" * 200 + VALUE + b"\0" * 200,
        bytes(range(256)) + VALUE + bytes(range(256)),
        VALUE + b"\x01\x02\x03",
    ],
)
def test_value_among_control_bytes_is_lowered(ruling: Callable[..., str], text: bytes) -> None:
    assert ruling("binary", text) == "lower"


@pytest.mark.parametrize(
    "text",
    [
        VALUE,
        b"text " * 50 + VALUE + b"\0" + b" text" * 50,
        b"\ttext\r\n\f" * 50 + VALUE,
        b"\x1b[31m" * 9 + VALUE,
        "größe 中文 ".encode() * 50 + VALUE,
        b"caf\xe9 " * 50 + VALUE,
        b"\0" * 5000 + b"text " * 200 + VALUE + b" text" * 200,
    ],
)
def test_single_nul_or_foreign_letters_make_no_text_binary(ruling: Callable[..., str], text: bytes) -> None:
    assert ruling("binary", text) == ""
