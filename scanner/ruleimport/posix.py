"""Patterns of `grep -E` in the syntax of Go's `regexp`, or refused where both read the same signs differently.

https://pubs.opengroup.org/onlinepubs/9699919799/basedefs/V1_chap09.html, and what GNU adds to it
"""

from __future__ import annotations

import re
from collections.abc import Callable

from scanner.ruleimport.re2 import PatternRefusedError

PART = re.compile(
    r"""
    (?P<escape>  \\ .? )
  | (?P<set>     \[ \^? \]? (?: \[ ([:.=]) .*? \3 \] | [^\]] )* \] )
  | (?P<repeat>  [*+?] | \{ [0-9]* (?: ,[0-9]* )? \} )
  | (?P<group>   \( \?? )
  | (?P<other>   . )
    """,
    re.VERBOSE | re.DOTALL,
)
OF_GNU = {"<": r"\b", ">": r"\b", "`": r"\A", "'": r"\z", **{letter: f"\\{letter}" for letter in "sSwWbB"}}


def in_go_syntax(pattern: str) -> str:
    """Return the pattern as Go spells it. Raises PatternRefusedError for what has no such spelling."""
    spelt, behind_repeat = [], False
    for part in PART.finditer(pattern):
        kind, text = str(part.lastgroup), part[0]
        if kind == "repeat" and behind_repeat:
            raise PatternRefusedError(f"`{text}` behind a repeat, which `grep -E` reads in another way than most")
        behind_repeat = kind == "repeat"
        spelt.append(SPELLINGS[kind](text))
    return "".join(spelt)


def _escape(text: str) -> str:
    sign = text[1:]
    if sign in OF_GNU:
        return OF_GNU[sign]
    if sign.isdigit():
        raise PatternRefusedError(f"`{text}`, a reference to a group")
    if not sign or sign.isalpha():
        raise PatternRefusedError(f"`{text}`, which `grep -E` does not have")
    return text


def _set(text: str) -> str:
    if "[." in text or "[=" in text:
        raise PatternRefusedError(f"`{text}`, which names letters of a language")
    return text.replace("\\", "\\\\")


def _repeat(text: str) -> str:
    return f"{{0{text[1:]}" if text.startswith("{,") else text


def _group(text: str) -> str:
    if text != "(":
        raise PatternRefusedError("`(?`, which `grep -E` does not have")
    return text


SPELLINGS: dict[str, Callable[[str], str]] = {
    "escape": _escape,
    "set": _set,
    "repeat": _repeat,
    "group": _group,
    "other": str,
}
