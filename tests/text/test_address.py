from __future__ import annotations

import pytest

from scanner.text.address import password_in


@pytest.mark.parametrize(
    ("address", "password"),
    [
        (b"postgres://app:x7Kp2mQ9@db/app", b"x7Kp2mQ9"),
        (b"postgres://app:x7Kp2mQ9@db/app?mail=a@b.c", b"x7Kp2mQ9"),
        (b"postgres://app:x7Kp/2mQ9@db/app", b"x7Kp/2mQ9"),
        (b"redis://:x7Kp%402mQ9@db", b"x7Kp%402mQ9"),
        (b"https://app@db/x", b""),
        (b"https://db:80/x", b""),
        (b"app:x7Kp2mQ9@db", b""),
    ],
)
def test_password_in_an_address_is_told(address: bytes, password: bytes) -> None:
    assert password_in(address) == password
