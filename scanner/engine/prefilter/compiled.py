"""What is kept of a ruleset for Hyperscan: words that tell of a rule by themselves, and two databases."""

from __future__ import annotations

from scanner.record import NamedTuple

PARTING = b"\n"


class Compiled(NamedTuple):
    """What `compile_patterns` makes. One expression after the other has its number in the patterns.

    First come the rules, each under its own number, then the words.
    """

    words: tuple[str, ...]
    """Keywords, in lower case, whose every occurrence is told."""
    told: frozenset[int]
    """The numbers of the rules that these words tell of; they have no expression of their own."""
    patterns: bytes
    runs: bytes
    """The database of the quick look for encoded text."""

    def packed(self) -> bytes:
        """Return all of it in a row."""
        told = " ".join(map(str, sorted(self.told)))
        parts = ("\t".join(self.words).encode(), told.encode(), self.patterns, self.runs)
        return b" ".join(str(len(part)).encode() for part in parts) + PARTING + b"".join(parts)


def unpacked(body: bytes) -> Compiled:
    """Return what was packed. Raises ValueError if it was not."""
    lengths, _, rest = body.partition(PARTING)
    parts: list[bytes] = []
    for length in map(int, lengths.split()):
        parts.append(rest[:length])
        rest = rest[length:]
    words, told, patterns, runs = parts
    return Compiled(tuple(words.decode().split("\t")), frozenset(map(int, told.split())), patterns, runs)
