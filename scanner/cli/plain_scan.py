"""The usual words of `keysieve scan`, understood without click: loading that takes as long as starting Python.

What is not among them is parsed by click, and so is everything that is wrong.
"""

from __future__ import annotations

from scanner.record import NamedTuple
from scanner.report.table import FORMATS

FLAGS = ("--history", "--staged", "--no-cache", "--verbose")
VALUES = ("--range", "--format", "--output")
SHORT = {"-v": "--verbose"}


class PlainScan(NamedTuple):
    """What a usual command line asks for."""

    paths: tuple[str, ...]
    flags: frozenset[str]
    values: dict[str, str]


def plain_scan(words: list[str]) -> PlainScan | None:
    """Return what the words behind `scan` ask for; None if they are for click to parse."""
    paths: list[str] = []
    flags: set[str] = set()
    values: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        if not word.startswith("-"):
            paths.append(word)
            continue
        name, has_value, value = SHORT.get(word, word).partition("=")
        if name in FLAGS and not has_value:
            flags.add(name)
            continue
        value = value if has_value else next(rest, "")
        if name not in VALUES or name in values or not value or value.startswith("-"):
            return None
        values[name] = value
    if values.get("--format", "text") not in FORMATS:
        return None
    return PlainScan(tuple(paths), frozenset(flags), values)
