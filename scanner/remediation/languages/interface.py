"""What a language is to `keysieve fix`: it replaces one literal, or says why it cannot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Mapping


class NotCertainError(Exception):
    """A place cannot be rewritten with certainty. It is caught where the plan is made, and told."""

    def __init__(self, why: str, by_hand: str = "") -> None:
        """`by_hand`: what a person is to do; empty: what the language's `by_hand` says."""
        super().__init__(why)
        self.why = why
        self.by_hand = by_hand


@dataclass(frozen=True, slots=True, repr=False)
class Spot:
    """A secret's place in a text, and the name of the variable that takes its value."""

    path: str
    """From the root, with `/`."""
    text: str
    begin: int
    """Offset of the secret's first character."""
    end: int
    name: str
    file: str = ""
    """The file on disk, for what stands in files beside it."""
    rewritten: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """The files on disk that this run rewrites besides, with their texts before and after."""


@dataclass(frozen=True, slots=True, repr=False)
class Splice:
    """`text[begin:end]` becomes `new`."""

    begin: int
    end: int
    new: str


@runtime_checkable
class OwnVariables(Protocol):
    """A language whose programs read variables of their own, which the environment's are to set."""

    def variable(self, spot: Spot) -> str:
        """Return the name of the variable that is read in the secret's place."""


class Language(Protocol):
    """Rewrites one kind of file."""

    @property
    def by_hand(self) -> str:
        """What a person does where the program does not dare; `NAME` stands for the variable."""

    def rewrite(self, spot: Spot) -> tuple[Splice, ...]:
        """Return what makes the text read the variable in place of the secret. Raises NotCertainError."""

    def fault(self, text: str, path: str) -> str:
        """Return why the text does not parse; empty: it does, or no parser is at hand."""
