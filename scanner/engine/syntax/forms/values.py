"""The values that stand behind what a form's pattern has matched."""

from __future__ import annotations

from scanner.engine.syntax.forms.interface import Reading
from scanner.engine.syntax.literal import Literal, quoted_at
from scanner.engine.syntax.loose import bare_at
from scanner.text.pattern import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

VALUE_KEYS = rb"""(?:[a-zA-Z]{0,12}_?)?(?:[vV]alue|VALUE|[dD]efault(?:_?[vV]alue)?|DEFAULT|val|[cC]ontent|plaintext)"""
"""Keys of what an entry that has a name is worth."""

VALUE_WORDS = (b"val", b"Val", b"VAL", b"efault", b"EFAULT", b"ontent", b"plaintext")
"""A part of each of those keys."""


LONGEST_BEGINNING = 14
"""Bytes of a key before that part, at most."""


def may_hold_value_key(text: bytes) -> bool:
    """Whether one of `VALUE_KEYS` may stand in the text: a test that costs next to nothing."""
    return any(word in text for word in VALUE_WORDS)


def first_value_word(text: bytes) -> int | None:
    """Return the offset of the first of `VALUE_WORDS`; None: none is there."""
    return min((at for at in map(text.find, VALUE_WORDS) if at >= 0), default=None)


def quoted_behind(form: str, pattern: bytes, content: bytes, at: int) -> Iterator[Reading]:
    """Yield the quoted value behind the pattern, which begins at the offset."""
    found = compiled(pattern).match(content, at)
    literal = quoted_at(content, found.end()) if found else None
    if literal is not None:
        yield Reading(form, literal)


def bare(content: bytes, at: int, name_begin: int, path: bytes) -> Iterator[Reading]:
    """Yield the value without quotes at the offset; in a text or an address it is as good as quoted."""
    outside, inside = bare_at(content, at, name_begin, path)
    if outside is not None:
        yield Reading("bare", outside)
    elif inside is not None:
        yield Reading("text", inside)


def trimmed(text: Any) -> Literal:
    """Return the group `value` of a match, without the spaces around it."""
    value = text["value"]
    begin = text.start("value") + len(value) - len(value.lstrip())
    value = value.strip()
    return Literal(begin, begin + len(value), value, text.end())
