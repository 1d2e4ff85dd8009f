"""What `.dockerignore` leaves out of a build, by Docker's rules, which are not git's.

Patterns begin at the top of the context; `*`, `?` and sets stay inside one part of a path, `**` crosses parts. A
pattern that matches a directory covers what is in it. The last pattern that matches wins; `!` takes back.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.config.glob import ANY_DIRECTORIES, ANY_NAME, ANY_PATH, joined
from scanner.hygiene.model import HygieneError

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class DockerIgnore:
    """The patterns of one file."""

    patterns: tuple[tuple[bool, re.Pattern[str]], ...]
    """Whether each one ignores, and what it matches."""

    def ignores(self, path: str) -> bool:
        """Whether the path, from the top of the context, is left out."""
        parts = path.split("/")
        prefixes = ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]
        ignored = False
        for ignores, pattern in self.patterns:
            if ignored != ignores and any(pattern.fullmatch(prefix) for prefix in prefixes):
                ignored = ignores
        return ignored


def read_dockerignore(content: bytes, name: str) -> DockerIgnore:
    """Return the patterns in the contents of a `.dockerignore`.

    `name`: what complaints call it. Raises HygieneError for a pattern that Docker does not take, either, or that
    would take too long.
    """
    patterns = []
    for number, line in enumerate(content.removeprefix(MARK).decode("utf-8", "surrogateescape").split("\n"), 1):
        if line.startswith("#") or not line.strip():
            continue
        pattern = line.strip()
        ignores = not pattern.startswith("!")
        cleaned = posixpath.normpath(pattern.removeprefix("!").strip()).lstrip("/")
        if cleaned and cleaned != ".":
            try:
                compiled = re.compile(joined(_signs(cleaned)), re.DOTALL)
            except re.error as error:
                raise HygieneError(
                    f"{name}:{number}: {pattern!r} is no pattern, and no image can be built with it; correct it"
                ) from error
            except ValueError as error:
                raise HygieneError(f"{name}:{number}: {pattern!r} has {error}") from error
            patterns.append((ignores, compiled))
    return DockerIgnore(tuple(patterns))


def _signs(pattern: str) -> Iterator[str]:
    """Yield the expression of each sign. Unlike our globs, it has escapes, `^` alone inverts, `**` is whole parts."""
    at = 0
    while at < len(pattern):
        if pattern.startswith("**", at):
            at += 2
            if pattern.startswith("/", at):
                at += 1
            yield ANY_PATH if at >= len(pattern) else ANY_DIRECTORIES
        elif pattern[at] == "*":
            yield ANY_NAME
            at += 1
        elif pattern[at] == "?":
            yield "[^/]"
            at += 1
        elif pattern[at] == "\\" and at + 1 < len(pattern):
            yield re.escape(pattern[at + 1])
            at += 2
        elif pattern[at] == "[" and (end := pattern.find("]", at + 2)) > 0:
            inside = pattern[at + 1 : end]
            negated = inside.startswith("^")
            body = re.sub(r"([\[\]\\&~|])", r"\\\1", inside.removeprefix("^"))
            yield f"(?!/)[{'^' if negated else ''}{body}]"
            at = end + 1
        else:
            yield re.escape(pattern[at])
            at += 1
