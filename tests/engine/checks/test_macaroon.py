from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable

import pytest

from scanner.engine.checks.macaroon import is_macaroon, pypi_macaroon
from scanner.model import Check

LOCATION = b"\x01\x08pypi.org"
IDENTIFIER = b"\x02\x24" + b"i" * 36 + b"\x00"
CAVEAT = b"\x02\x03[1]\x00"
SIGNATURE = b"\x00\x06\x20" + b"s" * 32
WHOLE = b"\x02" + LOCATION + IDENTIFIER + CAVEAT + SIGNATURE


def token(data: bytes) -> bytes:
    return b"pypi-" + urlsafe_b64encode(data).rstrip(b"=")


def test_sample_is_valid(sample: Callable[..., str]) -> None:
    value = sample("{pypi_token}").encode()
    assert pypi_macaroon(value) == ((Check("structure", "valid"),), "high")
    assert urlsafe_b64decode(value.removeprefix(b"pypi-") + b"==").startswith(b"\x02" + LOCATION)


def test_long_identifier_is_measured_in_two_bytes() -> None:
    data = b"\x02" + LOCATION + b"\x02\xc8\x01" + b"i" * 200 + b"\x00" + SIGNATURE
    assert is_macaroon(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x01" + WHOLE[1:],
        WHOLE[:-1],
        WHOLE + b"x",
        b"\x02" + IDENTIFIER + SIGNATURE,
        b"\x02" + LOCATION + SIGNATURE,
        b"\x02" + LOCATION + IDENTIFIER + CAVEAT,
        b"\x02" + LOCATION + IDENTIFIER + b"\x00\x06\x1f" + b"s" * 31,
        b"\x02\x01",
        b"\x02\x01\xff\xff\xff\xff\xff\xff",
        b"\x02" + b"\x00" * 50,
    ],
)
def test_what_is_no_whole_macaroon_proves_nothing(data: bytes) -> None:
    assert not is_macaroon(data)
    assert pypi_macaroon(token(data)) == ((Check("structure", "invalid"),), None)


@pytest.mark.parametrize("value", [b"pypi-A", b"pypi-\xff", b"pypi-", b""])
def test_what_is_no_base64_proves_nothing(value: bytes) -> None:
    assert pypi_macaroon(value).confidence is None
