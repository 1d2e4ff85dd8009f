"""A rule's pattern as Hyperscan takes it: every text that the pattern matches, it matches too, and perhaps more.

Assertions are left out, long repeats are unbounded and what a match ends in is cut to its least. That makes the
expressions cheap to compile, and one pass over a text tells which few rules are worth their exact pattern.
"""

from __future__ import annotations

from typing import Any

from scanner.ruleset import pattern
from scanner.ruleset.guard import ALL_BYTES, cased, members_of
from scanner.ruleset.pattern import REPEATS, codes

BOUNDED = 16
"""Repeats of at most this many are kept as they are; counting further costs Hyperscan more than it spares us."""

LEAST = 48
"""Most repeats that a text must show before the exact pattern is tried on it."""

NO_NEWLINE = ALL_BYTES - {ord("\n")}
SINGLE = (codes.LITERAL, codes.NOT_LITERAL, codes.IN, codes.ANY)


def expression(regex: str) -> bytes:
    """Return the Hyperscan expression for a rule's pattern; to be compiled with DOTALL and PREFILTER."""
    tree = pattern.parse(regex)
    return _sequence(_trimmed(tree), int(tree.state.flags)).encode()


def any_of(words: tuple[str, ...]) -> bytes:
    """Return the expression that matches where one of the (lower-case) words stands, whatever its case."""
    spelt = ("".join(_set(cased(frozenset(letter.encode()), ignore_case=True)) for letter in word) for word in words)
    return "|".join(spelt).encode()


def _trimmed(tree: Any) -> list[tuple[Any, Any]]:
    """Return the items of a sequence without what may be missing at its end: a match is told when it is certain."""
    items = list(tree)
    while items:
        code, argument = items[-1]
        if code in REPEATS:
            least, _, inner = argument
            if least:
                return [*items[:-1], (code, (least, least, inner))]
        elif code is codes.SUBPATTERN:
            inner = _trimmed(argument[-1])
            if inner:
                return [*items[:-1], (code, (*argument[:-1], inner))]
        elif code not in (codes.AT, codes.ASSERT, codes.ASSERT_NOT):
            return items
        items.pop()
    return items


def _sequence(items: Any, flags: int) -> str:
    return "".join(_item(code, argument, flags) for code, argument in items)


def _item(code: Any, argument: Any, flags: int) -> str:
    if code in SINGLE:
        return _set(_bytes(code, argument, flags))
    if code is codes.SUBPATTERN:
        _, added, taken, inner = argument
        return f"(?:{_sequence(inner, (flags | added) & ~taken)})"
    if code is codes.BRANCH:
        return f"(?:{'|'.join(_sequence(branch, flags) for branch in argument[1])})"
    if code is codes.ATOMIC_GROUP:
        return f"(?:{_sequence(argument, flags)})"
    if code in REPEATS:
        least, most, inner = argument
        return f"(?:{_sequence(inner, flags)})" + _quantifier(int(least), int(most))
    assert code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT), code  # the compiler of rules lets nothing else through
    return ""


def _quantifier(least: int, most: int) -> str:
    if least > LEAST or most > max(BOUNDED, least):
        return f"{{{min(least, LEAST)},}}"
    return f"{{{least},{most}}}"


def _bytes(code: Any, argument: Any, flags: int) -> frozenset[int]:
    if code is codes.ANY:
        return ALL_BYTES if flags & codes.SRE_FLAG_DOTALL else NO_NEWLINE
    members = members_of(argument) if code is codes.IN else frozenset((argument,))
    members = cased(members, ignore_case=bool(flags & codes.SRE_FLAG_IGNORECASE))
    return ALL_BYTES - members if code is codes.NOT_LITERAL else members


def _set(members: frozenset[int]) -> str:
    """Spell a set of bytes by their numbers, so that no dialect of patterns is involved."""
    if members == ALL_BYTES:
        return "."
    return "[" + "".join(f"\\x{byte:02x}" for byte in sorted(members)) + "]"
