"""Path globs as people write them: `*.test.js` anywhere, `docs/**`, `a/*/b.py`."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ANY_NAME, ANY_PATH, ANY_DIRECTORIES = "[^/]*?", ".*?", "(?:.*?/)??"
"""What `*`, `**` and `**/` match."""

MOST_OPEN = 2
"""Times that `**/` may stand right behind a name: each multiplies the ways to read a path by its directories."""

NOT = ("!", "^")
"""What makes a set its opposite."""


class Glob:
    """A pattern over whole paths, in characters, with `/`.

    `*`, `?` and sets (`[a-z]`, `[!a-z]`) stay inside one part, `**` crosses parts. A pattern without `/` is held
    against the last part; one that names a directory or an archive covers everything in it. A leading `/` or `./`
    means the root.
    """

    __slots__ = ("_compiled", "pattern")

    def __init__(self, pattern: str) -> None:
        """Raises ValueError for a pattern that is empty, has a set that runs backwards, or takes too long."""
        self.pattern = pattern
        pattern = pattern.replace("\\", "/")
        anchored = "/" in pattern.rstrip("/")
        body = pattern.removeprefix("./").strip("/")
        if not body.strip():
            raise ValueError("an empty pattern")
        prefix = "" if anchored else "(?:.*/)?"
        self._compiled = re.compile(f"{prefix}{expression(body)}(?:!?/.*)?", re.DOTALL)

    def matches(self, path: bytes) -> bool:
        """Whether the pattern covers the path."""
        return self._compiled.fullmatch(path.decode("utf-8", "surrogateescape")) is not None


def expression(pattern: str) -> str:
    """Return as an expression what `*`, `?`, sets and `**` match, with no more before it or behind it.

    Raises ValueError for a set that runs backwards, and for too many `**/` right behind names.
    """
    return joined(_signs(pattern))


def joined(signs: Iterable[str]) -> str:
    """Return the expression that the signs of a pattern make, one after the other, in whatever dialect it was written.

    No star is tried in more ways than one if another star behind it can take what it leaves: the time that many stars
    take grows with their number, not exponentially. Raises ValueError for too many `**/` right behind names.
    """
    open_ends = 0
    done = block = chunk = opener = ""  # closed; since the last `**`, and of it since the last `*`; the last `**`
    for sign in signs:
        if sign in (ANY_PATH, ANY_DIRECTORIES):
            if opener and not block and not chunk:  # `**/**/`
                opener = ANY_PATH if ANY_PATH in (opener, sign) else sign
                continue
            held = f"{opener}{block}{chunk}"
            takes_what_is_left = sign == ANY_PATH or held.endswith("/")
            done += f"(?>{held})" if takes_what_is_left else held
            open_ends += held != "" and not takes_what_is_left
            if open_ends > MOST_OPEN:
                raise ValueError(f"more than {MOST_OPEN} times `**/` right behind a name; write `*/**/`")
            opener, block, chunk = sign, "", ""
        elif sign == ANY_NAME:
            block += f"(?>{chunk})" if chunk.startswith(ANY_NAME) else chunk
            chunk = sign
        elif sign == "/":
            block, chunk = f"{block}{chunk}/", ""
        else:
            chunk += sign
    return f"{done}{opener}{block}{chunk}"


def _signs(pattern: str) -> Iterator[str]:
    """Yield the expression of each sign."""
    position = 0
    while position < len(pattern):
        if pattern.startswith("**/", position):
            yield ANY_DIRECTORIES
            position += 3
        elif pattern.startswith("**", position):
            yield ANY_PATH
            position += 2
        elif pattern[position] == "*":
            yield ANY_NAME
            position += 1
        elif pattern[position] == "?":
            yield "[^/]"
            position += 1
        elif pattern[position] == "[" and (end := _end_of_set(pattern, position)) > 0:
            yield _set(pattern[position + 1 : end])
            position = end + 1
        else:
            yield re.escape(pattern[position])
            position += 1


def _end_of_set(pattern: str, begin: int) -> int:
    """Return where the set that starts at `begin` ends, whose first member may be a `]` too; -1 if it does not."""
    first = begin + (2 if pattern[begin + 1 : begin + 2] in NOT else 1)
    return pattern.find("]", first + 1)


def _set(members: str) -> str:
    inverse = members[0] in NOT
    ranges = []
    position = 1 if inverse else 0
    while position < len(members):
        first = last = members[position]
        if members[position + 1 : position + 2] == "-" and position + 2 < len(members):
            last = members[position + 2]
            position += 2
        if first > last:
            raise ValueError(f"the range {first}-{last} runs backwards")
        ranges.append(f"{re.escape(first)}-{re.escape(last)}")
        position += 1
    return f"(?!/)[{'^' if inverse else ''}{''.join(ranges)}]"
