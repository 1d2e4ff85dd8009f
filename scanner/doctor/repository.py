"""The repository: whether git opens it, and what this clone leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.doctor.interface import Observation
from scanner.git.clone import is_partial, shallow_commits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.doctor.interface import Place


def check_repository(place: Place) -> Iterator[Observation]:
    """Say where the repository is, or why there is none."""
    if place.repository is None:
        refused = "not a Git repository" not in place.refusal
        yield Observation(
            "repository", "problem" if refused else "unseen", place.refusal, "" if refused else "run it in a repository"
        )
    elif place.repository.bare:
        yield Observation("repository", "ok", f"{place.root}: bare; pushes are scanned by `keysieve pre-receive`")
    else:
        yield Observation("repository", "ok", place.root)


def check_clone(place: Place) -> Iterator[Observation]:
    """Say what of the history is not here: scans of commits and histories cannot look at it."""
    if place.repository is None:
        yield Observation("clone", "unseen", "there is no repository here")
        return
    shallow, partial = shallow_commits(), is_partial()
    if shallow:
        yield Observation(
            "clone",
            "warning",
            "shallow: the history is cut off, so ranges and histories are scanned in part, and fingerprints in reports "
            "differ from those of a full clone",
            "git fetch --unshallow; in CI, fetch-depth: 0 or GIT_DEPTH: 0",
        )
    if partial:
        yield Observation(
            "clone",
            "warning",
            "partial: contents may be missing, and a scan fetches none",
            "git fetch --refetch --no-filter, or clone without --filter",
        )
    if not shallow and not partial:
        yield Observation("clone", "ok", "whole")
