"""`Candidate`: a match with the text around it, as the filters and checks see it."""

from __future__ import annotations

from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.model import Fragment, Match

REACH = 4096
"""Bytes to each side in which the ends of the line are looked for; a longer line counts as far as that."""


class Candidate(NamedTuple):
    """A match and its line."""

    match: Match
    value: bytes
    """The secret's bytes."""
    path: bytes
    content: bytes
    line_begin: int
    """Byte offset of the line that the secret begins in, at most `REACH` before it."""
    line_end: int
    """Byte offset of the end of the line that the secret ends in, at most `REACH` behind it."""

    @property
    def before(self) -> bytes:
        """The line up to the secret."""
        return self.content[self.line_begin : self.match.secret_begin]

    @property
    def after(self) -> bytes:
        """The line behind the secret."""
        return self.content[self.match.secret_end : self.line_end]


def candidate(match: Match, fragment: Fragment) -> Candidate:
    """Return the match with its line."""
    content = fragment.content
    begin, end = match.secret_begin, match.secret_end
    floor = max(0, begin - REACH)
    newline = content.rfind(b"\n", floor, begin)
    line_begin = floor if newline < 0 else newline + 1
    ceiling = min(len(content), end + REACH)
    newline = content.find(b"\n", end, ceiling)
    value = match.value or content[begin:end]
    line_end = ceiling if newline < 0 else newline
    return Candidate(match, value, fragment.path, content, line_begin, line_end)
