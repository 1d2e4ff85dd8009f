"""The baseline: whether it is there, can be read, is shared with others, and merges."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from scanner.baseline.detect_secrets.read import read_foreign
from scanner.baseline.kind import is_foreign
from scanner.baseline.model import DEFAULT_NAME
from scanner.baseline.read import BaselineError, read_baseline
from scanner.baseline.stats import stats_of
from scanner.baseline.write import attribute_pattern
from scanner.doctor.interface import Observation
from scanner.git.inside import path_inside
from scanner.git.run import lines
from scanner.git.stage import is_tracked
from scanner.hygiene.verdicts import verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.doctor.interface import Place


def check_baseline(place: Place) -> Iterator[Observation]:
    """Say which baseline counts, and what keeps it from counting."""
    path = path_of(place)
    if path is None:
        yield Observation("baseline", "unseen", "the configuration, which may name a baseline, is wrong")
        return
    name = place.near(path)
    if not os.path.lexists(path):
        yield nothing_there(place, name)
        return
    try:
        if is_foreign(path):
            said = f"{len(read_foreign(path).entries)} entries, of detect-secrets"
        else:
            stats = stats_of(read_baseline(path), time.strftime("%Y-%m-%d"))
            said = f"{stats.entries} entries" + (f", {stats.expired} of them expired" if stats.expired else "")
    except BaselineError as error:
        yield Observation("baseline", "problem", place.near(str(error)))
        return
    inside = name_in_git(place, path)
    if inside is None:
        yield Observation("baseline", "ok", f"{name}: {said}; lies outside the repository")
        return
    if not is_tracked(place.root, inside):
        verdict = verdicts(place.root, [os.fsencode(inside)]).get(os.fsencode(inside))
        if verdict is not None and verdict.line and not verdict.pattern.startswith(b"!"):
            where = f"{os.fsdecode(verdict.source)}:{verdict.line}"
            message = f"{name}: is ignored by {where}, so no other clone has it"
            yield Observation("baseline", "problem", message, f"take it out of there, and `git add {name}`")
        else:
            message = f"{name}: is not tracked, so no other clone has it"
            yield Observation("baseline", "warning", message, f"git add {name}")
        return
    yield Observation("baseline", "ok", f"{name}: {said}")


def nothing_there(place: Place, name: str) -> Observation:
    """Return what to say where there is no baseline."""
    if place.config is not None and place.config.baseline:
        message = f"{name}: the configuration names it, and it is not there"
        return Observation("baseline", "problem", message, f"restore it, or `keysieve baseline create {name}`")
    return Observation("baseline", "ok", "there is none: every secret counts as new")


def check_attributes(place: Place) -> Iterator[Observation]:
    """Say whether two branches that both add entries to the baseline merge without a conflict."""
    path = path_of(place)
    inside = None if path is None or not os.path.isfile(path) or is_foreign(path) else name_in_git(place, path)
    if inside is None:
        yield Observation("attributes", "ok", "there is no baseline that git merges by lines")
        return
    answer = lines(["check-attr", "-z", "merge", "--", inside], place.root)
    if answer[2::3] == [b"union"]:
        yield Observation("attributes", "ok", f"{inside}: merge=union")
        return
    message = f"{inside}: two branches that both add entries will conflict"
    mend = f"add `{attribute_pattern(inside)} merge=union` to .gitattributes"
    yield Observation("attributes", "warning", message, mend)


def path_of(place: Place) -> str | None:
    """Return where the baseline is or would be; None: a wrong configuration hides it."""
    if place.config is None:
        return None
    return place.config.baseline or os.path.join(place.root, DEFAULT_NAME)


def name_in_git(place: Place, path: str) -> str | None:
    """Return the path as git names it; None if it lies outside the work tree."""
    if place.repository is None or place.repository.bare:
        return None
    inside = path_inside(path, place.root)
    return None if inside.startswith("../") else inside
