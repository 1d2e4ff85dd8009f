"""What a check of the surroundings is: it looks at a place, changes nothing, and says what it saw."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scanner.config.model import Config
    from scanner.git.repo import Repository

Status = Literal["ok", "warning", "problem", "unseen"]


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that was seen."""

    check: str
    """The check's name in the table."""
    status: Status
    """`problem`: a scan or a hook does not do its work; `unseen`: cannot be told from here."""
    message: str
    mend: str = ""
    """What to do; empty: nothing."""


@dataclass(frozen=True, slots=True)
class Place:
    """What checks look at."""

    directory: str
    """Where the command was called."""
    repository: Repository | None
    refusal: str
    """Why there is no repository, in the words of the error; empty: there is one."""
    config: Config | None
    """The configuration; None: it is wrong."""
    environment: Mapping[str, str]

    @property
    def root(self) -> str:
        """The work tree's root, or the directory outside a repository."""
        return self.repository.root if self.repository is not None else self.directory

    def near(self, path: str) -> str:
        """Return the path as seen from the root, if it lies below it."""
        return path.removeprefix(self.root.rstrip(os.sep) + os.sep)


class Check(Protocol):
    """Looks at one side of the place. Raises KeysieveError if it cannot."""

    def __call__(self, place: Place) -> Iterable[Observation]:
        """Yield what was seen, one observation at least."""
        ...
