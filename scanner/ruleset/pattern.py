"""What a rule's pattern can match, read off its syntax tree: its width, its keywords, and whether its cost is bounded.

Used when rules are compiled, never on the hook's path. The tree is that of the standard library's `re`, whose syntax is
the part that all engines share with ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

parser: Any = re._parser  # type: ignore[attr-defined]  # noqa: SLF001  the one public-enough syntax tree
codes: Any = re._constants  # type: ignore[attr-defined]  # noqa: SLF001

WIDEST = 65_536
"""Most bytes that a match may have: windows and overlaps are built for it."""

WIDEST_ASSERTION = 16
"""Most bytes that a lookahead or lookbehind may read: windows are that much wider than the widest match."""

UNBOUNDED_FROM = 1_000_000
MOST_VARIANTS = 50_000
MOST_SPELT_OUT = 12
"""Members up to which a character set is spelt out when keywords are looked for."""

WILD = "\0"
"""Stands for text that the pattern leaves open."""

REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)


class PatternError(ValueError):
    """The pattern is not usable in a rule; the message says why and what to write instead."""


def parse(pattern: str) -> Any:
    """Return the syntax tree of `pattern`.

    Raises PatternError if it does not parse.
    """
    try:
        return parser.parse(pattern.encode(), 0)
    except re.error as error:
        raise PatternError(f"the pattern does not parse: {error}") from error


def width(tree: Any) -> int:
    """Return the most bytes that a match can have.

    Raises PatternError if there is no such number, if it is beyond `WIDEST`, or if repeats are nested so that matching
    could take exponential time.
    """
    _reject_costly(tree)
    most = int(tree.getwidth()[1])
    if most > WIDEST:
        raise PatternError(f"a match may be {most} bytes long; the limit is {WIDEST}")
    if most == 0:
        raise PatternError("the pattern matches nothing but empty text")
    return most


def _reject_costly(tree: Any) -> None:
    for code, argument in tree:
        if code in REPEATS:
            _, most, inner = argument
            if most >= UNBOUNDED_FROM:
                raise PatternError("an unbounded repeat (`*`, `+`, `{n,}`); write the most there can be, as `{1,200}`")
            if most > 1 and not _is_single(inner) and _is_only_varying_repeats(inner):
                raise PatternError("a repeat of a repeat, such as `(a{1,9}){1,9}`: it can take exponential time")
            _reject_costly(inner)
        elif code in (codes.GROUPREF, codes.GROUPREF_EXISTS):
            raise PatternError("a back reference: the fast engines have none")
        elif code in (codes.ASSERT, codes.ASSERT_NOT) and argument[1].getwidth()[1] > WIDEST_ASSERTION:
            raise PatternError(f"a lookahead or lookbehind of more than {WIDEST_ASSERTION} bytes; shorten it")
        else:
            for inner in _children(code, argument):
                _reject_costly(inner)


def _is_single(tree: Any) -> bool:
    """Whether the tree matches one byte exactly (a set, a literal), so that repeating it is harmless."""
    return tuple(tree.getwidth()) == (1, 1)


def _is_only_varying_repeats(tree: Any) -> bool:
    items = list(tree)
    while len(items) == 1 and items[0][0] is codes.SUBPATTERN:
        items = list(items[0][1][-1])
    return bool(items) and all(code in REPEATS and argument[0] != argument[1] for code, argument in items)


def _children(code: Any, argument: Any) -> Iterable[Any]:
    if code is codes.SUBPATTERN:
        return (argument[-1],)
    if code is codes.BRANCH:
        return tuple(argument[1])
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return (argument[1],)
    if code is codes.ATOMIC_GROUP:
        return (argument,)
    return ()


def without_keyword(tree: Any, keywords: Iterable[str]) -> str | None:
    """Return a spelling that the pattern admits and that holds none of the (lower-case) keywords; None if all do.

    Open parts are shown as `…`. Raises PatternError if the pattern has too many alternatives to tell.
    """
    bare = _bare_spellings(tree, tuple(keywords))
    return re.sub(WILD + "+", "…", bare[0]) if bare else None


def _bare_spellings(tree: Any, keywords: tuple[str, ...]) -> list[str]:
    """Return the spellings of a sequence that hold no keyword.

    More text around one that does changes nothing, so those are forgotten at once, which keeps the number small.
    """
    spellings = [""]
    for code, argument in tree:
        added = _spellings(code, argument, keywords)
        if len(spellings) * len(added) > MOST_VARIANTS:
            raise PatternError("too many alternatives to tell whether each holds a keyword; write fewer, or sets")
        joined = {before + after for before in spellings for after in added}
        spellings = sorted(spelling for spelling in joined if not any(word in spelling for word in keywords))
    return spellings


def _spellings(code: Any, argument: Any, keywords: tuple[str, ...]) -> list[str]:
    if code is codes.LITERAL:
        return [chr(argument).lower()]
    if code is codes.IN:
        return _set_spellings(argument)
    if code is codes.BRANCH:
        return [spelling for branch in argument[1] for spelling in _bare_spellings(branch, keywords)]
    if code is codes.SUBPATTERN:
        return _bare_spellings(argument[-1], keywords)
    if code is codes.ATOMIC_GROUP:
        return _bare_spellings(argument, keywords)
    if code in REPEATS:
        least, most, inner = argument
        return _repeat_spellings(least, most, inner, keywords)
    if code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT):
        return [""]
    return [WILD]


def _set_spellings(members: Any) -> list[str]:
    spelt: set[str] = set()
    for code, argument in members:
        if code is codes.LITERAL:
            spelt.add(chr(argument).lower())
        elif code is codes.RANGE and argument[1] - argument[0] < MOST_SPELT_OUT:
            spelt.update(chr(value).lower() for value in range(argument[0], argument[1] + 1))
        else:
            return [WILD]
    return sorted(spelt) if len(spelt) <= MOST_SPELT_OUT else [WILD]


def _repeat_spellings(least: int, most: int, inner: Any, keywords: tuple[str, ...]) -> list[str]:
    spellings = _bare_spellings(inner, keywords)
    if least == 0:
        return ["", *spellings] if most == 1 else ["", WILD]
    if least == most == 1 or not spellings:
        return spellings
    if least == most and len(spellings) == 1 and WILD not in spellings[0]:
        return [spellings[0] * min(least, MOST_SPELT_OUT)]
    if _is_single(inner) and len(spellings) > 1:
        return [WILD]
    return sorted({spelling + WILD + other for spelling in spellings for other in spellings})
