"""The state of an audit: which entry is shown, what was answered, and how to take it back. Knows no terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.audit.model import Change, Decision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from scanner.audit.choice import Choice, Facts
    from scanner.audit.interface import Ledger
    from scanner.audit.model import Item, Key


@dataclass(frozen=True, slots=True)
class Counts:
    """How far the audit has come."""

    entries: int
    """In the baseline."""
    unaudited: int
    chosen: int
    """Entries that the filters let through, as far as that is known."""
    position: int
    """1-based place of the shown one among them; 0: none is shown."""
    answered: int
    """Entries answered since the start, and not taken back."""


class AuditSession:
    """Walks through the entries of a ledger, and writes each answer at once."""

    def __init__(
        self, ledger: Ledger, choice: Choice, who: str, today: str, facts: Callable[[Key], Facts], *, labelled_too: bool
    ) -> None:
        """`facts`: gives what is known so far of an entry; `labelled_too`: whether labelled entries are shown, too."""
        self.ledger = ledger
        self.choice = choice
        self._who = who
        self._today = today
        self._facts = facts
        self._labelled_too = labelled_too
        self._answered: set[Key] = set()
        self._contested: set[Key] = set()
        self._passed: set[Key] = set()
        """Entries that got the answer of another one: the walk passes them over on its way forward."""
        self._halt: Key | None = None
        """The entry at which the walk stays although it would be passed over."""
        self._shown: Item | None = None
        self._is_pending = False
        self._undo: list[list[Change]] = []
        self._order: list[Key] = []
        self._at = 0
        self._forward = True
        self.choose(choice)

    @property
    def item(self) -> Item | None:
        """The entry at which the walk is, as it was when the walk came to it; None: it is at its end."""
        return self._shown

    @property
    def is_looking(self) -> bool:
        """Whether it is not known yet if the filters let the entry through."""
        return self._is_pending

    def choose(self, choice: Choice) -> None:
        """Begin anew with other filters, at the entry that is shown or behind it. Raises AuditError."""
        choice.checked()
        shown = self.item
        self.choice = choice
        self._order = [
            item.key
            for item in self.ledger.items.values()
            if choice.admits_by_record(item)
            and (self._labelled_too or not item.decision.label or self._is_own(item.key))
        ]
        self._at = self._order.index(shown.key) if shown is not None and shown.key in self._order else 0
        self._forward = True
        self._halt = shown.key if shown is not None else None
        self.seek()

    def seek(self) -> None:
        """Go on, in the direction of the last step, to an entry that the filters let through or may let through."""
        while 0 <= self._at < len(self._order) and not self._stops_at(self._order[self._at]):
            self._at += 1 if self._forward else -1
        if self._at < 0:
            self._at, self._forward = 0, True
            self.seek()
        key = self._order[self._at] if self._at < len(self._order) else None
        self._shown = None if key is None else self.ledger.items.get(key)
        self._is_pending = key is not None and self._admits(key) is None

    def forward(self) -> None:
        """Go to the next entry, or to the end."""
        if self._at < len(self._order):
            self._forward, self._halt = True, None
            self._at += 1
            self.seek()

    def back(self) -> None:
        """Go to the entry before; at the first one, stay."""
        self._forward = False
        self._halt = self._shown.key if self._shown is not None else None
        self._at -= 1
        self.seek()

    def restart(self) -> None:
        """Go to the first entry again, past those that are answered."""
        if not self._labelled_too:
            self._answered.clear()
        self._passed.clear()
        self._at, self._forward = 0, True
        self.choose(self.choice)

    def upcoming(self, number: int) -> list[Item]:
        """Return the next entries behind the shown one, as far as they may be let through."""
        found: list[Item] = []
        for key in self._order[self._at + 1 :]:
            if len(found) == number:
                break
            if self._admits(key) is not False and key not in self._passed:
                found.append(self.ledger.items[key])
        return found

    def answer(self, label: str, reason: str = "", expires: str = "", others: Sequence[Item] = ()) -> str:
        """Write the answer on the shown entry, and on others, and go on; return what is to be said about it.

        If somebody else has answered the shown entry otherwise, it stays. Raises KeysieveError if nothing was written.
        """
        item = self.item
        if item is None:
            return ""
        decision = Decision(label, reason, expires, self._who, self._today)
        refusal = self.ledger.refusal(decision)
        if refusal:
            return refusal
        asked = [item, *others]
        applied = self.ledger.apply([each.answered(decision) for each in asked])
        self._note(asked, applied.written)
        self._passed |= {each.key for each in applied.written}
        self._passed.discard(item.key)
        told = self._told(label, len(applied.written), applied.conflicts, applied.gone, item)
        theirs = next((each for each in applied.conflicts if each.key == item.key), None)
        if theirs is None:
            self.forward()
        else:
            self._contested.add(item.key)
            self._shown = theirs
        return told

    def undo(self) -> str:
        """Take the last answer back, on all entries that it went to; return what is to be said about it.

        Raises KeysieveError if nothing was written.
        """
        if not self._undo:
            return "nothing to take back"
        changes = self._undo[-1]
        applied = self.ledger.apply(changes)
        self._undo.pop()
        self._answered -= {change.item.key for change in changes}
        self._passed -= {change.item.key for change in changes}
        first = changes[0].item.key
        if first in self._order:
            self._at, self._forward = self._order.index(first), True
            self.seek()
        left = len(applied.conflicts) + len(applied.gone)
        told = f"taken back: {counted(len(applied.written))}"
        return f"{told}; {left} changed by others meanwhile and left as they are" if left else told

    def counts(self) -> Counts:
        """Return how far it is."""
        items = self.ledger.items
        unaudited = sum(1 for item in items.values() if not item.decision.label)
        chosen = [key for key in self._order if self._admits(key) is not False]
        position = chosen.index(self._shown.key) + 1 if self._shown is not None and self._shown.key in chosen else 0
        return Counts(len(items), unaudited, len(chosen), position, len(self._answered))

    def _note(self, asked: Iterable[Item], written: Sequence[Item]) -> None:
        before = {item.key: item for item in asked}
        changes = [
            Change(item, before[item.key].decision)
            for item in written
            if item.key in before and not item.decision.says_the_same(before[item.key].decision)
        ]
        self._answered |= {item.key for item in written}
        if changes:
            self._undo.append(changes)

    def _told(self, label: str, written: int, conflicts: Sequence[Item], gone: Sequence[Item], shown: Item) -> str:
        told = [f"{label}: {counted(written)}"] if written else []
        for item in conflicts:
            if item.key == shown.key:
                said = item.decision
                who = f"{said.by or 'somebody else'} said {item.label}" + (f" on {said.when}" if said.when else "")
                told.append(f"NOT WRITTEN: meanwhile {who}; answer again to overrule")
        others = sum(1 for item in conflicts if item.key != shown.key)
        if others:
            told.append(f"{counted(others)} answered otherwise by somebody else meanwhile, and left so")
        if gone:
            told.append(f"{counted(len(gone))} no longer in the baseline")
        return "; ".join(told)

    def _is_own(self, key: Key) -> bool:
        """Whether the entry stays in the walk although it is labelled: by this audit, or against it."""
        return key in self._answered or key in self._contested

    def _stops_at(self, key: Key) -> bool:
        is_passed = self._forward and key in self._passed and key != self._halt
        return not is_passed and self._admits(key) is not False

    def _admits(self, key: Key) -> bool | None:
        item = self.ledger.items.get(key)
        if item is None:
            return False
        if item.decision.label and not self._labelled_too and not self._is_own(key):
            return False  # somebody else was faster
        if not self.choice.asks_for_facts:
            return True
        return self.choice.admits_by_facts(self._facts(key), self._today)


def counted(number: int) -> str:
    """Return a number of entries in words."""
    return f"{number} {'entry' if number == 1 else 'entries'}"
