"""How many cells of a terminal a text takes, and cutting it to fit."""

from __future__ import annotations

from unicodedata import category, east_asian_width

COMBINING = ("Mn", "Me")
MOST_MARKS = 4
"""Combining marks that may follow each other; more of them are left out when a text is cut."""


def cell_width(text: str) -> int:
    """Return how many cells a printable text takes, at most: wide characters two, combining marks none."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(character: str) -> int:
    if character < "\u0300":
        return 1
    if category(character) in COMBINING and character != "\ufe0f":  # the emoji selector may widen what it follows
        return 0
    return 2 if east_asian_width(character) in ("W", "F") else 1


def cut(text: str, cells: int, sign: str = ">") -> str:
    """Return the text if it fits into so many cells, else its beginning with `sign` behind it."""
    if text.isascii() and len(text) <= cells:
        return text
    taken: list[str] = []
    width = marks = 0
    room = cells - len(sign)
    for character in text:
        size = _cells(character)
        marks = 0 if size else marks + 1
        if marks > MOST_MARKS:
            continue
        width += size
        if width > cells:
            break
        taken.append(character)
    else:
        return "".join(taken)
    while taken and cell_width("".join(taken)) > room:
        taken.pop()
    return "".join(taken) + sign[: max(0, cells)]
