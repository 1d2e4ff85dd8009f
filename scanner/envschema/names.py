"""What of a file's names may be shown: a line of a key that lost its quotes looks like a name, and is none."""

from __future__ import annotations

from scanner.text.lazy_pattern import lazy

LONGEST = 64
HIDDEN = "****"
CHANGE = lazy(r"[A-Za-z](?=[0-9])|[0-9](?=[A-Za-z])")
USUAL = lazy(r"[A-Z_]{1,50}[0-9]{0,10}\Z|[a-z_]{1,19}\Z")
WORDS = lazy(r"[._-]")
ODD = lazy(r"[^\w.-]")


def shown_name(name: str) -> str:
    """Return the name, or `****` if it may well be part of a secret: too long, or random in one of its words."""
    if USUAL.match(name):
        return name
    if len(name) > LONGEST or ODD.search(name):
        return HIDDEN
    return HIDDEN if any(_is_random(word) for word in WORDS.split(name)) else name


def _is_random(word: str) -> bool:
    if len(word) >= 8 and len(CHANGE.findall(word)) >= 3:
        return True
    return len(word) >= 20 and word.upper() != word and word.lower() != word
