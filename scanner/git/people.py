"""Who made a commit or a tag, when, and what they wrote about it."""

from __future__ import annotations

import time

from scanner.git.run import GitError, output
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Authorship(NamedTuple):
    """The author of a commit, or the tagger of a tag."""

    author: str
    """`Name <address>`."""
    date: str
    """ISO 8601 with the author's offset; empty if git's own form is broken."""


def authorship(header: bytes) -> Authorship:
    """Return who made the object with this header; what is missing is empty."""
    fields = dict(row.partition(b" ")[::2] for row in reversed(header.split(b"\n")))
    person, _, moment = (fields.get(b"author") or fields.get(b"tagger") or b"").rpartition(b"> ")
    encoding = fields.get(b"encoding", b"utf-8").decode("ascii", "replace")
    try:
        author = person.decode(encoding)
    except (LookupError, UnicodeDecodeError, ValueError):
        author = person.decode("utf-8", "replace")
    return Authorship(f"{author}>" if author else "", iso_date(moment.decode("ascii", "replace")))


def own_name() -> str:
    """Return the name under which this user commits, as configured; empty if nothing is."""
    try:
        return output(["config", "--get", "user.name"]).decode("utf-8", "replace").strip()
    except GitError:
        return ""  # git's way to say that nothing is configured


def iso_date(moment: str) -> str:
    """Return git's `seconds offset` as ISO 8601; empty if it makes no sense."""
    seconds, _, offset = moment.partition(" ")
    try:
        minutes = int(offset[-4:-2]) * 60 + int(offset[-2:])
        shift = -minutes if offset.startswith("-") else minutes
        local = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(int(seconds) + shift * 60))
    except (ValueError, OverflowError, OSError):
        return ""
    return f"{local}{'-' if shift < 0 else '+'}{abs(shift) // 60:02}:{abs(shift) % 60:02}"


def message_of(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the message of a commit or a tag: what stands behind the first empty line."""
    head = b""
    for chunk in chunks:
        head += chunk
        _, found, body = head.partition(b"\n\n")
        if found:
            yield body
            yield from chunks
            return
