"""Shannon entropy of a short text."""

from __future__ import annotations

from math import log2


def shannon(value: bytes) -> float:
    """Return the entropy of `value` in bits a byte: 0 for one repeated byte, at most log2 of its length."""
    length = len(value)
    total = 0.0
    for byte in set(value):
        share = value.count(byte) / length
        total -= share * log2(share)
    return total
