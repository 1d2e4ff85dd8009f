"""Marvin32, the keyed hash of 32 bits that Microsoft uses as a checksum in its keys.

Source: https://github.com/microsoft/security-utilities (Marvin.cs)
"""

from __future__ import annotations

MASK = 0xFFFFFFFF


def marvin32(data: bytes, seed: bytes) -> bytes:
    """Return the hash of `data` as four little-endian bytes; `seed` are the eight that the kind of key has."""
    state = int.from_bytes(seed, "big")
    low, high = state & MASK, state >> 32
    padded = data + b"\x80" + bytes(-(len(data) + 1) % 4)
    for start in range(0, len(padded), 4):
        low, high = _mixed(low + int.from_bytes(padded[start : start + 4], "little") & MASK, high)
    low, high = _mixed(low, high)
    return (low ^ high).to_bytes(4, "little")


def _mixed(low: int, high: int) -> tuple[int, int]:
    high ^= low
    low = _rotated(low, 20) + high & MASK
    high = _rotated(high, 9) ^ low
    low = _rotated(low, 27) + high & MASK
    return low, _rotated(high, 19)


def _rotated(word: int, bits: int) -> int:
    return (word << bits | word >> 32 - bits) & MASK
