"""Writes `scanner/text/_ngrams.txt`: how likely each pair of letters is inside words of code and of English text.

    python benchmarks/train_ngrams.py [DIRECTORY]

Reads the Python files below DIRECTORY (the standard library by default) and counts the pairs of letters in the words of
their identifiers, comments and strings, each word once, so that common words do not drown the rest.
"""

from __future__ import annotations

import re
import sys
import sysconfig
from collections import Counter
from math import log2
from pathlib import Path

LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORD = re.compile(r"[A-Z]?[a-z]{3,20}|[A-Z]{3,20}(?![a-z])")
TARGET = Path(__file__).parent.parent / "scanner" / "text" / "_ngrams.txt"
SCALE = 4
"""Steps a bit; a score of `s` is stored as the character with the code `ord('P') + s * SCALE`."""


def main() -> None:
    """Count, score against letters drawn at random, and write the table."""
    root = Path(sys.argv[1] if len(sys.argv) > 1 else sysconfig.get_paths()["stdlib"])
    words: set[str] = set()
    for file in sorted(root.rglob("*.py")):
        text = file.read_text(encoding="utf-8", errors="replace")
        words.update(match.group().lower() for match in WORD.finditer(text))
    pairs = Counter(pair for word in words for pair in zip(word, word[1:]))
    total = sum(pairs.values()) + len(LETTERS) ** 2
    rows = []
    for first in LETTERS:
        scores = [log2((pairs[first, second] + 1) / total * len(LETTERS) ** 2) for second in LETTERS]
        rows.append("".join(chr(ord("P") + max(-24, min(24, round(score * SCALE)))) for score in scores))
    TARGET.write_text("\n".join(rows) + "\n", encoding="ascii")
    print(f"{TARGET}: {len(words)} words, {total} pairs")


if __name__ == "__main__":
    main()
