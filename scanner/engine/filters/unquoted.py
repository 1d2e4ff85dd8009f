"""Values without quotes in languages whose texts have quotes: there they are names, not secrets."""

from __future__ import annotations

import re

from scanner.engine.filters.interface import Ruling, drop, lower
from scanner.engine.filters.wording import says_password

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.candidate import Candidate

CODE = frozenset(
    b"py pyi pyx js jsx mjs cjs ts tsx mts cts vue svelte java kt kts scala groovy go rs c h cc cpp cxx hpp hh m mm cs "
    b"fs vb swift rb php pl pm lua dart ex exs erl hs ml clj cljs jl r sql tf proto css scss less html htm xml json "
    b"ps1 psm1 ipynb map".split()
)
"""Extensions of files in which a text without quotes is code."""

MORE_WORDS = re.compile(rb"[,.;:]?[ \t]{1,3}(?!or\b|and\b)[A-Za-z\x80-\xff(\"'][^=:{#/]{2}")
"""Words behind a value, but no comment and no next assignment."""

WORD_WITH_DIGITS = re.compile(rb"[A-Za-z]{2,12}[0-9]{1,3}[A-Za-z]{0,6}")
LISTED = re.compile(rb"(?:,|[ \t]or|[ \t]and)(?:[ \t]{1,2}[A-Za-z0-9\-]{2,20}[,.;]?){1,12}[ \t]*\r?\Z")
"""More words to the end of the line, behind one that a comma or a conjunction ends: `Argon2id, scrypt or bcrypt`."""

LEAST_KEY = 8
"""Characters from which what nobody put between quotes may be a key: abbreviated hashes and numbers have fewer."""

QUOTES = b"\"'`"


class UnquotedInCode:
    """A variable, a number, a call."""

    name = "unquoted"

    def judge(self, candidate: Candidate) -> Ruling | None:
        """Drop an unquoted value in a source file."""
        form = candidate.match.form
        before = candidate.before[-1:]
        _, dot, extension = candidate.path.rpartition(b"/")[2].lower().rpartition(b".")
        is_code = dot and extension in CODE
        if form == "text" and is_code and b"." in candidate.match.name:
            return drop("an attribute in code")
        if form not in ("", "bare") or (not form and before and before in QUOTES):
            return None
        if MORE_WORDS.match(candidate.after) and not any(byte in b"0123456789" for byte in candidate.value):
            return drop("a sentence")
        if WORD_WITH_DIGITS.fullmatch(candidate.value) and LISTED.match(candidate.after):
            return lower("a word of a list in a sentence")
        if candidate.match.name and len(candidate.value) < LEAST_KEY and not says_password(candidate):
            return drop("too short for a key")
        return drop("a name in code") if is_code else None
