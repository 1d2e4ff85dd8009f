"""What a reference or a revision names in the end: tags are followed, missing objects are told."""

from __future__ import annotations

import os

from scanner.git.bulk import MOST_DEATHS
from scanner.git.run import GitError, failure, lines, output, start
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

PEEL = ("cat-file", "--batch-check=%(objectname) %(objecttype)")


class Tip(NamedTuple):
    """What a reference names in the end: tags are followed."""

    name: str
    """The reference, or what was given for it."""
    id: str
    kind: str
    """`commit`, `tree` or `blob`; empty if the object is missing or cannot be read."""
    named: str
    """The object that the reference itself names: the tag, if it is one."""


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
