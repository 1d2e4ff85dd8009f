"""A rule's pattern as Hyperscan takes it: every text that the pattern matches, it matches too, and perhaps more.

Most assertions are left out, long repeats are unbounded and what a match ends in is cut to its least. That makes the
expressions cheap to compile, and one pass over a text tells which few rules are worth their exact pattern.

One kind of assertion stays: what a text before the secret must not end in. Without it each long path behind `aws` would
hold a key of forty characters.
"""

from __future__ import annotations

from typing import Any

from scanner.record import NamedTuple
from scanner.ruleset import pattern
from scanner.ruleset.guard import ALL_BYTES, cased, members_of
from scanner.ruleset.pattern import REPEATS, codes

BOUNDED = 16
"""Repeats of at most this many are kept as they are; counting further costs Hyperscan more than it spares us."""

LEAST = 40
"""Most repeats that a text must show before the exact pattern is tried on it. With 16 all compile a tenth faster, but
seven times as many texts are tried for the keys of AWS."""

BEFORE = -1
"""How the syntax tree tells a lookbehind from a lookahead."""

NO_NEWLINE = ALL_BYTES - {ord("\n")}
SINGLE = (codes.LITERAL, codes.NOT_LITERAL, codes.IN, codes.ANY)


class Expression(NamedTuple):
    """A pattern for Hyperscan; to be compiled with DOTALL and PREFILTER."""

    text: bytes
    width: int
    """Where it ends in a match of the rule's pattern, that match has begun at most this many bytes before."""


def expression(regex: str) -> Expression:
    """Return the expression for a rule's pattern."""
    return _expression(regex, BOUNDED)


def coarse_expression(regex: str) -> Expression:
    """Return an expression that matches more, and compiles in a tenth of the time."""
    return _expression(regex, 0)


def _expression(regex: str, bounded: int) -> Expression:
    tree = pattern.parse(regex)
    trimmed = _trimmed(tree)
    return Expression(Writer(bounded).sequence(trimmed, int(tree.state.flags)).encode(), int(trimmed.getwidth()[1]))


def any_of(words: tuple[str, ...]) -> bytes:
    """Return the expression that matches where one of the (lower-case) words stands, whatever its case."""
    spelt = ("\\x" + word.encode("latin-1").hex("\\").replace("\\", "\\x") for word in words)
    return f"(?i:{'|'.join(spelt)})".encode()


def _trimmed(tree: Any) -> Any:
    """Return a sequence without what may be missing at its end: a match is told when it is certain, and once."""
    items = list(tree)
    while items:
        last = _least(*items[-1])
        if last is not None:
            items[-1] = last
            break
        items.pop()
    return type(tree)(tree.state, items)


def _least(code: Any, argument: Any) -> tuple[Any, Any] | None:
    """Return the last item of a sequence cut to its least; None if it may be missing."""
    if code in REPEATS:
        least, _, inner = argument
        return (code, (least, least, inner)) if least else None
    if code is codes.SUBPATTERN:
        inner = _trimmed(argument[-1])
        return (code, (*argument[:-1], inner)) if len(inner) else None
    if code is codes.BRANCH:
        branches = [_trimmed(branch) for branch in argument[1]]
        return (code, (argument[0], branches)) if all(map(len, branches)) else None
    return None if code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT) else (code, argument)


def _excluded(items: list[Any], flags: int) -> frozenset[int]:
    """Return the bytes that the lookbehinds at the beginning of the items exclude before them."""
    excluded: frozenset[int] = frozenset()
    for code, argument in items:
        if code is not codes.ASSERT_NOT or argument[0] != BEFORE or len(argument[1]) != 1:
            break
        inner, members = argument[1][0]
        if inner not in SINGLE:
            break
        excluded |= _bytes(inner, members, flags)
    return excluded


class Writer:
    """Spells syntax trees for Hyperscan."""

    def __init__(self, bounded: int) -> None:
        """`bounded`: repeats of at most this many keep their bound."""
        self._bounded = bounded

    def sequence(self, items: Any, flags: int) -> str:
        """Return the spelling of a sequence under the flags of its pattern."""
        items = list(items)
        return "".join(
            self._gap(code, argument, _excluded(items[at:], flags), flags) or self._item(code, argument, flags)
            for at, (code, argument) in enumerate(items, 1)
        )

    def _gap(self, code: Any, argument: Any, excluded: frozenset[int], flags: int) -> str:
        """Return the spelling of a repeated byte of which the last must not be excluded; empty: the item is no such."""
        if not excluded or code not in REPEATS:
            return ""
        least, most, inner = int(argument[0]), int(argument[1]), argument[2]
        if len(inner) != 1 or inner[0][0] not in SINGLE:
            return ""
        members = _bytes(inner[0][0], inner[0][1], flags)
        if members <= excluded:
            return ""
        gap = f"{_set(members)}{self._quantifier(max(0, least - 1), most - 1)}{_set(members - excluded)}"
        return gap if least else f"(?:{gap})?"

    def _item(self, code: Any, argument: Any, flags: int) -> str:
        if code in SINGLE:
            return _set(_bytes(code, argument, flags))
        if code is codes.SUBPATTERN:
            _, added, taken, inner = argument
            return f"(?:{self.sequence(inner, (flags | added) & ~taken)})"
        if code is codes.BRANCH:
            return f"(?:{'|'.join(self.sequence(branch, flags) for branch in argument[1])})"
        if code is codes.ATOMIC_GROUP:
            return f"(?:{self.sequence(argument, flags)})"
        if code in REPEATS:
            least, most, inner = argument
            return f"(?:{self.sequence(inner, flags)})" + self._quantifier(int(least), int(most))
        assert code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT), code  # the compiler of rules lets no other through
        return ""

    def _quantifier(self, least: int, most: int) -> str:
        if least > LEAST or most > max(self._bounded, least):
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
    return "[" + "".join(_spelt(run) for run in _runs(members)) + "]"


def _runs(members: frozenset[int]) -> list[list[int]]:
    """Return the runs of neighbouring bytes in a set, in their order."""
    runs: list[list[int]] = []
    for byte in sorted(members):
        if runs and runs[-1][-1] == byte - 1:
            runs[-1].append(byte)
        else:
            runs.append([byte])
    return runs


def _spelt(run: list[int]) -> str:
    return f"\\x{run[0]:02x}" + (f"-\\x{run[-1]:02x}" if len(run) > 1 else "")
