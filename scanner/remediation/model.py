"""The values of a repair: what moves where, what changes in which file, and what is left to a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.errors import KeysieveError

if TYPE_CHECKING:
    from scanner.model import Rule, Secret
    from scanner.remediation.contents import Contents
    from scanner.remediation.languages.interface import Splice


class FixError(KeysieveError):
    """A repair could not be planned, done or undone; the message says what state the files are in."""


@dataclass(frozen=True, slots=True)
class Move:
    """A value that goes to the store, under one name wherever it stands."""

    name: str
    """The variable."""
    secret: Secret
    rule: Rule


@dataclass(frozen=True, slots=True)
class Left:
    """A place that was not changed."""

    path: str
    line: int
    why: str
    by_hand: str


@dataclass(frozen=True, slots=True, repr=False)
class FileChange:
    """New contents of one file, as steps that can be taken back."""

    path: str
    """From the root, with `/`."""
    before: Contents | None
    """None: there is no such file yet."""
    after: Contents
    steps: tuple[tuple[Splice, ...], ...]
    """From one to the other: each step's splices are places in the text that the step before it left, in order."""
    names: tuple[str, ...] = ()
    """The variables that it reads now."""
    unstaged: bool = False
    """Whether the index held other contents than the work tree before."""
    tracked: bool = False
    """Whether the index has the file."""
    own: tuple[tuple[str, str], ...] = ()
    """Variables of the language's own, each behind the one of the environment that is to set it."""


@dataclass(frozen=True, slots=True, repr=False)
class Plan:
    """All that a repair does, before anything is done."""

    moves: tuple[Move, ...]
    ignore: FileChange | None
    """The ignore file, which comes first: what holds values must be ignored before it does."""
    sources: tuple[FileChange, ...]
    others: tuple[FileChange, ...]
    """Schema, example, baseline."""
    left: tuple[Left, ...]
    notes: tuple[str, ...]
    hidden: tuple[tuple[Secret, str], ...]
    """Every secret that was seen in these files, with what is shown in its place."""

    @property
    def changes(self) -> tuple[FileChange, ...]:
        """All files that change, in the order in which they are written."""
        return (*((self.ignore,) if self.ignore else ()), *self.sources, *self.others)
