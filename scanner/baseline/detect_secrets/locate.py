"""In which lines the secrets of entries stand now."""

from __future__ import annotations

from scanner.baseline.detect_secrets.captures import LONGEST, captures
from scanner.baseline.detect_secrets.types import SILENT, digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    Meaning = Callable[[str], Iterable[str]]
    """Gives what a text holds besides what plugins capture: encoded values, say."""


PARTLY = ""
"""Stands for the hashes that may be in the rest of a very long line."""


def located(text: str, hashes: Collection[str], first: int, meant_in: Meaning) -> dict[str, list[int]]:
    """Return the 1-based numbers of the lines that hold what each hash stands for, in order.

    `first`: the number of the text's first line; `meant_in`: gives what a text holds besides what plugins capture, and
    is asked about hashes that no capture has. Under `PARTLY` are the lines that are not looked at to their end.
    """
    found: dict[str, list[int]] = {}
    for number, line in enumerate(text.split("\n"), first):
        if len(line) > LONGEST:
            found.setdefault(PARTLY, []).append(number)
        for value in {digest(value) for value in set(captures(line))} & set(hashes):
            found.setdefault(value, []).append(number)
    left = set(hashes) - found.keys() - SILENT
    if left and not left.isdisjoint(map(digest, meant_in(text))):
        for number, line in enumerate(text.split("\n"), first):
            for value in left.intersection(map(digest, meant_in(line))):
                found.setdefault(value, []).append(number)
    return found


def nearest(lines: Iterable[int], line: int) -> int:
    """Return the line that is nearest to the one where the entry was; the first one if it had none."""
    return min(lines, key=lambda candidate: (abs(candidate - line), candidate)) if line else min(lines)
