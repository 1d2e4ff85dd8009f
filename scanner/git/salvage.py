"""The commits of a repository in which git cannot list them, as far as they can be reached."""

from __future__ import annotations

from collections import Counter

from scanner.git.bulk import objects
from scanner.git.log import Commit
from scanner.git.objects import MissingObjectError
from scanner.git.trees import header_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


def salvaged_commits(
    tips: Iterable[str], excluded: Iterable[str] = (), shallow: Collection[str] = ()
) -> tuple[list[Commit], list[str]]:
    """Return the commits that can be reached from `tips` and not from `excluded`, and the ids of what cannot be read.

    Children come before parents. `shallow`: commits whose parents this clone leaves out.
    """
    known: dict[str, Commit] = {}
    lost = _walk(excluded, known, set(), shallow)
    found: dict[str, Commit] = {}
    lost += _walk(tips, found, {*known, *lost}, shallow)
    return _children_first(found), lost


def _walk(starts: Iterable[str], found: dict[str, Commit], seen: set[str], shallow: Collection[str]) -> list[str]:
    """Add to `found` what can be reached and is not among `seen`; return what cannot be read."""
    lost: list[str] = []
    wanted = [name for name in dict.fromkeys(starts) if name not in seen]
    while wanted:
        seen.update(wanted)
        further: list[str] = []
        for answered in objects(wanted):
            name = answered.name
            try:
                parents = header_of(answered.chunks, len(name)).parents if answered.kind in ("commit", "") else None
            except MissingObjectError:
                parents = None
            if parents is None:
                lost.append(name)
            else:
                found[name] = Commit(name, () if name in shallow else parents)
                further += found[name].parents
        wanted = [name for name in dict.fromkeys(further) if name not in seen]
    return lost


def _children_first(found: Mapping[str, Commit]) -> list[Commit]:
    children = Counter(parent for commit in found.values() for parent in set(commit.parents))
    ready = [commit for commit in reversed(list(found.values())) if not children[commit.id]]
    ordered: dict[str, Commit] = {}
    while ready:
        commit = ready.pop()
        ordered[commit.id] = commit
        for parent in reversed(list(dict.fromkeys(commit.parents))):
            children[parent] -= 1
            if not children[parent] and parent in found:
                ready.append(found[parent])
    # Contents that were exchanged on disk may lead in a circle.
    return [*ordered.values(), *(commit for name, commit in found.items() if name not in ordered)]
