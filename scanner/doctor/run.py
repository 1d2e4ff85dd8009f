"""All checks, or some of them, on one place."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from scanner.config.load import load_config
from scanner.config.model import ConfigError
from scanner.doctor.interface import Observation, Place
from scanner.doctor.table import CHECKS, check_named
from scanner.errors import KeysieveError
from scanner.git.repo import open_repository
from scanner.git.run import GitError

if TYPE_CHECKING:
    from collections.abc import Iterable


def place_here() -> Place:
    """Return the place around the current directory, whatever is wrong with it."""
    repository, refusal = None, ""
    try:
        repository = open_repository()
    except GitError as error:
        refusal = str(error)
    root = repository.root if repository is not None else os.getcwd()
    try:
        config = load_config(root)
    except ConfigError:
        config = None
    return Place(os.getcwd(), repository, refusal, config, dict(os.environ))


def examined(place: Place, names: Iterable[str] = tuple(CHECKS)) -> list[Observation]:
    """Return what the checks of these names see. One that fails has seen nothing, and says why."""
    seen: list[Observation] = []
    for name in names:
        try:
            seen += check_named(name)(place)
        except KeysieveError as error:
            seen.append(Observation(name, "unseen", str(error)))
        except OSError as error:
            seen.append(Observation(name, "unseen", f"{error.filename or name}: {error.strerror or error}"))
    return seen
