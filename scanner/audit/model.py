"""The entries of a baseline as an audit sees them, whatever the format, and what people say about them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scanner.baseline.model import LABELS

UNAUDITED = "unaudited"
"""What an entry without a label is called."""

LABEL_CHOICES = LABELS

Key = tuple[str, ...]
"""The identity of an entry in its file."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody said about an entry."""

    label: str = ""
    """One of `LABELS`; empty: nobody has said anything."""
    reason: str = ""
    expires: str = ""
    """ISO date, the last day on which the entry counts; empty: it does not end."""
    by: str = ""
    when: str = ""
    """ISO date."""

    def says_the_same(self, other: Decision) -> bool:
        """Whether both say the same, whoever said it and when."""
        return (self.label, self.reason, self.expires) == (other.label, other.reason, other.expires)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry."""

    key: Key
    path: str
    """From the root, `/` between parts, undecodable bytes as `surrogateescape`."""
    hash: str
    rule: str
    """The rule's id, or the type in a baseline of detect-secrets."""
    decision: Decision
    line: int = 0
    """Where a baseline of detect-secrets says that it stands; 0: not told."""
    is_telling: bool = True
    """Whether equal hashes mean equal secrets."""
    moved: str = ""
    """The variable that the secret was moved to, by which the entry falls due; empty: it was not."""

    @property
    def label(self) -> str:
        """The label, `unaudited` among them."""
        return self.decision.label or UNAUDITED

    def decided(self, decision: Decision) -> Item:
        """Return the entry with another decision."""
        return replace(self, decision=decision)

    def answered(self, decision: Decision) -> Change:
        """Return the answer to this entry; where its secret was moved, the day on which it falls due stays."""
        due = self.decision.expires if self.moved else ""
        return Change(self, replace(decision, expires=decision.expires or due))


@dataclass(frozen=True, slots=True)
class Change:
    """An answer: the entry as its author saw it, and what is to stand there."""

    item: Item
    decision: Decision


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of some changes."""

    written: tuple[Item, ...] = ()
    """The entries as they are now, those that said the same already among them."""
    conflicts: tuple[Item, ...] = ()
    """Entries on which somebody else has said something else meanwhile: left as they are, and as they are."""
    gone: tuple[Item, ...] = ()
    """Entries that are no longer in the baseline."""
