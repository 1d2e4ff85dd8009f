"""Bech32 without its limit of 90 characters, as age writes keys.

Source: https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki
"""

from __future__ import annotations

ALPHABET = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l"
CHECKSUM_LENGTH = 6
GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def encode(prefix: bytes, data: bytes) -> bytes:
    """Return `data` in Bech32 behind the human-readable part `prefix`, in lower case."""
    values = _regrouped(data)
    residue = _polymod(_expanded(prefix) + values + [0] * CHECKSUM_LENGTH) ^ 1
    checksum = [residue >> 5 * (CHECKSUM_LENGTH - 1 - place) & 31 for place in range(CHECKSUM_LENGTH)]
    return prefix + b"1" + bytes(ALPHABET[value] for value in values + checksum)


def is_valid(text: bytes) -> bool:
    """Whether `text`, all in upper or all in lower case, ends in the checksum of what stands before it."""
    if text not in (text.lower(), text.upper()):
        return False
    prefix, separator, rest = text.lower().rpartition(b"1")
    values = [ALPHABET.find(character) for character in rest]
    if not prefix or not separator or len(values) < CHECKSUM_LENGTH or -1 in values:
        return False
    return _polymod(_expanded(prefix) + values) == 1


def _regrouped(data: bytes) -> list[int]:
    """Return the bits of `data` in groups of five, the last one filled up with zeros."""
    groups = (len(data) * 8 + 4) // 5
    number = int.from_bytes(data, "big") << groups * 5 - len(data) * 8
    return [number >> 5 * (groups - 1 - place) & 31 for place in range(groups)]


def _expanded(prefix: bytes) -> list[int]:
    return [byte >> 5 for byte in prefix] + [0] + [byte & 31 for byte in prefix]


def _polymod(values: list[int]) -> int:
    residue = 1
    for value in values:
        top = residue >> 25
        residue = (residue & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(GENERATORS):
            if top >> place & 1:
                residue ^= generator
    return residue
