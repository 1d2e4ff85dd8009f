"""Where histories begin: references, the stash, and the heads of work trees; also where git cannot read them."""

from __future__ import annotations

import os
from contextlib import suppress

from scanner.git.ids import is_id
from scanner.git.run import GitError, output, split_nul, told
from scanner.git.tags import below_broken_tags
from scanner.git.tips import Tip, peeled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.git.run import Told

NOTES = "refs/notes/"
PACKED = "packed-refs"
LONGEST_REF = 4096

PLACE_AND_HEAD = ("rev-parse", "--git-path", "refs", "--verify", "-q", "HEAD")

IGNORED = (b"ignoring broken ref ", b"ignoring ref with broken name ")
"""How git names a reference that it leaves out, and calls that a success."""


def all_tips(with_notes: bool) -> list[Tip]:
    """Return what all references, HEAD of each work tree and every entry of the stash name.

    A reference that cannot be read names nothing. Raises GitError if git fails.
    """
    references, place = told(["for-each-ref", "--format=%(objectname) %(refname)%00"], PLACE_AND_HEAD)
    top, head = _place_and_head(place)
    broken: list[str] = []
    try:
        rows = split_nul(references.output())
        names = [tuple(os.fsdecode(row.lstrip(b"\n")).split(" ", 1)) for row in rows if row.strip()]
        if not head or has_linked_worktrees(top):
            heads, broken = heads_of_worktrees()
            head += heads
    except GitError:
        names = list(refs_on_disk(top))
        broken = [PACKED]
    named = [(name, ref) for name, ref in names if with_notes or not ref.startswith(NOTES)]
    named += [(name, "HEAD") for name in head]
    if any(ref == "refs/stash" for _, ref in names):
        entries, broken_log = stash_entries()
        named += [(name, "refs/stash") for name in entries]
        broken += broken_log
    broken += [*ignored(references.complaint), *unreadable_directories(top)]
    tips = peeled(list(dict.fromkeys(named)))
    return [*tips, *below_broken_tags(tips), *(Tip(ref, "", "", ref) for ref in broken)]


def ignored(complaint: bytes) -> list[str]:
    """Return the references that git says it leaves out."""
    return [
        os.fsdecode(line.partition(words)[2]) for line in complaint.split(b"\n") for words in IGNORED if words in line
    ]


def refs_on_disk(top: str) -> Iterator[tuple[str, str]]:
    """Yield id and name of the references, in and beside the directory `top`, that can be read where git dies."""
    with suppress(OSError), open(os.path.join(os.path.dirname(top), PACKED), "rb") as stream:
        for row in os.fsdecode(stream.read()).split("\n"):
            name, _, ref = row.partition(" ")
            if is_id(name) and ref:
                yield name, ref
    for directory, _, files in os.walk(top):
        for file in files:
            path = os.path.join(directory, file)
            with suppress(OSError), open(path, encoding="latin-1") as stream:
                name = stream.read(LONGEST_REF).strip()
                if is_id(name):
                    yield name, os.path.join("refs", os.path.relpath(path, top)).replace(os.sep, "/")


def _place_and_head(said: Told) -> tuple[str, list[str]]:
    """Return the directory of references, and what HEAD names, if it names anything. Raises GitError if git fails."""
    *rows, last = os.fsdecode(said.written).split("\n")[:-1] or [""]
    if not said.code and rows:
        return "\n".join(rows), [last]
    return os.fsdecode(output(PLACE_AND_HEAD[:3]).removesuffix(b"\n")), []  # before the first commit


def unreadable_directories(top: str) -> list[str]:
    """Return those directories of references, below `top`, that cannot be read: git says nothing of them."""
    errors: list[OSError] = []
    for _ in os.walk(top, onerror=errors.append):
        pass
    return [os.path.join("refs", os.path.relpath(error.filename, top)) for error in errors]


def stash_entries() -> tuple[list[str], list[str]]:
    """Return the ids of the stash's entries, and its log if that cannot be read. Raises GitError if git fails.

    The reference is the newest entry only; the others are in its log, of which git leaves out what it cannot find.
    """
    path = os.fsdecode(output(["rev-parse", "--git-path", "logs/refs/stash"]).removesuffix(b"\n"))
    log = "refs/stash@{…}"
    try:
        with open(path, encoding="utf-8", errors="replace") as stream:
            rows = [row.split(" ", 2) for row in stream.read().split("\n") if row]
    except FileNotFoundError:  # references may be kept in another form
        return output(["rev-list", "--walk-reflogs", "refs/stash"]).decode().split(), []
    except OSError:
        return [], [log]
    entries = [row[1] for row in rows if len(row) == 3 and is_id(row[1])]
    return entries, [log] * (len(entries) < len(rows))


def has_linked_worktrees(top: str) -> bool:
    """Whether there are other work trees than this one; `top`: the directory of references."""
    return os.path.lexists(os.path.join(os.path.dirname(top), "worktrees"))


def heads_of_worktrees() -> tuple[list[str], list[str]]:
    """Return the ids of the commits that this work tree and the linked ones are at, and which HEAD names nothing.

    Raises GitError if git fails.
    """
    heads: list[str] = []
    broken: list[str] = []
    for block in output(["worktree", "list", "--porcelain"]).decode("utf-8", "surrogateescape").split("\n\n"):
        place, *rows = block.split("\n")
        # What is no id is a line of a path.
        for name in (row.removeprefix("HEAD ") for row in rows if row.startswith("HEAD ")):
            if is_id(name) and name.strip("0"):
                heads.append(name)
            elif is_id(name) and not any(row.startswith("branch ") for row in rows):  # it is not before a first commit
                broken.append(f"HEAD of {place.removeprefix('worktree ')}")
    return heads, broken
