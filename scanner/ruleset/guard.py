"""What must stand right behind a keyword for its rule to match: read off the pattern when rules are compiled.

`pat` announces a token only if 14 letters or digits follow. Such a guard costs a fraction of a microsecond a hit and
spares most rules the compilation and the run of their pattern. It may let too much through, never too little.
"""

from __future__ import annotations

from typing import Any

from scanner.ruleset import pattern
from scanner.ruleset.pattern import REPEATS, codes

ALL_BYTES = frozenset(range(256))
LONGEST = 64
"""Positions that are looked at from the beginning of the pattern."""


def guard(tree: Any, keyword: str) -> tuple[frozenset[int], int]:
    """Return a set of bytes and how many of them follow every occurrence of `keyword` that begins a match.

    Empty and 0 where nothing is certain: where the keyword does not stand at one fixed place near the beginning.
    """
    positions = _positions(tree)
    places = [start for start in range(len(positions)) if _spells(positions[start:], keyword)]
    if len(places) != 1:
        return frozenset(), 0
    behind = positions[places[0] + len(keyword) :]
    if not behind or behind[0] == ALL_BYTES:
        return frozenset(), 0
    allowed, length = behind[0], 0
    for members in behind:
        if not members <= allowed:
            break
        length += 1
    return allowed, length


def guard_of_value(tree: Any) -> tuple[frozenset[int], int]:
    """Return a set of bytes and how many of them stand in a row at the beginning of every match."""
    positions = _positions(tree)
    allowed = frozenset().union(*positions)
    return (allowed, len(positions)) if positions and allowed != ALL_BYTES else (frozenset(), 0)


def lead(tree: Any, keywords: tuple[str, ...]) -> int:
    """Return the most bytes from the beginning of a match to the end of the first keyword in it."""
    width = 0
    for index in range(len(tree)):
        width += max(0, int(tree[index : index + 1].getwidth()[1]))
        if pattern.without_keyword(tree[: index + 1], keywords) is None:
            return width
    return width


def _spells(positions: list[frozenset[int]], keyword: str) -> bool:
    """Whether every byte of the keyword is the only one (but for its case) that its position admits."""
    if len(positions) < len(keyword):
        return False
    return all(
        {chr(byte).lower() for byte in members} == {letter} for members, letter in zip(positions, keyword, strict=False)
    )


def _positions(tree: Any) -> list[frozenset[int]]:
    """Return, for each byte from the beginning of a match, what it may be, as far as the pattern is one fixed line."""
    positions, _ = _line(tree, ignore_case=bool(tree.state.flags & codes.SRE_FLAG_IGNORECASE))
    return positions[:LONGEST]


def _line(tree: Any, *, ignore_case: bool) -> tuple[list[frozenset[int]], bool]:
    """Return the positions of a sequence, and whether it is fixed to its end: then what follows has a fixed place."""
    positions: list[frozenset[int]] = []
    for code, argument in tree:
        added, goes_on = _item(code, argument, ignore_case=ignore_case)
        positions.extend(added)
        if not goes_on or len(positions) > LONGEST:
            return positions, False
    return positions, True


def _item(code: Any, argument: Any, *, ignore_case: bool) -> tuple[list[frozenset[int]], bool]:
    if code is codes.LITERAL:
        return [cased(frozenset((argument,)), ignore_case=ignore_case)], True
    if code is codes.IN:
        return [cased(members_of(argument), ignore_case=ignore_case)], True
    if code is codes.SUBPATTERN:
        _, add_flags, _, inner = argument
        return _line(inner, ignore_case=ignore_case or bool(add_flags & codes.SRE_FLAG_IGNORECASE))
    if code in REPEATS:
        least, most, inner = argument
        once, fixed = _line(inner, ignore_case=ignore_case)
        if not fixed:
            return (once if least else []), False
        return once * min(least, LONGEST), least == most
    if code is codes.BRANCH:
        return _any_of([_line(branch, ignore_case=ignore_case) for branch in argument[1]])
    if code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT):
        return [], True
    return [], False


def _any_of(lines: list[tuple[list[frozenset[int]], bool]]) -> tuple[list[frozenset[int]], bool]:
    """Return the positions that one of the lines fills, as far as all of them go."""
    positions = [frozenset().union(*members) for members in zip(*(line for line, _ in lines), strict=False)]
    return positions, all(fixed and len(line) == len(positions) for line, fixed in lines)


def cased(members: frozenset[int], *, ignore_case: bool) -> frozenset[int]:
    """Return the bytes, where the case counts for nothing with those of the other case."""
    if not ignore_case:
        return members
    return frozenset(bytes(members).lower() + bytes(members).upper())


CATEGORIES = {
    codes.CATEGORY_DIGIT: frozenset(b"0123456789"),
    codes.CATEGORY_WORD: frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"),
    codes.CATEGORY_SPACE: frozenset(b" \t\n\r\f\v"),
}
CATEGORIES |= {
    codes.CATEGORY_NOT_DIGIT: ALL_BYTES - CATEGORIES[codes.CATEGORY_DIGIT],
    codes.CATEGORY_NOT_WORD: ALL_BYTES - CATEGORIES[codes.CATEGORY_WORD],
    codes.CATEGORY_NOT_SPACE: ALL_BYTES - CATEGORIES[codes.CATEGORY_SPACE],
}


def members_of(items: Any) -> frozenset[int]:
    """Return the bytes of a set in a syntax tree."""
    found: set[int] = set()
    negated = False
    for code, argument in items:
        if code is codes.NEGATE:
            negated = True
        elif code is codes.LITERAL:
            found.add(argument)
        elif code is codes.RANGE:
            found.update(range(argument[0], argument[1] + 1))
        else:
            found |= CATEGORIES[argument]
    return ALL_BYTES - found if negated else frozenset(found)


def guard_text(members: frozenset[int]) -> str:
    """Return a set of bytes as hex ranges, such as `30-39 41-5a`."""
    ranges: list[list[int]] = []
    for byte in sorted(members):
        if ranges and ranges[-1][1] == byte - 1:
            ranges[-1][1] = byte
        else:
            ranges.append([byte, byte])
    return " ".join(f"{first:02x}-{last:02x}" for first, last in ranges)
