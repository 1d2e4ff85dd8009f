"""Values too weak to be a credential that a program was given; people's passwords are judged by their name."""

from __future__ import annotations

from scanner.engine.filters.interface import Ruling, drop, lower
from scanner.engine.filters.reference import looks_random
from scanner.engine.filters.wording import says_password, says_secret
from scanner.text.entropy import shannon
from scanner.text.ngram import wordiness

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.candidate import Candidate

LEAST_TOKEN = 16
"""Characters of a token or key that a program was given."""

LEAST_ENTROPY = 3.0
"""Bits a character; 16 random hex digits have 3.2 on average."""

ORDINARY = 0.9
"""Mean letter score from which the letters of a short password are an ordinary word."""


DIGITS = b"0123456789"
WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-. ")
LEAST_SIGNS = 4
"""Different signs that make up for digits."""


RANDOM = -0.3
"""Mean letter score below which letters of both cases are random."""


class Weak:
    """Short or regular values under a name that only suggests a secret."""

    name = "strength"

    def judge(self, candidate: Candidate) -> Ruling | None:
        """Drop what has one kind of character, lower what a person or a test may have typed."""
        value = candidate.value
        if says_little(candidate.match.name) and (
            len(value) < LEAST_TOKEN or not (value.isalnum() or is_random_name(value))
        ):
            return drop("the key of a table or a label")
        kinds = character_kinds(value)
        if kinds < 2 and not (not value.isdigit() and len(value) >= LEAST_TOKEN * 2):
            typed = value.isalpha() or len(set(value) - WORD) >= LEAST_SIGNS
            return (
                lower("one kind of character")
                if typed and is_literal_of_people(candidate)
                else drop("one kind of character")
            )
        if says_password(candidate):
            return lower("a weak password") if kinds < 3 and b" " not in value and wordiness(value) > ORDINARY else None
        if len(value) < LEAST_TOKEN or shannon(value) < LEAST_ENTROPY:
            return lower("short or regular for a key")
        if value.isalpha() or not (any(byte in DIGITS for byte in value) or len(set(value) - WORD) >= LEAST_SIGNS):
            return lower("no digit in it") if kinds < 2 or wordiness(value) > RANDOM else None
        return None


def says_little(name: bytes) -> bool:
    """Whether a name is that of many things, of which few are secret: it needs a random value beside it."""
    last = name.lower().replace(b"-", b"_").rpartition(b"_")[2]
    return name.lower() == b"key" or last in (b"api", b"authentication")


def is_random_name(value: bytes) -> bool:
    """Whether `value` is random letters and digits, with the signs of base64url or of a UUID among them."""
    return value.translate(None, b"-_").isalnum() and looks_random(value)


def is_literal_of_people(candidate: Candidate) -> bool:
    """Whether a person may have typed the value: its name says so."""
    return says_password(candidate) or says_secret(candidate)


def character_kinds(value: bytes) -> int:
    """Return how many kinds of characters `value` has: lower case, upper case, digits, others."""
    lowers = any(97 <= byte <= 122 for byte in value)
    uppers = any(65 <= byte <= 90 for byte in value)
    digits = any(48 <= byte <= 57 for byte in value)
    others = any(not (48 <= byte <= 57 or 65 <= byte <= 90 or 97 <= byte <= 122) for byte in value)
    return lowers + uppers + digits + others
