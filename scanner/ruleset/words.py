"""The word lists in `rules/`: one entry a line, `#` begins a comment line."""

from __future__ import annotations

import os

from scanner.ruleset.locate import data_directory


def read_words(name: str) -> tuple[bytes, ...]:
    """Return the entries of the list `rules/<name>`."""
    with open(os.path.join(data_directory(), name), "rb") as stream:
        lines = stream.read().splitlines()
    return tuple(line for line in lines if line and not line.startswith(b"#"))
