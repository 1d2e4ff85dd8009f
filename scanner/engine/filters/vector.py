"""Values of test vectors: hex digits among the other inputs and outputs of a cipher."""

from __future__ import annotations

from scanner.engine.filters.interface import Ruling, drop, lower
from scanner.text.ngram import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.candidate import Candidate

SIBLINGS = frozenset(
    b"aad ct ciphertext plaintext pt msg message nonce iv tag mac digest enc signature sig pub pk ikm okm prk salt "
    b"suite kem kdf aead ephem curve cipher public shared expected result tcid "
    b"vector entropyinput seed".split()
)
"""Words of the names beside a value in the tables that ciphers are tested with."""

REACH = 600
"""Bytes to each side in which names are looked for."""

LEAST_SIBLINGS = 3
LEAST_LENGTH = 16
HEX = b"0123456789abcdefABCDEF"


class TestVector:
    """One of several parts of a computation that is written down whole."""

    name = "vector"

    def judge(self, candidate: Candidate) -> Ruling | None:
        """Lower hex digits that stand among names of a cipher's inputs and outputs."""
        if len(candidate.value) < LEAST_LENGTH or candidate.value.translate(None, HEX):
            return None
        match = candidate.match
        is_first = not candidate.content[candidate.line_begin : match.begin].strip()
        if is_first and match.form == "bare" and match.name.lower() in (b"key", b"seed"):
            return drop("a line of a file of test vectors")
        around = candidate.content[max(0, match.begin - REACH) : match.begin]
        around += candidate.content[match.secret_end : match.secret_end + REACH]
        named = set(words(around)) & SIBLINGS
        return lower("part of a test vector") if len(named) >= LEAST_SIBLINGS else None
