"""Reading the outline of MessagePack data: which kind of value stands where, and where it ends.

Source: https://github.com/msgpack/msgpack/blob/master/spec.md
"""

from __future__ import annotations

from scanner.record import NamedTuple

FIXED = {0xC0: 0, 0xC2: 0, 0xC3: 0, 0xCA: 4, 0xCB: 8, 0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8, 0xD0: 1, 0xD1: 2, 0xD2: 4}
FIXED |= {0xD3: 8, 0xD4: 2, 0xD5: 3, 0xD6: 5, 0xD7: 9, 0xD8: 17}
"""Bytes behind the first one, for the kinds that always have as many: nil, booleans, numbers, short extensions."""

MEASURED = {0xC4: ("bytes", 1, 0), 0xC5: ("bytes", 2, 0), 0xC6: ("bytes", 4, 0), 0xC7: ("other", 1, 1)}
MEASURED |= {0xC8: ("other", 2, 1), 0xC9: ("other", 4, 1), 0xD9: ("text", 1, 0), 0xDA: ("text", 2, 0)}
MEASURED |= {0xDB: ("text", 4, 0)}
"""Kind, bytes of the length, and bytes that the length leaves out."""

COUNTED = {0xDC: ("array", 2, 1), 0xDD: ("array", 4, 1), 0xDE: ("other", 2, 2), 0xDF: ("other", 4, 2)}
"""Kind, bytes of the count, and values that each counts for."""


class Outline(NamedTuple):
    """The head of one value."""

    kind: str
    """`array`, `text`, `bytes` or `other`."""
    values: int
    """Values that follow inside of it."""
    length: int
    """Bytes of its own content."""
    end: int
    """Offset behind the head and the value's own content; the values inside of it follow there."""


def outline(data: bytes, position: int) -> Outline | None:
    """Return the head of the value at `position`; None if there is none, or not all of it."""
    if not 0 <= position < len(data):
        return None
    first = data[position]
    head = _short(first, position) or _long(data, first, position)
    return head if head and head.end <= len(data) else None


def skip(data: bytes, position: int) -> int:
    """Return the offset behind the value at `position` and all that is inside of it; -1 if it is not whole."""
    left = 1
    while left:
        head = outline(data, position)
        if head is None:
            return -1
        position = head.end
        left += head.values - 1
    return position


def _short(first: int, position: int) -> Outline | None:
    """Return the head of a value whose first byte says all."""
    start = position + 1
    if first < 0x80 or first >= 0xE0:
        return Outline("other", 0, 0, start)
    if first < 0x90:
        return Outline("other", 2 * (first & 15), 0, start)
    if first < 0xA0:
        return Outline("array", first & 15, 0, start)
    if first < 0xC0:
        return Outline("text", 0, first & 31, start + (first & 31))
    if first in FIXED:
        return Outline("other", 0, FIXED[first], start + FIXED[first])
    return None


def _long(data: bytes, first: int, position: int) -> Outline | None:
    """Return the head of a value whose length or count stands in the bytes behind the first one."""
    start = position + 1
    if first in MEASURED:
        kind, octets, beside = MEASURED[first]
        length = int.from_bytes(data[start : start + octets], "big") + beside
        return Outline(kind, 0, length, start + octets + length)
    if first in COUNTED:
        kind, octets, times = COUNTED[first]
        return Outline(kind, int.from_bytes(data[start : start + octets], "big") * times, 0, start + octets)
    return None
