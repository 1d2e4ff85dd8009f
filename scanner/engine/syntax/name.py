"""The name around a keyword: `DB_PASSWORD_2` around `password`."""

from __future__ import annotations

LONGEST = 80
"""Bytes that a name has at most to each side; what is longer is no name."""

CHARACTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$.-" + bytes(range(0x80, 0x100))
BEHIND = b" \t\"'`=:>\\,;)|"
"""What a keyword may end in that belongs to no name."""

SPACED = (
    *(b"api key", b"access key", b"secret key", b"private key", b"auth key", b"auth token", b"access token"),
    *(b"authentication key", b"encryption key", b"signing key", b"de passe"),
)
"""Names of two words, as people write them in notes."""
LONGEST_SPACED = max(map(len, SPACED))


def name_around(content: bytes, hit: int) -> tuple[int, int] | None:
    """Return the begin and end of the name that the keyword before `hit` stands in; None if it is too long for one.

    A keyword may end in what stands behind a name, such as a quote or an equals sign.
    """
    floor = max(0, hit - LONGEST)
    before = content[floor:hit]
    named = before.rstrip(BEHIND)
    letters = len(named) - len(named.rstrip(CHARACTERS))
    if letters in (0, LONGEST):
        return None
    end = begin_of_rest = floor + len(named)
    if end == hit:
        rest = content[hit : hit + LONGEST]
        end += len(rest) - len(rest.lstrip(CHARACTERS))
        if end - hit == LONGEST:
            return None
    begin = begin_of_rest - letters
    if named[:-letters].endswith(b" ") and content[max(0, end - LONGEST_SPACED) : end].lower().endswith(SPACED):
        words = content[floor : begin - 1]
        begin -= 1 + len(words) - len(words.rstrip(CHARACTERS))
    while end > begin and content[end - 1] in b".-":  # the end of a sentence, or the beginning of an arrow
        end -= 1
    return begin, end
