from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable

import pytest

from scanner.engine.checks.fly import fly_macaroon
from scanner.model import Check

VALID = ((Check("structure", "valid"),), "high")
UNVERIFIED = ((Check("structure", "unverified"),), None)

NONCE = b"\x93\xc4\x02id\xc4\x10" + b"r" * 16 + b"\xc2"
LOCATION = b"\xa4here"
CAVEATS = b"\x92\x0b\xc4\x03abc"
SIGNATURE = b"\xc4\x20" + b"s" * 32
WHOLE = b"\x94" + NONCE + LOCATION + CAVEATS + SIGNATURE


def token(data: bytes) -> bytes:
    return b"fm2_" + b64encode(data)


def test_whole_macaroon_is_valid(sample: Callable[..., str]) -> None:
    assert fly_macaroon(token(WHOLE)) == VALID
    assert fly_macaroon(sample("{fly_token},{fly_token}").encode()) == VALID


def test_each_of_several_must_be_whole() -> None:
    assert fly_macaroon(token(WHOLE) + b"," + token(WHOLE[:-1])) == UNVERIFIED


@pytest.mark.parametrize(
    "data",
    [
        b"",
        WHOLE + b"x",
        WHOLE[:-1],
        b"\x93" + WHOLE[1:],
        b"\xc4\x04" + b"abcd",
        b"\x94" + LOCATION + NONCE + CAVEATS + SIGNATURE,
        b"\x94" + NONCE + LOCATION + CAVEATS + b"\xc4\x1f" + b"s" * 31,
        b"\x94" + NONCE,
    ],
)
def test_what_is_no_macaroon_proves_nothing(data: bytes) -> None:
    assert fly_macaroon(token(data)) == UNVERIFIED
