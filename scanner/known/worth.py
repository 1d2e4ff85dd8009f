"""Which values are worth looking for: those that stand nowhere by chance. Both sides of a hash judge alike."""

from __future__ import annotations

from scanner.known.tokens import LEAST
from scanner.text.entropy import shannon
from scanner.text.ngram import wordiness, words

LONGEST = 8192
LEAST_BITS = 19.0
"""Entropy of all bytes together: eight random letters and digits have 20 and more."""

LEAST_ENTROPY = 2.0
"""Bits a byte."""

LEAST_DIGITS = 20
"""Digits from which a number is no count, no date, no port and no telephone number."""

LEAST_PIECE = 16
"""Bytes of a part of a path or a query that may be a secret."""

WORDY = 0.1
"""Mean score of the letter pairs from which letters are words; random ones have it seldom."""

LEAST_WORD = 3
"""Letters of a word that tells: random letters of both cases are seldom that many of one."""

LEAST_IN_WORDS = 0.55
"""Share of a value's letters and digits that must stand in such words for it to be made of them."""

NUMBER = b"0123456789.,:+-_/ eETZx%"
REFERENCES = (b"${", b"{{")
OPENING_REFERENCES = (b"$(", b"<%", b"%(")
FILLERS = (b"example", b"changeme", b"change_me", b"change-me", b"placeholder", b"qwert", b"asdf", b"****", b"xxxx")
WORD_SIGNS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + bytes(range(128, 256))
SEPARATORS = bytes.maketrans(b"/?&=#:@;", b"        ")


def weakness(value: bytes) -> str:
    """Return why the value is not worth looking for, as the end of a sentence about it; empty: it is."""
    if len(value) < LEAST:
        return f"has {len(value)} bytes, and {LEAST} are the least"
    if len(value) > LONGEST:
        return f"has {len(value)} bytes, and {LONGEST} are the most"
    if b"://" in value:
        return _weakness_of_address(value)
    return _weakness_of_text(value)


def _weakness_of_address(value: bytes) -> str:
    from scanner.text.address import password_in  # a hook seldom gets here

    password = password_in(value)
    if len(password) >= LEAST and not _weakness_of_text(password):
        return ""
    pieces = value.partition(b"://")[2].translate(SEPARATORS).split()
    if any(len(piece) >= LEAST_PIECE and not _weakness_of_text(piece) for piece in pieces):
        return ""
    if password:
        return "is an address whose password is too weak to be told from other text"
    return "is an address without credentials"


def _weakness_of_text(value: bytes) -> str:
    if not value.strip(NUMBER) and sum(map(value.count, DIGITS)) < LEAST_DIGITS:
        return "is a number"
    if value.startswith(OPENING_REFERENCES) or any(sign in value for sign in REFERENCES):
        return "refers to another value"
    lowered = value.lower()
    if any(word in lowered for word in FILLERS) or (value[:1] == b"<" and value[-1:] == b">"):
        return "is a placeholder"
    entropy = shannon(value[:LONGEST])
    if entropy < LEAST_ENTROPY or entropy * len(value) < LEAST_BITS:
        return "repeats too few different characters"
    if sum(second - first == 1 for first, second in zip(value, value[1:])) * 2 >= len(value):
        return "is a sequence of neighbours"
    return "is made of words" if _is_wordy(value) else ""


DIGITS = [bytes((digit,)) for digit in b"0123456789"]


def _is_wordy(value: bytes) -> bool:
    """Whether the value is words, as names and settings are; a year or a number behind them makes no difference."""
    telling = b" ".join(word for word in words(value) if len(word) >= LEAST_WORD)
    letters = sum(map(len, telling.split()))
    signs = len(value) - len(value.translate(None, WORD_SIGNS))
    return letters >= LEAST_IN_WORDS * signs and wordiness(telling) > WORDY
