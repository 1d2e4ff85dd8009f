"""Path globs as people write them: `*.test.js` anywhere, `docs/**`, `a/*/b.py`."""

from __future__ import annotations

import re


class Glob:
    """A pattern over whole paths, as bytes with `/`.

    `*` and `?` stay inside one part, `**` crosses parts, `[a-z]` is a set. A pattern without `/` is held against the
    last part; one that names a directory covers everything below it. A leading `/` or `./` means the root.
    """

    __slots__ = ("_compiled", "pattern")

    def __init__(self, pattern: str) -> None:
        """Raises ValueError for an empty pattern."""
        if not pattern.strip():
            raise ValueError("an empty pattern")
        self.pattern = pattern
        anchored = "/" in pattern.rstrip("/")
        body = pattern.replace("\\", "/").removeprefix("./").strip("/")
        expression = "".join(_translated(body))
        prefix = "" if anchored else "(?:.*/)?"
        self._compiled = re.compile(f"{prefix}{expression}(?:/.*)?".encode("utf-8", "surrogateescape"), re.DOTALL)

    def matches(self, path: bytes) -> bool:
        """Whether the pattern covers the path."""
        return self._compiled.fullmatch(path) is not None


def _translated(pattern: str) -> list[str]:
    parts: list[str] = []
    position = 0
    while position < len(pattern):
        if pattern.startswith("**/", position):
            parts.append("(?:.*/)?")
            position += 3
        elif pattern.startswith("**", position):
            parts.append(".*")
            position += 2
        elif pattern[position] == "*":
            parts.append("[^/]*")
            position += 1
        elif pattern[position] == "?":
            parts.append("[^/]")
            position += 1
        elif pattern[position] == "[" and "]" in pattern[position + 2 :]:
            end = pattern.index("]", position + 2)
            members = pattern[position + 1 : end].replace("\\", "\\\\").replace("[", "\\[")
            parts.append(f"[{'^' + members[1:] if members[0] == '!' else members}]")
            position = end + 1
        else:
            parts.append(re.escape(pattern[position]))
            position += 1
    return parts
