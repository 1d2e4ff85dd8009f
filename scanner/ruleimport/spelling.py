"""From a syntax tree to a pattern as rule files have it: the syntax that Python's `re` and RE2 share."""

from __future__ import annotations

from scanner.ruleimport.classes import both_cases
from scanner.ruleimport.syntax import (
    ALL,
    DIGITS,
    WORD,
    Anchor,
    Byte,
    Choice,
    Group,
    Node,
    Repeat,
    Sequence,
    children,
)

SHORT = {DIGITS: r"\d", ALL - DIGITS: r"\D", WORD: r"\w", ALL - WORD: r"\W", ALL - {10}: ".", ALL: r"[\s\S]"}
"""Sets with a name of their own, or one that reads better."""

SPECIAL = frozenset(b".^$*+?{}[]\\|()")
SPECIAL_IN_SETS = frozenset(b"[]\\^-&|~")
CONTROLS = {9: r"\t", 10: r"\n", 11: r"\v", 12: r"\f", 13: r"\r"}
LEAST_RANGE = 3


def spelt(node: Node) -> str:
    """Return the pattern that the tree stands for; `(?i:…)` around the longest runs that it fits."""
    return _spelt(node, folded=False)


def _spelt(node: Node, *, folded: bool) -> str:
    match node:
        case Byte(members):
            return _set(members, folded=folded)
        case Anchor(text):
            return text
        case Sequence(items):
            return _sequence(items, folded=folded)
        case Choice(branches):
            return "|".join(_spelt(branch, folded=folded) for branch in branches)
        case Group(inner, _, name):
            return f"({f'?P<{name}>' if name else ''}{_spelt(inner, folded=folded)})"
        case Repeat(inner, least, most, lazy):
            return _atom(inner, folded=folded) + _times(least, most) + ("?" if lazy else "")


def _atom(node: Node, *, folded: bool) -> str:
    text = _spelt(node, folded=folded)
    return text if isinstance(node, Byte | Group) and (folded or not _is_pair(node)) else f"(?:{text})"


def _sequence(items: tuple[Node, ...], *, folded: bool) -> str:
    parts: list[str] = []
    at = 0
    while at < len(items):
        end = at
        while not folded and end < len(items) and _may_fold(items[end]):
            end += 1
        while end > at and not _wants_fold(items[end - 1]):
            end -= 1
        while end > at and not _wants_fold(items[at]):
            parts.append(_item(items[at], folded=False))
            at += 1
        if end > at:
            parts.append(f"(?i:{''.join(_item(item, folded=True) for item in items[at:end])})")
            at = end
        else:
            parts.append(_item(items[at], folded=folded))
            at += 1
    return "".join(parts)


def _item(node: Node, *, folded: bool) -> str:
    text = _spelt(node, folded=folded)
    return f"(?:{text})" if isinstance(node, Choice) else text


def _is_pair(node: Node) -> bool:
    """Whether the node is one letter in either case."""
    return (
        isinstance(node, Byte) and len(node.members) == 2 and node.members == both_cases(frozenset([min(node.members)]))
    )


def _wants_fold(node: Node) -> bool:
    """Whether a letter in either case is in the tree."""
    return _is_pair(node) or any(map(_wants_fold, children(node)))


def _may_fold(node: Node) -> bool:
    """Whether ignoring case changes nothing that the tree matches."""
    if isinstance(node, Byte):
        return node.members == both_cases(node.members)
    return all(map(_may_fold, children(node)))


def _times(least: int, most: int | None) -> str:
    if (least, most) == (0, 1):
        return "?"
    if most is None:
        return {0: "*", 1: "+"}.get(least, f"{{{least},}}")
    return f"{{{least}}}" if least == most else f"{{{least},{most}}}"


def _set(members: frozenset[int], *, folded: bool) -> str:
    if members in SHORT:
        return SHORT[members]
    if len(members) == 1:
        return _escaped(min(members), SPECIAL)
    if _is_pair(Byte(members)):
        letter = chr(max(members))
        return letter if folded else f"(?i:{letter})"
    inverse = len(members) > len(ALL) // 2
    return f"[{'^' if inverse else ''}{_ranges(sorted(ALL - members if inverse else members))}]"


def _ranges(members: list[int]) -> str:
    parts: list[str] = []
    while members:
        length = next((n for n in range(1, len(members)) if members[n] != members[0] + n), len(members))
        run, members = members[:length], members[length:]
        if len(run) < LEAST_RANGE:
            parts.extend(_escaped(each, SPECIAL_IN_SETS) for each in run)
        else:
            parts.append(f"{_escaped(run[0], SPECIAL_IN_SETS)}-{_escaped(run[-1], SPECIAL_IN_SETS)}")
    return "".join(parts)


def _escaped(byte: int, special: frozenset[int]) -> str:
    if byte in special:
        return "\\" + chr(byte)
    return CONTROLS.get(byte) or (chr(byte) if 0x20 <= byte < 0x7F else f"\\x{byte:02x}")
