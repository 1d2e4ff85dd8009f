"""Words of which every match holds one, read off the syntax tree."""

from __future__ import annotations

from scanner.ruleimport.syntax import Anchor, Byte, Choice, Group, Node, Repeat, Sequence

MOST_SPELLINGS = 24
"""Spellings of a part that are kept apart; a part with more is open."""

MOST_TIMES = 8
LEAST_LENGTH = 2
GOOD_LENGTH = 4
"""Length from which a longer keyword is no better than fewer ones."""

Words = frozenset[str]


def derived_keywords(node: Node) -> tuple[str, ...]:
    """Return lower-case words of which every match holds one, the best that are certain; none if there are none."""
    found = _required(node)
    return tuple(sorted(found)) if found else ()


def _required(node: Node) -> Words:
    """Return the best set of words of which every match of the tree holds one; empty if there is none."""
    exact = _exact(node)
    if exact is not None:
        return _usable(exact)
    match node:
        case Sequence(items):
            return _best([*_runs(items), *map(_required, items)])
        case Choice(branches):
            each = [_required(branch) for branch in branches]
            return frozenset().union(*each) if all(each) else frozenset()
        case Repeat(inner, least):
            return _required(inner) if least else frozenset()
        case Group(inner):
            return _required(inner)
        case _:
            return frozenset()


def _runs(items: tuple[Node, ...]) -> list[Words]:
    """Return what neighbours that are spelt out say together."""
    runs: list[Words] = []
    current: Words = frozenset([""])
    for item in items:
        exact = _exact(item)
        joined = _joined(current, exact) if exact is not None else None
        if joined is None:
            runs.append(_usable(current))
            current = exact if exact is not None else frozenset([""])
        else:
            current = joined
    return [*runs, _usable(current)]


def _exact(node: Node) -> Words | None:
    """Return all texts that the tree matches, in lower case; None if they are too many."""
    match node:
        case Byte(members):
            spelt = frozenset(chr(member).lower() for member in members if member < 0x80)
            return spelt if max(members) < 0x80 and len(spelt) <= MOST_SPELLINGS else None
        case Anchor():
            return frozenset([""])
        case Sequence(items):
            parts = items
        case Repeat(inner, least, most) if most is not None and most <= MOST_TIMES:
            once = _exact(inner)
            found: Words = frozenset()
            for times in range(least, most + 1):
                several = _all_joined([once] * times)
                if several is None or len(found := found | several) > MOST_SPELLINGS:
                    return None
            return found
        case Choice(branches):
            each = [_exact(branch) for branch in branches]
            union = frozenset[str]().union(*(one for one in each if one is not None))
            return union if None not in each and len(union) <= MOST_SPELLINGS else None
        case Group(inner):
            return _exact(inner)
        case _:
            return None
    return _all_joined([_exact(part) for part in parts])


def _all_joined(parts: list[Words | None]) -> Words | None:
    joined: Words | None = frozenset([""])
    for part in parts:
        joined = _joined(joined, part) if joined is not None and part is not None else None
    return joined


def _joined(first: Words, second: Words) -> Words | None:
    if len(first) * len(second) > MOST_SPELLINGS:
        return None
    return frozenset(before + after for before in first for after in second)


def _usable(words: Words) -> Words:
    """Return the words if each can be a keyword; without those that hold another of them."""
    if not all(len(word) >= LEAST_LENGTH and word.isascii() and word.isprintable() for word in words):
        return frozenset()
    return frozenset(word for word in words if not any(other != word and other in word for other in words))


def _best(choices: list[Words]) -> Words:
    """Return the set whose shortest word is longest, up to a good length; of these the smallest set."""
    return max(choices, key=_worth, default=frozenset())


def _worth(words: Words) -> tuple[int, int, int]:
    shortest = min(map(len, words), default=0)
    return min(shortest, GOOD_LENGTH), -len(words), shortest
