"""The syntax tree of a pattern over bytes, with what can be read off it: widths, groups, unbounded repeats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

ALL = frozenset(range(256))
LETTERS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
DIGITS = frozenset(b"0123456789")
WORD = LETTERS | DIGITS | frozenset(b"_")
SPACE = frozenset(b"\t\n\f\r ")
"""What Go's `\\s` matches; there is no vertical tab in it."""


@dataclass(frozen=True, slots=True)
class Byte:
    """One byte out of a set."""

    members: frozenset[int]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place between bytes."""

    text: str
    """One of the anchors that `re` has: of the text, of a line, of a word."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other; without items: the empty text."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The first branch that fits."""

    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """The inner node, `least` to `most` times."""

    inner: Node
    least: int
    most: int | None
    """None: any number of times."""
    lazy: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A capturing group."""

    inner: Node
    number: int
    name: str


Node = Byte | Anchor | Sequence | Choice | Repeat | Group


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes right below."""
    match node:
        case Sequence(items):
            return items
        case Choice(branches):
            return branches
        case Repeat(inner) | Group(inner):
            return (inner,)
        case _:
            return ()


def rebuilt(node: Node, inner: tuple[Node, ...]) -> Node:
    """Return the node with other children."""
    match node:
        case Sequence():
            return Sequence(inner)
        case Choice():
            return Choice(inner)
        case Repeat() | Group():
            return replace(node, inner=inner[0])
        case _:
            return node


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and all below it, in the order of the text."""
    yield node
    for child in children(node):
        yield from walk(child)


def least_width(node: Node) -> int:
    """Return the fewest bytes that a match can have."""
    match node:
        case Byte():
            return 1
        case Choice(branches):
            return min(map(least_width, branches))
        case Repeat(inner, least):
            return least * least_width(inner)
        case _:
            return sum(map(least_width, children(node)))


def most_width(node: Node) -> float:
    """Return the most bytes that a match can have; infinity if there is no such number."""
    match node:
        case Byte():
            return 1
        case Choice(branches):
            return max(map(most_width, branches))
        case Repeat(inner, _, most):
            width = most_width(inner)
            return 0 if not width else float("inf") if most is None else most * width
        case _:
            return sum(map(most_width, children(node)))


def groups(node: Node) -> dict[int, Group]:
    """Return the capturing groups by number."""
    return {each.number: each for each in walk(node) if isinstance(each, Group)}


def certain_groups(node: Node) -> set[int]:
    """Return the numbers of the groups that take part, once, in every match."""
    match node:
        case Group(inner, number):
            return {number} | certain_groups(inner)
        case Sequence(items):
            return set[int]().union(*map(certain_groups, items))
        case Repeat(inner, 1, 1):
            return certain_groups(inner)
        case _:
            return set()


def with_secret(node: Node, number: int) -> Node:
    """Return the tree with that group called `secret`, and no other groups; 0: the whole pattern is the secret."""
    if number == 0:
        return Group(with_secret(node, -1), 0, "secret")
    inner = tuple(with_secret(child, number) for child in children(node))
    if isinstance(node, Group):
        return Group(inner[0], number, "secret") if node.number == number else inner[0]
    return rebuilt(node, inner)


def bounded(node: Node, most: int) -> Node:
    """Return the tree with every unbounded repeat cut at `most` times, or at its least number if that is more."""
    node = rebuilt(node, tuple(bounded(child, most) for child in children(node)))
    if isinstance(node, Repeat) and node.most is None:
        return replace(node, most=max(most, node.least))
    return node


def is_unbounded(node: Node) -> bool:
    """Whether a repeat in the tree has no end."""
    return any(isinstance(each, Repeat) and each.most is None for each in walk(node))
