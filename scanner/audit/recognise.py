"""Which places in a file an entry speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from scanner.baseline.model import secret_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scanner.audit.context import Span
    from scanner.audit.look import FileLook
    from scanner.audit.model import Item
    from scanner.model import Finding, Location, Secret


@dataclass(frozen=True, slots=True)
class Spotted:
    """A place of which an entry speaks."""

    location: Location
    finding: Finding | None = None
    """What a rule of ours says of it; None: no rule finds it."""
    value: Secret | None = None
    """The secret; None: it is somewhere in the line."""


class Recogniser(Protocol):
    """Finds the places that entries speak of, by their hashes."""

    def spotted(self, item: Item, look: FileLook) -> Sequence[Spotted]:
        """Return the places of which the entry speaks, in the order of the text; none: its secret is gone."""
        ...

    def spans(self, look: FileLook, first: int, last: int) -> Sequence[Span]:
        """Return what is to be hidden from line `first` to `last` of the file, besides what rules of ours find."""
        ...


class NativeRecogniser:
    """By the salted hash of the secret."""

    def __init__(self, salt: Callable[[], str]) -> None:
        """`salt`: gives the baseline's salt as of its last reading."""
        self._salt = salt

    def spotted(self, item: Item, look: FileLook) -> Sequence[Spotted]:
        """Return the findings with that hash."""
        salt = self._salt()
        return [
            Spotted(finding.location, finding, finding.secret)
            for finding in look.findings
            if secret_hash(finding.secret, salt) == item.hash
        ]

    def spans(self, look: FileLook, first: int, last: int) -> Sequence[Span]:
        """Return nothing: rules of ours found all that is recorded."""
        return ()
