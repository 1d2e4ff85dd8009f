"""Reading small text files of the work tree, of which nothing but words is looked for."""

from __future__ import annotations

import os

from scanner.regular import regular

MOST = 1 << 20


def text_of(path: str) -> str | None:
    """Return the beginning of a regular file; None if there is none, or it cannot be read."""
    if not os.path.isfile(path):
        return None
    try:
        with open(path, "rb", opener=regular) as stream:
            return stream.read(MOST).decode("utf-8", "replace")
    except OSError:
        return None


def uncommented(text: str) -> str:
    """Return the text without lines that are comments in YAML, in shell or in Groovy."""
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(("#", "//")))
