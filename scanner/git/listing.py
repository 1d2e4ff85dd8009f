"""The files of a work tree as git lists them: what it tracks, and what it neither tracks nor ignores."""

from __future__ import annotations

import os
from contextlib import suppress

from scanner.digest import sha1
from scanner.git.run import DAMAGED_INDEX, NO_INDEX, GitError, lines, output_and_complaint, split_nul
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scanner.git.repo import Repository

OTHERS = ("ls-files", "-z", "--others", "--exclude-standard")

NAMELESS = frozenset((b"", b"./"))
"""What git calls a file whose name a damaged index does not hold."""


class Listing(NamedTuple):
    """What git lists, and what it says that it could not."""

    names: list[bytes]
    unopened: tuple[tuple[bytes, bytes], ...]
    """Directories that could not be read, with the reason; git leaves them out and calls that a success."""
    damage: str
    """What is wrong with the index, if anything is: `names` are then also what HEAD holds and what is not ignored."""


def files_below(directory: str, damage: str) -> Listing:
    """Return the files below the directory, relative to it; `damage`: as `index_damage` has it.

    Raises GitError if git fails.
    """
    return _listing(damage, ["--", "."], ["HEAD"], directory)


def files_below_top(path: str, damage: str) -> Listing:
    """Return the files below `path`, which is relative to the top of the work tree that GIT_DIR is for; so are they.

    In that directory itself git would look for a relative GIT_DIR, or take the directory for the work tree's top.
    Raises GitError if git fails.
    """
    return _listing(
        damage, ["--full-name", "--", f":(top,literal){path}"], ["--full-tree", "HEAD", "--", *([path] * bool(path))]
    )


def index_damage(repository: Repository) -> str:
    """Return what is wrong with the index; empty: nothing. Git checks its sum nowhere but in `git fsck`."""
    path = os.path.join(repository.root, os.environ.get("GIT_INDEX_FILE") or f"{repository.git_directory}/index")
    try:
        with open(path, "rb") as stream:
            data = stream.read()
    except OSError:
        return ""  # there is none, or git says more
    # Zeros: the user told git to leave the sum out, with `index.skipHash`.
    if data[-20:] in (bytes(20), sha1(memoryview(data)[:-20]).digest()):
        return ""
    from hashlib import sha256  # few repositories have such ids

    if data[-32:] in (bytes(32), sha256(memoryview(data)[:-32]).digest()):
        return ""
    return "the index of git is damaged: its sum is wrong; `git read-tree HEAD` makes it anew"


def _listing(damage: str, options: Sequence[str], held: Sequence[str], directory: str | None = None) -> Listing:
    listed: list[bytes] = []
    complaint = b""
    try:
        names, complaint = output_and_complaint([*OTHERS, "--cached", *options], directory)
        listed = split_nul(names)
        if not NAMELESS.isdisjoint(listed):
            damage = DAMAGED_INDEX
    except GitError as error:
        damage = str(error)
    if damage:
        names, complaint = output_and_complaint([*OTHERS, *options], directory, index=NO_INDEX)
        found = {*listed, *split_nul(names)}
        with suppress(GitError):  # before the first commit, or HEAD is damaged too
            found.update(lines(["ls-tree", "-r", "-z", "--name-only", *held], directory))
        listed = sorted(found - NAMELESS)
    return Listing(listed, tuple(_unopened(complaint)), damage)


def _unopened(complaint: bytes) -> Iterator[tuple[bytes, bytes]]:
    for warning in complaint.split(b"\n"):
        if b"could not open directory" in warning:
            path, ended, reason = warning.partition(b"'")[2].rpartition(b"': ")
            if not ended:  # git cuts what it says
                path, reason = reason, b"git could not open it"
            yield path.removesuffix(b"/"), reason
