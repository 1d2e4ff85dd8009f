"""What a reader of another scanner's file gives: places and values that it passes over, and what cannot be carried."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from scanner.errors import KeysieveError

if TYPE_CHECKING:
    from scanner.baseline.model import Label
    from scanner.model import Secret


class MigrationError(KeysieveError):
    """The file of another scanner cannot be read, or is of no known format."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One secret that another scanner was told to pass over."""

    where: str
    """Where it says so: the file, and the line or the number in it."""
    path: bytes = b""
    """From the root; empty: anywhere."""
    line: int = 0
    """1-based line in the path; 0: anywhere in it."""
    commit: str = ""
    """The commit whose version of the path is meant; empty: the work tree's."""
    rule: str = ""
    """What the other scanner calls the rule."""
    value: Secret | None = None
    """The secret, where the file has it in clear."""
    digest: str = ""
    """SHA-256 of the secret, or of the secret and its kind, in hex; empty: the file has none."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a file says."""

    claims: tuple[Claim, ...]
    label: Label
    """What its entries become: a person accepted them, or nobody judged them."""
    exclude: tuple[str, ...] = ()
    """Globs of paths that were not scanned, in our spelling."""
    refused: tuple[str, ...] = ()
    """What has no counterpart: where, and why."""


class Reader(Protocol):
    """Reads one format. Raises MigrationError if the text is not of it."""

    def __call__(self, text: str, name: str) -> Reading:
        """Return what the text says; `name` is the file, for messages."""
        ...
