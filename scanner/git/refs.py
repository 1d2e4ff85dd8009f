"""Where histories begin: references, the stash, and what they name that is no commit."""

from __future__ import annotations

import os
from contextlib import suppress

from scanner.git.bulk import MOST_DEATHS, objects
from scanner.git.ids import is_id
from scanner.git.objects import MissingObjectError
from scanner.git.run import GitError, failure, lines, output, split_nul, start, told
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scanner.git.run import Told

NOTES = "refs/notes/"
PACKED = "packed-refs"
LONGEST_REF = 4096

PLACE_AND_HEAD = ("rev-parse", "--git-path", "refs", "--verify", "-q", "HEAD")
PEEL = ("cat-file", "--batch-check=%(objectname) %(objecttype)")

IGNORED = (b"ignoring broken ref ", b"ignoring ref with broken name ")
"""How git names a reference that it leaves out, and calls that a success."""


class Tip(NamedTuple):
    """What a reference names in the end: tags are followed."""

    name: str
    """The reference, or what was given for it."""
    id: str
    kind: str
    """`commit`, `tree` or `blob`; empty if the object is missing or cannot be read."""
    named: str
    """The object that the reference itself names: the tag, if it is one."""


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
    return [*tips, *_below_broken_tags(tips), *(Tip(ref, "", "", ref) for ref in broken)]


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


def _below_broken_tags(tips: Iterable[Tip]) -> list[Tip]:
    """Return what tags are of that git refuses. Raises GitError if git fails."""
    names = {tip.named: tip.name for tip in tips if not tip.kind}
    found = [
        (name, names[answered.name])
        for answered in objects([name for name in names if is_id(name)])
        if answered.kind == "tag"
        for name in _tagged(answered.chunks)
    ]
    return [tip for tip in peeled(found) if tip.kind] if found else []


def _tagged(chunks: Iterator[bytes]) -> Iterator[str]:
    """Yield what a tag says that it is of."""
    with suppress(MissingObjectError):
        for row in b"".join(chunks).partition(b"\n\n")[0].decode("latin-1").split("\n"):
            if row.startswith("object ") and is_id(row[7:]):
                yield row[7:]


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


def given_tip(name: str) -> Tip:
    """Return what the revision `name` names. Raises GitError if it names nothing, or what cannot be read."""
    if name.startswith("-"):
        raise GitError(f"{name}: not the name of a reference or a commit")
    try:
        found = output(["rev-parse", "--verify", "-q", name]).decode().strip()
    except GitError as error:
        raise GitError(f"{name}: no such reference or commit in this clone; `git for-each-ref` lists them") from error
    tip = peeled([(found, name)])[0]
    if not tip.kind:
        raise GitError(f"{name}: the object {found} is missing in this clone, or corrupt; fetch it, or run `git fsck`")
    return tip


def peeled(named: Sequence[tuple[str, str]]) -> list[Tip]:
    """Return what the objects (id, name) are in the end. Raises GitError if git fails."""
    distinct = list(dict.fromkeys(name for name, _ in named))
    found: dict[str, list[str]] = {}
    at = deaths = 0
    while at < len(distinct):
        asked = "".join(f"{name}^{{}}\n" for name in distinct[at:])
        process = start(PEEL, data=asked.encode("utf-8", "surrogateescape"))
        rows = process.read_all().decode("utf-8", "replace").splitlines()
        code, complaint = process.finish()
        found.update((name, row.split(" ")) for name, row in zip(distinct[at:], rows, strict=False))
        at += len(rows)
        if code:  # a tag that is corrupt kills it
            deaths = deaths + 1 if not rows else 1
            if deaths > MOST_DEATHS or at == len(distinct):
                raise failure(PEEL, code, complaint)
            found[distinct[at]] = [distinct[at], "missing"]
            at += 1
    return [
        Tip(ref, found[name][0].removesuffix("^{}"), "" if found[name][1] == "missing" else found[name][1], name)
        for name, ref in named
    ]


def blobs_below(tip: Tip) -> list[tuple[bytes, str]]:
    """Return the path and the id of each blob of a tip that is a tree, or the blob itself under the tip's name."""
    if tip.kind == "blob":
        return [(os.fsencode(tip.name), tip.id)]
    return files_of(tip.id)


def files_of(tree: str) -> list[tuple[bytes, str]]:
    """Return the path and the id of each file and symbolic link of a tree or commit. Raises GitError if git fails."""
    found = []
    for row in lines(["ls-tree", "-r", "-z", "--full-tree", tree]):
        description, _, path = row.partition(b"\t")
        _, kind, name = description.decode("ascii").split(" ")
        if kind == "blob":
            found.append((path, name))
    return found


def tags_among(tips: Iterable[Tip]) -> list[str]:
    """Return the ids of the tag objects among what the references name, and of the tags that those are tags of."""
    found = dict.fromkeys(tip.named for tip in tips if tip.kind and tip.named != tip.id)
    further = list(found)
    while further:
        inner = [name for answered in objects(further) for name in _tagged_tag(answered.chunks)]
        further = [name for name in dict.fromkeys(inner) if name not in found]
        found.update(dict.fromkeys(further))
    return list(found)


def _tagged_tag(chunks: Iterator[bytes]) -> Iterator[str]:
    """Yield the tag that a tag object is a tag of, if it is one. One that cannot be read is told with its message."""
    with suppress(MissingObjectError):
        rows = b"".join(chunks).split(b"\n", 2)
        if rows[1:2] == [b"type tag"]:
            yield rows[0].removeprefix(b"object ").decode("ascii", "replace")
