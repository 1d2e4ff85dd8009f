"""How much a text looks like words: pairs of letters as they follow each other in words of code and English.

The table (`_ngrams.txt`, made by `benchmarks/train_ngrams.py`) has a row a letter and a column a letter behind it.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

ZERO = ord("P")
SCALE = 4

with open(os.path.join(os.path.dirname(__file__), "_ngrams.txt"), "rb") as _stream:
    TABLE = _stream.read().split()


def wordiness(value: bytes) -> float:
    """Return the mean score of the letter pairs in `value`, in bits: about +1 for words, below -0.5 for random letters.

    Pairs are taken inside words: `getUserName` is get, user, name. 0 if there are no pairs.
    """
    total = count = 0
    for word in words(value):
        for first, second in zip(word, word[1:]):
            total += TABLE[first - 97][second - 97] - ZERO
            count += 1
    return total / count / SCALE if count else 0.0


def words(value: bytes) -> Iterator[bytes]:
    """Yield the words of `value` in lower case.

    Words are runs of letters, cut where a lower-case letter meets an upper-case one, and before the last of several
    upper-case letters (`HTTPServer` is http, server).
    """
    begin = 0
    length = len(value)
    for index in range(length + 1):
        here = value[index : index + 1]
        if not here.isalpha():
            if index > begin:
                yield value[begin:index].lower()
            begin = index + 1
            continue
        if index > begin and here.isupper():
            follows_lower = value[index - 1 : index].islower()
            starts_word = value[index + 1 : index + 2].islower() and value[index - 1 : index].isupper()
            if follows_lower or starts_word:
                yield value[begin:index].lower()
                begin = index
