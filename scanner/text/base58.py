"""Base58 and Base58Check, as Bitcoin writes keys and addresses.

Source: https://developer.bitcoin.org/reference/wallets.html
"""

from __future__ import annotations

from hashlib import sha256

BASE58 = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
CHECKSUM_LENGTH = 4


def decode(text: bytes) -> bytes:
    """Return the bytes that `text` stands for; empty if one of its characters is none of the alphabet."""
    number = 0
    for character in text:
        digit = BASE58.find(character)
        if digit < 0:
            return b""
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip(b"1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode(data: bytes) -> bytes:
    """Return `data` in base58; each leading zero byte is a `1`."""
    number = int.from_bytes(data, "big")
    digits = bytearray()
    while number:
        number, digit = divmod(number, 58)
        digits.append(BASE58[digit])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return BASE58[:1] * zeros + bytes(digits[::-1])


def checked(payload: bytes) -> bytes:
    """Return `payload` and its checksum in base58."""
    return encode(payload + _checksum(payload))


def payload_of(text: bytes) -> bytes | None:
    """Return the payload of a Base58Check text; None if its checksum is wrong."""
    data = decode(text)
    payload, checksum = data[:-CHECKSUM_LENGTH], data[-CHECKSUM_LENGTH:]
    return payload if payload and _checksum(payload) == checksum else None


def _checksum(payload: bytes) -> bytes:
    return sha256(sha256(payload).digest()).digest()[:CHECKSUM_LENGTH]
