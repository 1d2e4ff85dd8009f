"""What a language family says of its files: which they are, and what reads of variables look like in them."""

from __future__ import annotations

import re

from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Use(NamedTuple):
    """One place that reads a variable."""

    name: str
    path: str
    line: int
    """1-based."""
    column: int
    """1-based, in characters."""
    language: str


class Language(NamedTuple):
    """A language family."""

    name: str
    is_mine: Callable[[str], bool]
    """Whether a path, `/` between its parts, is one of its files."""
    hint: re.Pattern[str]
    """Occurs in every text that reads a variable."""
    reads: Callable[[str], Iterator[tuple[str, int]]]
    """Yields names and their offsets in a text."""


def suffixed(*suffixes: str) -> Callable[[str], bool]:
    """Return whether a path ends in one of these."""
    return lambda path: path.endswith(suffixes)


def by_patterns(*patterns: str, comment: str = "", flags: int = 0) -> Callable[[str], Iterator[tuple[str, int]]]:
    """Return what finds the group `name` of these patterns outside of comments.

    `comment`: pattern of a comment, whatever it is in front of; it must not match inside of texts that matter.
    """
    compiled = [re.compile(pattern, re.MULTILINE | flags) for pattern in patterns]
    hidden = re.compile(comment, re.MULTILINE) if comment else None

    def reads(text: str) -> Iterator[tuple[str, int]]:
        if hidden is not None:
            text = hidden.sub(lambda found: " " * len(found[0]) if "\n" not in found[0] else _blank(found[0]), text)
        for pattern in compiled:
            for found in pattern.finditer(text):
                yield found["name"], found.start("name")

    return reads


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


HASH_COMMENT = r"^[ \t]*#[^\n]*|(?<=\s)#[ \t][^\n]*"
SLASH_COMMENT = r"(?<![:\"'`/])//[^\n]*|^[ \t]*\*[^\n]*|/\*[\s\S]*?\*/"
"""The `:` keeps `https://`; `*` at a line's beginning is a line of a long comment."""

QUOTED_NAME = r"[\"'`](?P<name>[A-Za-z_]\w*)[\"'`]"
UPPER_NAME = r"(?P<name>[A-Z_][A-Z0-9_]*)"
