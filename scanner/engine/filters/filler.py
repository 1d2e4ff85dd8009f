"""Values that were typed to fill a place: one character over and over, keyboard rows, an ellipsis."""

from __future__ import annotations

import re

from scanner.engine.filters.interface import Ruling, drop, lower

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.candidate import Candidate

LONGEST_RUN = 6
"""One character this often in a row does not happen by chance in a token; one more in a long one."""

LONG = 32
"""Characters from which a value is long."""

RUN = re.compile(rb"(.)\1{%d}" % (LONGEST_RUN - 1), re.DOTALL)

LEAST_DISTINCT = 5
"""Fewer different characters than this, in 16 or more, are not random."""

LEAST_COUNTED = 6
"""Letters from which their order tells something."""

MOSTLY_COUNTED = 0.6
"""Share of steps to the next letter; random letters take one in 26, hex digits one in 7."""

HEX_LETTERS = frozenset(b"abcdef")
LEAST_HEX_COUNTED = 12
"""Letters a to f from which that share cannot be chance; fewer must all follow each other."""

ROWS = (
    b"0123456789",
    b"1234567890",
    b"abcdefghij",
    b"qwertyuiop",
    b"asdfghjkl",
    b"1q2w3e",
    b"deadbeefdeadbeef",
    b"cafebabe",
    b"9876543210",
    b"0123456789abcdef",
)
ZEROS = b"AAAAAAAA"
"""Six zero bytes in base64, which some binary tokens have amidst random bytes."""

ELLIPSES = (b"...", "\u2026".encode(), "\u2022".encode())

OVER_AND_OVER = "one character over and over"

FORMS = frozenset(("distinctive", "contextual"))
"""Lists of rules that ask for a form."""

LEAST_TYPED = 16
"""Characters from which an ordered value may still be the secret of someone who made it up."""

MOSTLY_RUN = 3
"""A run that takes one in this many characters of a value is what the value is."""


class Filler:
    """No random value, whatever its length says."""

    name = "filler"

    def judge(self, candidate: Candidate) -> Ruling | None:
        """Drop runs, masks and ellipses; drop what is in order, or lower it where its form is that of a secret."""
        value = candidate.value.lower()
        if RUN.search(candidate.value):
            run = longest_run(candidate.value.replace(ZEROS, b""))
            if run >= max(LONGEST_RUN + (len(value) >= LONG), len(value) // 16):
                mostly = run * MOSTLY_RUN >= len(value) or not has_form(candidate)
                return drop(OVER_AND_OVER) if mostly else lower(OVER_AND_OVER)
        goes_on = candidate.match.rule.filters != "distinctive" and candidate.after.startswith(ELLIPSES)
        if goes_on or any(mark in value for mark in ELLIPSES):
            return drop("an ellipsis in it")
        if len(value) >= 16 and len(set(value)) < LEAST_DISTINCT:
            return drop("hardly any different characters")
        if candidate.match.rule.filters not in FORMS and is_counted_in_pairs(value):
            return drop("letters and digits in their order")
        order = order_of(value)
        if order:
            return lower(order) if has_form(candidate) else drop(order)
        return None


def order_of(value: bytes) -> str:
    """Return why `value` (lower case) is in an order that chance does not give; empty if it is not."""
    if is_counted_up(value):
        return "letters or digits in their order"
    return "a keyboard row" if len(value) < 64 and any(row in value for row in ROWS) else ""


def has_form(candidate: Candidate) -> bool:
    """Whether more than a name speaks for a secret: the form of a provider's token, or a long value of many kinds."""
    if candidate.match.rule.filters in FORMS:
        return True
    value = candidate.value.lower()
    is_mixed = any(byte in b"0123456789" for byte in value) and not value.isdigit()
    varied = len(set(value)) >= len(value) // 4 or candidate.match.rule.filters == "password"
    return is_mixed and len(value) >= LEAST_TYPED and varied


def is_counted_up(value: bytes) -> bool:
    """Whether most letters of `value` (lower case) follow each other in the alphabet, whatever stands between them."""
    letters = [byte for byte in value if 97 <= byte <= 122]
    if len(letters) < LEAST_COUNTED:
        return False
    steps = sum(1 for first, second in zip(letters, letters[1:]) if second - first == 1)
    by_chance = len(letters) < LEAST_HEX_COUNTED and HEX_LETTERS.issuperset(letters)
    return steps >= (len(letters) - 1) * (1 if by_chance else MOSTLY_COUNTED)


def is_counted_in_pairs(value: bytes) -> bool:
    """Whether `value` (lower case) is letters and digits in turn, each in its order: `a1b2c3d4e5f6a7b8`."""
    turns = (value[::2], value[1::2])
    mixed = any(letters.isalpha() and digits.isdigit() for letters, digits in (turns, turns[::-1]))
    return mixed and len(value) >= LEAST_COUNTED * 2 and all(map(follow_each_other, turns))


def follow_each_other(signs: bytes) -> bool:
    """Whether most of the signs are one more than the one before, 0 behind 9."""
    steps = sum(1 for first, second in zip(signs, signs[1:]) if (second - first) % 10 == 1)
    return steps >= (len(signs) - 1) * MOSTLY_COUNTED


def longest_run(value: bytes) -> int:
    """Return the length of the longest run of one byte."""
    longest = run = 0
    previous = -1
    for byte in value:
        run = run + 1 if byte == previous else 1
        previous = byte
        longest = max(longest, run)
    return longest
