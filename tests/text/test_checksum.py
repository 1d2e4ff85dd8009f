"""The checksums against worked values. No line holds a whole token: the body and its checksum stand apart."""

from __future__ import annotations

from binascii import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.text.checksum import (
    BASE36,
    BASE62,
    BASE62_LOWER_FIRST,
    crc16_little,
    crc24,
    crc32_base36,
    crc32_base62,
    crc32_hex,
    crc32_little,
    encode,
)


@pytest.mark.parametrize(
    ("body", "checksum"),
    [
        (b"sw0KSZFy2XPBgUm7" + b"JydSrm3tdvsemJ", b"0yp1je"),  # GitHub, with a leading zero
        (b"tesl21dIwkfaBd5F" + b"HRgKnFNNiHmboK", b"08QAEJ"),  # npm
    ],
)
def test_crc32_base62_is_what_the_providers_write(body: bytes, checksum: bytes) -> None:
    assert crc32_base62(body) == checksum


def test_crc32_base62_is_over_the_body_alone() -> None:
    body = b"sw0KSZFy2XPBgUm7" + b"JydSrm3tdvsemJ"
    assert crc32(body) == 898741562
    assert crc32_base62(b"ghp_" + body) != crc32_base62(body)


def test_crc32_base36_is_what_gitlab_writes() -> None:
    signed = b"glpat-" + b"5oNGh1C3eNEkDdAl85lg4G86" + b"MQp1OjJuOWMK" + b".01." + b"10"
    assert crc32_base36(signed) == b"1bp9l7p"


def test_alphabet_may_begin_with_small_letters() -> None:
    signed = b"apify_api_" + b"C3Ka3c210aUVZ62o" + b"qufnw2eJCHcMaN"
    assert crc32_base62(signed, BASE62_LOWER_FIRST) == b"2n0sBD"


def test_crc32_in_hex_has_the_most_significant_byte_first() -> None:
    assert crc32_hex(b"UVQlszwTKae0orvgc7kN" + b"ouujhm71gMya3PaoSvZA") == b"b96aa68c"


def test_crc32_in_bytes_has_the_least_significant_first() -> None:
    signed = b"glsa_" + b"lNWCv5HaLXNR9teY" + b"6a53LWXD0pEN3tyf"
    assert crc32_hex(signed) == b"9e081317"
    assert crc32_little(signed) == bytes.fromhex("1713089e")


def test_crc16_is_that_of_xmodem() -> None:
    assert crc16_little(b"123456789") == bytes.fromhex("c331")


def test_crc24_is_that_of_openpgp() -> None:
    assert crc24(b"made-up pgp packet bytes") == bytes.fromhex("175f7a")
    assert crc24(b"") == bytes.fromhex("b704ce")


def test_zero_is_all_padding() -> None:
    assert encode(0, BASE62, 6) == b"000000"
    assert encode(0, BASE36, 0) == b""


def test_longer_numbers_are_not_cut() -> None:
    assert encode(36**3, BASE36, 2) == b"1000"


@given(st.integers(0, 2**64), st.sampled_from([BASE36, BASE62, b"01"]), st.integers(0, 12))
def test_digits_add_up_to_the_number(number: int, alphabet: bytes, length: int) -> None:
    digits = encode(number, alphabet, length)
    total = 0
    for digit in digits:
        total = total * len(alphabet) + alphabet.index(digit)
    assert total == number
    assert len(digits) >= length


@given(st.binary())
def test_checksums_have_a_fixed_length(body: bytes) -> None:
    assert len(crc32_base62(body)) == 6
    assert len(crc32_base36(body)) == 7
