from __future__ import annotations

import pytest

from scanner.audit.shape import shape
from scanner.model import Secret


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (b"hunter", "1 to 8 characters of a-z"),
        (b"0123456789abcdef" * 2, "25 to 32 characters of a-f 0-9"),
        (b"12345", "1 to 8 characters of 0-9"),
        (b"Ab1$", "1 to 8 characters of a-z A-Z 0-9 signs"),
        (b"two words", "9 to 12 characters of a-z space"),
        (b"01234567-89ab-cdef-0123-456789abcdef", "36 characters of a-f 0-9 in groups of 8-4-4-4-12"),
        (b"a--b", "1 to 8 characters of a-z signs"),
        (b"x" * 5000, "more than 4096 characters of a-z"),
        (b"\xff\xfe", "1 to 8 characters of signs"),
        (b"", "1 to 8 characters of "),
    ],
)
def test_shape_tells_length_alphabet_and_groups(value: bytes, told: str) -> None:
    assert shape(Secret(value)) == told
