"""Values that stand for a secret: `changeme`, `<your token>`, `YOUR_API_KEY`."""

from __future__ import annotations

from scanner.engine.filters.interface import Ruling, drop, lower
from scanner.engine.filters.name import assigned_name
from scanner.engine.filters.wording import says_password
from scanner.ruleset.words import read_words
from scanner.text.ngram import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.candidate import Candidate

LIST = "_stopwords.txt"
BRACKETS = (
    (b"&lt;", b"&gt;"),
    (b"<", b">"),
    (b"[", b"]"),
    (b"{", b"}"),
    (b"__", b"__"),
    (b"%", b"%"),
    (b"@", b"@"),
    (b"*", b"*"),
    (b"$", b"$"),
)
NAME_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyz_-")
LEET = bytes.maketrans(b"4301$5@!7", b"aeolssait")
"""What people write for letters: `p4ssw0rd`."""

MOSTLY = 0.5
"""Share of a value that placeholder words must cover."""


SIGNS = b"!@#$^*?~;)(][}{>&\\"
LEAST_SIGNS = 2
"""Signs from which the text between two marks is no name and no description."""

LEAST_VARIED = 7


def is_varied(value: bytes) -> bool:
    """Whether digits or signs make `value` more than a word: `Password12!`."""
    more = len(value) - len(value.translate(None, b"0123456789!@#$%&*?"))
    return len(value) >= LEAST_VARIED and more >= 1 and not any(joint in value for joint in b"-_ <[{")


def is_marked(value: bytes, opening: bytes, closing: bytes) -> bool:
    """Whether `value` is a text between two marks, and not a password that happens to begin and end with them."""
    if len(value) <= len(opening) or not (value.startswith(opening) and value.endswith(closing)):
        return False
    inside = value.strip(opening + closing)
    least = LEAST_SIGNS + (opening == b"{")  # an expression in braces may have an index
    return len(inside) - len(inside.translate(None, SIGNS)) < least


class Placeholder:
    """A word in the place of a secret, in any of several languages."""

    name = "placeholder"

    def __init__(self) -> None:
        entries = read_words(LIST)
        self._words = frozenset(entry for entry in entries if entry.isascii())
        self._foreign = tuple(entry for entry in entries if not entry.isascii())

    def judge(self, candidate: Candidate) -> Ruling | None:
        """Drop placeholders and values that repeat their own name."""
        value = candidate.value
        if any(is_marked(value, opening, closing) for opening, closing in BRACKETS):
            return drop("marked as a placeholder")
        lowered = value.lower()
        if lowered in self._words or (not value.isascii() and self._is_mostly_foreign(lowered)):
            return drop("a placeholder")
        if b"example" in lowered or b"placeholder" in lowered:
            return drop("says that it is an example")
        if self._covered(value) > len(value) * MOSTLY:
            return (
                lower("a placeholder word with more")
                if is_varied(value) and says_password(candidate)
                else drop("made of placeholder words")
            )
        if NAME_LETTERS.issuperset(value) and any(word in self._words for word in words(value)):
            return drop("a name with a placeholder word")
        spelt = value.translate(LEET)
        if spelt != value and self._covered(spelt) > len(value) * MOSTLY:
            return lower("a placeholder word with digits for letters")
        name = (candidate.match.name or assigned_name(candidate.before)).lower().rpartition(b".")[2]
        if len(name) >= 4 and name.translate(None, b"_-") in lowered.translate(None, b"_-"):
            return drop("repeats its own name")
        return None

    def _is_mostly_foreign(self, lowered: bytes) -> bool:
        return any(word in lowered and len(word) > len(lowered) * MOSTLY for word in self._foreign)

    def _covered(self, value: bytes) -> int:
        """Count the letters of `value` that placeholder words cover."""
        return sum(len(word) for word in words(value) if word in self._words)
