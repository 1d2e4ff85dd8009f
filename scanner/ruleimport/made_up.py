"""Texts that a pattern matches, made up from its syntax tree as sample templates."""

from __future__ import annotations

from random import Random

from scanner.rulecheck.generators import ALPHABETS
from scanner.ruleimport.classes import both_cases
from scanner.ruleimport.syntax import Anchor, Byte, Choice, Group, Node, Repeat, Sequence, children, rebuilt

ALPHABET_SETS = sorted(((name, frozenset(text.encode())) for name, text in ALPHABETS.items()), key=lambda a: -len(a[1]))
FEW = 3
"""Most times of an open repeat outside the secret."""

OPEN_SECRET = (20, 40)
"""Characters of a secret whose length is open, as far as the pattern admits them."""

PRINTABLE = frozenset(range(0x20, 0x7F))
PLAIN = frozenset(b" =:\"'")
"""What is taken first between words."""


def made_up(node: Node, random: Random) -> str:
    """Return a template of a text that the tree matches, but for its anchors, which are taken to fit."""
    return "".join(_pieces(node, random, secret=False))


def shortened(node: Node, random: Random) -> str:
    """Return such a template in which the longest run of the secret is too short, where there is such a run."""
    runs = sorted(_runs(node, secret=False), key=lambda run: -run.least)
    if not runs or runs[0].least < FEW:
        return made_up(node, random)
    return made_up(_with_run(node, runs[0]), random)


def _pieces(node: Node, random: Random, *, secret: bool) -> list[str]:
    match node:
        case Byte():
            return [_one(node, random, secret=secret)]
        case Anchor():
            return []
        case Sequence(items):
            return [piece for item in items for piece in _pieces(item, random, secret=secret)]
        case Choice(branches):
            return _pieces(random.choice(branches), random, secret=secret)
        case Group(inner, _, name):
            return _pieces(inner, random, secret=secret or name == "secret")
        case Repeat(inner, least, most):
            times = _times(least, most, random, secret=secret)
            alphabet = _alphabet(inner) if secret else ""
            if alphabet and times:
                return [f"{{{alphabet}:{times}}}"]
            return [piece for _ in range(times) for piece in _pieces(inner, random, secret=secret)]


def _times(least: int, most: int | None, random: Random, *, secret: bool) -> int:
    if least == most:
        return least
    wanted = (
        random.randint(*OPEN_SECRET) if secret and (most is None or most >= OPEN_SECRET[0]) else random.randint(0, FEW)
    )
    wanted = max(least, wanted)
    return wanted if most is None else min(most, wanted)


def _alphabet(node: Node) -> str:
    """Return the name of the largest alphabet of the generators that the node admits; empty if there is none."""
    if not isinstance(node, Byte):
        return ""
    return next((name for name, members in ALPHABET_SETS if members <= node.members), "")


def _one(node: Byte, random: Random, *, secret: bool) -> str:
    alphabet = _alphabet(node) if secret else ""
    if alphabet:
        return f"{{{alphabet}:1}}"
    choices = sorted(node.members & PLAIN) or sorted(node.members & PRINTABLE) or sorted(node.members)
    if secret:
        choices = sorted(node.members & PRINTABLE) or choices
    if len(choices) == 2 and node.members == both_cases(frozenset(choices[:1])):
        choices = choices[1:]  # of a letter in either case the small one
    character = chr(random.choice(choices))
    return character * 2 if character in "{}" else character


def _runs(node: Node, *, secret: bool) -> list[Repeat]:
    match node:
        case Repeat(Byte()) if secret:
            return [node]
        case Sequence(items):
            return [run for item in items for run in _runs(item, secret=secret)]
        case Choice(branches):
            return [run for branch in branches for run in _runs(branch, secret=secret)]
        case Group(inner, _, name):
            return _runs(inner, secret=secret or name == "secret")
        case Repeat(inner):
            return _runs(inner, secret=secret)
        case _:
            return []


def _with_run(node: Node, run: Repeat) -> Node:
    if node is run:
        return Repeat(run.inner, run.least - 2, run.least - 2, run.lazy)
    return rebuilt(node, tuple(_with_run(child, run) for child in children(node)))
