"""The shape of a value: how long it is, of which characters, and in which groups. It tells nothing else of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.model import Secret

LENGTHS = (8, 12, 16, 20, 24, 32, 40, 48, 64, 96, 128, 256, 1024, 4096)
"""Where the classes of lengths end; within a class equal lengths are not asked for."""

MOST_GROUPS = 8
ALPHABETS = (("0-9", "0-9"), ("a-f 0-9", "0-9a-f"), ("A-F 0-9", "0-9A-F"), ("a-z", "a-z"), ("A-Z", "A-Z"))
CLASSES = (("a-z", "a-z"), ("A-Z", "A-Z"), ("0-9", "0-9"), ("space", r"\s"))
GROUPS = re.compile(r"[-_.:/]")


def shape(secret: Secret) -> str:
    """Return the shape in words, as `36 characters of a-f 0-9 in groups of 8-4-4-4-12`."""
    text = secret.reveal_in_clear().decode("latin-1")
    groups = GROUPS.split(text)
    if 1 < len(groups) <= MOST_GROUPS and all(groups):
        parts = "-".join(str(len(group)) for group in groups)
        return f"{len(text)} characters of {_alphabet(''.join(groups))} in groups of {parts}"
    return f"{_length(len(text))} characters of {_alphabet(text)}"


def _length(length: int) -> str:
    below = 0
    for end in LENGTHS:
        if length <= end:
            return f"{below + 1} to {end}"
        below = end
    return f"more than {below}"


def _alphabet(text: str) -> str:
    for name, characters in ALPHABETS:
        if re.fullmatch(f"[{characters}]+", text):
            return name
    names = [name for name, characters in CLASSES if re.search(f"[{characters}]", text)]
    if re.search(r"[^a-zA-Z0-9\s]", text):
        names.append("signs")
    return " ".join(names)
