"""Where histories come together: the commits below need not be listed again to know in which order they stand.

Git lists commits in an order that depends on all starts, so what earlier scans saw cannot simply be put behind what is
new. But below a commit that everything else descends from, the order is for ever the one that this commit alone gives.
"""

from __future__ import annotations

from contextlib import suppress

from scanner.git.log import commits
from scanner.git.run import GitError
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from scanner.git.log import Commit

MARGIN = 256
"""Commits above a cut that is chosen: they cost little to list, and may still be rewritten or branched off from."""


class Course(NamedTuple):
    """What is known of the commits at and below a cut, which is seen to its roots. It stays true whatever comes."""

    cut: str
    below: tuple[Commit, ...]
    """Those that bring in a finding, in git's order: children before their parents."""


class Past(NamedTuple):
    """What earlier scans saw of histories."""

    tips: tuple[str, ...] = ()
    """The commits whose whole history was seen."""
    adding: tuple[str, ...] = ()
    """Those in it that bring in a finding."""
    course: Course | None = None
    """How they stand to each other, as far as that stays so."""


class Listing(NamedTuple):
    """The commits of histories: all of them, or those above a cut."""

    commits: tuple[Commit, ...]
    """In git's order. Above a cut, everything descends from it."""
    course: Course | None = None
    """What is known of the others; None: there are none."""

    def among(self, wanted: Collection[str]) -> list[Commit]:
        """Return those commits that are `wanted`, in git's order; those below a cut must be known to its course."""
        below = () if self.course is None else self.course.below
        return [commit for commit in (*self.commits, *below) if commit.id in wanted]

    def new_course(self, adding: Collection[str]) -> Course | None:
        """Return what is worth remembering; None: nothing, or what is known already.

        `adding`: the commits that bring in a finding, all of those that are listed here.
        """
        if self.course is not None and len(self.commits) < 2 * MARGIN:
            return None
        at = cut_among(self.commits)
        if at is None:
            return None
        known = () if self.course is None else self.course.below
        return Course(self.commits[at].id, (*(each for each in self.commits[at:] if each.id in adding), *known))


def listed(starts: Sequence[str], course: Course | None, new: Sequence[Commit]) -> Listing:
    """Return the commits that `starts` reach, only those above the cut of `course` where it is one for them.

    `new`: those that no earlier scan has seen. Raises GitError if git cannot read a commit.
    """
    if course is not None:
        with suppress(GitError):  # the cut is gone; what else is wrong shows when everything is listed
            above = commits([*starts, f"^{course.cut}"])
            if is_above(above, starts, course.cut) and set(above).issuperset(new):
                return Listing(tuple(above), course)
    return Listing(tuple(commits(starts)))


def is_above(found: Sequence[Commit], starts: Collection[str], cut: str) -> bool:
    """Whether the cut is reached, and all that is reached beside its own history (`found`) descends from it."""
    if not found:
        return cut in starts
    there = {cut, *(commit.id for commit in found)}
    return all(commit.parents and there.issuperset(commit.parents) for commit in found)


def cut_among(found: Sequence[Commit], margin: int = MARGIN) -> int | None:
    """Return where in a listing the first cut behind `margin` commits stands; None: histories do not come together.

    All that stands before a cut descends from it, all that stands behind it is its own history.
    """
    at: int | None = None
    waiting: set[str] = set()
    is_rooted = False
    for number, commit in enumerate(found):
        is_start = commit.id not in waiting
        if is_start and number:
            at = None  # it does not belong to the history of what stands before
        waiting.discard(commit.id)
        if at is None and number >= margin and not waiting and not is_rooted and (number == 0 or not is_start):
            at = number
        waiting.update(commit.parents)
        is_rooted = is_rooted or not commit.parents
    return at
