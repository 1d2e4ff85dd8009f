"""The file that `git filter-repo --replace-text` takes: the one place where values stand in clear, on request."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from scanner.remediation.model import FixError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.remediation.model import Move

NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
REPLACED_BY = b"==>***REMOVED***\n"


def check_place(path: str, root: str, git_directory: str) -> None:
    """Raise FixError unless the file is new, and where it cannot be committed."""
    place = os.path.join(os.path.realpath(os.path.dirname(os.path.abspath(path))), os.path.basename(path))
    tree, inside = os.path.join(os.path.realpath(root), ""), os.path.join(os.path.realpath(git_directory), "")
    if place.startswith(tree) and not place.startswith(inside):
        raise FixError(f"{path}: would hold the secrets in clear inside the work tree; name a place outside of it")
    if os.path.lexists(place):
        raise FixError(f"{path}: is there already; name a new file")


def write_replacements(path: str, moves: Sequence[Move]) -> None:
    """Write the file, for the user's eyes only. Raises FixError."""
    try:
        with open(os.open(path, NEW_FILE, 0o600), "wb") as stream:
            stream.write(b"".join(expression(move.secret.reveal_in_clear()) for move in moves))
    except OSError as error:
        raise FixError(f"{path}: cannot be written: {error.strerror}; the files are fixed") from error


def expression(value: bytes) -> bytes:
    """Return the line for one value; one of several lines becomes a pattern."""
    if b"\n" not in value:
        return b"literal:" + value + REPLACED_BY
    return b"regex:" + rb"\r?\n".join(re.escape(line.removesuffix(b"\r")) for line in value.split(b"\n")) + REPLACED_BY
