"""The git program: whether it is there, and new enough."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.doctor.interface import Observation
from scanner.git.run import GitError, output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.doctor.interface import Place

OLDEST = (2, 25)


def check_git(place: Place) -> Iterator[Observation]:
    """Say which git is used, and whether it is one that is supported."""
    try:
        said = output(["version"]).decode("utf-8", "replace").strip()
    except GitError as error:
        yield Observation("git", "problem", str(error))
        return
    numbers = re.search(r"(\d+)\.(\d+)", said)
    oldest = ".".join(map(str, OLDEST))
    if numbers is None:
        yield Observation("git", "unseen", f"`git version` says {said}, which holds no version")
    elif (int(numbers[1]), int(numbers[2])) < OLDEST:
        yield Observation("git", "problem", f"{said} is older than {oldest}", f"install git {oldest} or later")
    else:
        yield Observation("git", "ok", said)
