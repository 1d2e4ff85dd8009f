"""Values that are made of words: identifiers, sentences, translations, paths, versions."""

from __future__ import annotations

import re

from scanner.engine.filters.interface import Ruling, drop, lower
from scanner.engine.filters.wording import says_password, says_secret
from scanner.ruleset.words import read_words
from scanner.text.ngram import wordiness, words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.candidate import Candidate

WORDY = 0.6
"""Mean score, in bits, from which letters read as words; random letters stay below it in more than 99 of 100 cases."""

LEAST_MEAN_LENGTH = 3
"""Letters a word has on average; random letters of mixed case fall apart into words of one or two."""

LEAST_LETTERS = 0.7
"""Share of letters from which the words are what the value is about."""

PATTERN_MARKS = (
    b"(?",
    b"]{",
    b"]+",
    b"]*",
    b"(.*",
    b".*)",
    b".*$",
    b"^.*",
    b"\\d",
    b"\\w",
    b"\\s",
    b"[^",
    b"[a-z",
    b"[A-Z",
    b"[0-9",
)
"""What regular expressions have and secrets hardly ever."""

DIGITS = b"0123456789"
SIGNS_OF_PEOPLE = b"!@#$%^&*?+=~"
"""Signs that passwords are asked to have, and names have not."""

MOST_SPACES = 4
LONGEST_CHOSEN = 24
LEAST_PASSPHRASE = 4
LONGEST_WORD = 24
LEAST_VOWELS = 0.25

LEAST_PARTS = 3
"""Parts from which a joined name with numbers is no password that a person chose."""

LONGEST_PASSPHRASE = 12
"""Letters up to which a word with digits and signs is a person's password rather than an identifier."""

LETTERS_A_DIGIT = 3
"""Letters to each digit from which words with numbers in them are still words."""


COLOR_OR_STYLE = re.compile(rb"#(?:[0-9A-Fa-f]{3}){1,2}(?:[0-9A-Fa-f]{2})?$|--[a-z]|\.[a-z\-]+$")
SHORTCUT = re.compile(rb"(?i)(?:(?:ctrl|cmd|alt|shift|meta|super|option|command|control)[+\-])+\S{1,12}$")
DATE = re.compile(rb"(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9](?![0-9])(?:[-T].{0,20})?$")


class Identifier:
    """Text for people or names for programs, not a secret."""

    name = "identifier"

    def judge(self, candidate: Candidate) -> Ruling | None:
        """Drop what reads as words, and what no encoding of random bytes has."""
        value = candidate.value
        if not value.isascii() and is_prose(value):
            return drop("natural language")
        if is_path_or_version(value):
            return drop("a path, an address, a date or a version")
        if any(mark in value for mark in PATTERN_MARKS):
            return drop("a pattern")
        if is_name_or_key_of_something(value):
            return drop("a colour, a shortcut or a variable of a style sheet")
        if says_password(candidate):
            return ruling_on_password(value)
        if says_secret(candidate) and (is_one_word(value) or is_made_of_words(value)) and not is_title_or_text(value):
            return lower("made of words")
        if is_made_of_words(value) or is_one_word(value):
            return drop("made of words")
        if is_numbered(value):
            return drop("words and numbers, joined")
        return None


def is_name_or_key_of_something(value: bytes) -> bool:
    """Whether `value` is a colour, a custom property of a style sheet, or a keyboard shortcut."""
    return bool(COLOR_OR_STYLE.match(value) or SHORTCUT.match(value))


def ruling_on_password(value: bytes) -> Ruling | None:
    """Return the ruling on a value under a name that says password: people choose words, too."""
    if value.count(b" ") < MOST_SPACES and value.translate(None, SIGNS_OF_PEOPLE) != value:
        return None if b" " not in value or any(byte in DIGITS for byte in value) else drop("a sentence")
    if b" " in value:
        return None if is_passphrase(value) else drop("a sentence")
    if is_one_word(value):
        return drop("a word") if value[:1].isupper() else lower("a word")
    if is_made_of_words(value):
        joined = any(joint in value for joint in (b"-", b"_", b".", b":"))
        is_chosen = not joined and any(byte in DIGITS for byte in value) and len(value) <= LONGEST_CHOSEN
        return None if is_chosen else lower("made of words")
    return lower("words and numbers, joined") if is_numbered(value) else None


def is_title_or_text(value: bytes) -> bool:
    """Whether `value` begins like a label or holds spaces, as texts for people do."""
    return value[:1].isupper() or b" " in value or len(value) > LONGEST_CHOSEN


def is_passphrase(value: bytes) -> bool:
    """Whether `value` is some lower-case words that no sentence holds together."""
    parts = value.split(b" ")
    function_words = frozenset(read_words("_stopwords.txt"))
    is_plain = all(part.isalpha() and part.islower() for part in parts)
    return is_plain and len(parts) >= LEAST_PASSPHRASE and function_words.isdisjoint(parts)


def is_one_word(value: bytes) -> bool:
    """Whether `value` is letters alone, in one case but for the first, with the vowels of a language."""
    if not value.isalpha() or not (value.islower() or value.istitle()) or len(value) > LONGEST_WORD:
        return False
    vowels = sum(value.lower().count(vowel) for vowel in b"aeiouy")
    return vowels >= len(value) * LEAST_VOWELS


def is_made_of_words(value: bytes) -> bool:
    """Whether most of `value` is words, joined as identifiers, constants or sentences are."""
    lengths = [len(word) for word in words(value)]
    letters = sum(lengths)
    if not letters:
        return True
    digits = sum(value.count(digit) for digit in b"0123456789")
    if letters < len(lengths) * LEAST_MEAN_LENGTH or letters < len(value) * LEAST_LETTERS or wordiness(value) < WORDY:
        return b" " in value and _is_sentence(value)
    return digits <= 2 or (letters > LONGEST_PASSPHRASE and digits * LETTERS_A_DIGIT <= letters)


def is_numbered(value: bytes) -> bool:
    """Whether `value` is three parts or more, each letters alone or digits alone: `build-qa-120835`, `Vector_5_32`."""
    parts = value.replace(b"_", b"-").replace(b".", b"-").split(b"-")
    if len(parts) < LEAST_PARTS or not any(part.isdigit() for part in parts):
        return False
    return all(part.isdigit() or (part.isalpha() and (len(part) < 5 or wordiness(part) > 0)) for part in parts)


def _is_sentence(value: bytes) -> bool:
    parts = value.split()
    plain = sum(1 for part in parts if part.strip(b".,:;!?()'\"").isalpha())
    return len(parts) >= 2 and plain * 2 > len(parts)


def is_prose(value: bytes) -> bool:
    """Whether non-ASCII `value` is words of some script rather than a password with an accent in it."""
    text = value.decode("utf-8", "replace")
    letters = sum(1 for character in text if character.isalpha() or character.isspace() or ord(character) > 0x2FF)
    return letters >= len(text) * LEAST_LETTERS and not any(character.isdigit() for character in text)


def is_path_or_version(value: bytes) -> bool:
    """Whether `value` is a path, an address without credentials, a date, a number or a version."""
    if b"://" in value:
        return b"@" not in value
    if value.startswith((b"/", b"./", b"../", b"~/", b"C:\\", b"\\\\")) and is_dotted_words(value, b"/\\"):
        return True
    number = value.lstrip(b"v^~<>=").partition(b"-")[0]
    last = value.rpartition(b"-")[2]
    is_version = any(part.count(b".") >= 2 and part.replace(b".", b"").isdigit() for part in (number, last))
    is_date = DATE.match(value) is not None
    return is_version or is_date or not value.strip(b"0123456789.:-+/ TZ_,v")


def is_dotted_words(value: bytes, joints: bytes) -> bool:
    """Whether the parts of `value` between `joints` are all short or wordy."""
    for joint in joints:
        value = value.replace(bytes([joint]), b" ")
    return all(len(part) < 16 or wordiness(part) > WORDY for part in value.split())
