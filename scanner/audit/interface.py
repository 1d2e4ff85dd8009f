"""What the audit asks of a baseline file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from scanner.audit.model import Applied, Change, Decision, Item, Key
from scanner.audit.recognise import Recogniser
from scanner.errors import KeysieveError


class AuditError(KeysieveError):
    """An answer that cannot be taken, or a baseline that cannot be locked."""


class Ledger(Protocol):
    """A baseline file that takes answers. Nothing that somebody else writes into it meanwhile is lost."""

    @property
    def name(self) -> str:
        """What the file is called in messages."""
        ...

    @property
    def items(self) -> Mapping[Key, Item]:
        """The entries as of the last look at the file, in the order of their paths."""
        ...

    def refresh(self) -> None:
        """Look at the file again, which is cheap if nothing changed. Raises BaselineError if it is broken."""
        ...

    def recogniser(self) -> Recogniser:
        """Return what finds the places that the entries speak of."""
        ...

    def refusal(self, decision: Decision) -> str:
        """Return why the format has no place for the decision; empty if it has."""
        ...

    def apply(self, changes: Sequence[Change]) -> Applied:
        """Write the answers into the file as it is now, under a lock, whole or not at all.

        An entry on which somebody else has said something else since it was seen is left as it is. Raises AuditError
        if the file cannot be locked, BaselineError if it is broken or cannot be written.
        """
        ...
