"""Answers in a baseline of detect-secrets, where an answer is `is_secret` and nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.audit.lock import locked
from scanner.audit.merge import merged
from scanner.audit.model import Decision, Item
from scanner.audit.native import contents
from scanner.audit.recognise_foreign import ForeignRecogniser
from scanner.baseline.detect_secrets.model import ForeignBaseline, ForeignEntry
from scanner.baseline.detect_secrets.read import read_foreign
from scanner.baseline.detect_secrets.types import SILENT
from scanner.baseline.detect_secrets.write import document_text, sections
from scanner.baseline.write import write_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scanner.audit.model import Applied, Change, Key

LABELS = {None: "", True: "real", False: "false-positive"}
SAID = {label: said for said, label in LABELS.items()}


class ForeignLedger:
    """A `.secrets.baseline`; the text of each file's entries is kept, so that an answer costs one file and not all."""

    def __init__(self, path: str, name: str, lock: str) -> None:
        """`name`: what messages call it; `lock`: the lock's file. Raises BaselineError if it is missing or broken."""
        self.name = name
        self._path = path
        self._lock = lock
        self._seen: bytes | None = None
        self._entries: dict[Key, ForeignEntry] = {}
        self._items: dict[Key, Item] = {}
        self._sections: dict[str, str] = {}
        self._baseline: ForeignBaseline
        self.refresh()

    @property
    def items(self) -> Mapping[Key, Item]:
        """The entries as of the last look, by path, hash, type and line."""
        return self._items

    def refresh(self) -> None:
        """Look at the file again. Raises BaselineError if it is broken."""
        seen = contents(self._path)
        if seen is not None and seen == self._seen:
            return
        baseline = read_foreign(self._path)
        self._entries = {(*entry.key, str(entry.line)): entry for entry in baseline.entries}
        self._items = {key: item_of(key, entry) for key, entry in self._entries.items()}
        self._sections = sections(baseline.entries)
        self._baseline = baseline
        self._seen = seen

    def recogniser(self) -> ForeignRecogniser:
        """Return what knows secrets by the hashes of detect-secrets."""
        return ForeignRecogniser(lambda: list(self._items.values()))

    def refusal(self, decision: Decision) -> str:
        """Return why `is_secret` cannot say it; empty if it can."""
        if decision.label not in SAID:
            return (
                f"{self.name}: a baseline of detect-secrets has no place for {decision.label!r}; "
                "answer real or false-positive, or make it a native one with `keysieve baseline convert`"
            )
        if decision.reason or decision.expires:
            return (
                f"{self.name}: a baseline of detect-secrets has no place for a reason or a date; leave them out, "
                "or make it a native one with `keysieve baseline convert`"
            )
        return ""

    def apply(self, changes: Sequence[Change]) -> Applied:
        """Write the answers; see `Ledger.apply`."""
        with locked(self._lock, self._path):
            self.refresh()
            outcome = merged(changes, self._find)
            if outcome.changed:
                entries = dict(self._entries)
                for item in outcome.changed:
                    entries[item.key] = entries[item.key]._replace(is_secret=SAID[item.decision.label])
                paths = {item.path for item in outcome.changed}
                results = self._sections | sections(entry for entry in entries.values() if entry.path in paths)
                text = document_text(self._baseline, results)
                write_text(self._path, text)
                self._entries, self._sections, self._seen = entries, results, text.encode()
                self._items |= {item.key: item for item in outcome.changed}
        return outcome.applied

    def _find(self, item: Item) -> Item | None:
        """Return the entry as it is now; its line may have been brought up to date."""
        if item.key in self._items:
            return self._items[item.key]
        same = [self._items[key] for key in self._items if key[:3] == item.key[:3]]
        return same[0] if len(same) == 1 else None


def item_of(key: Key, entry: ForeignEntry) -> Item:
    """Return the entry as the audit sees it."""
    decision = Decision(LABELS[entry.is_secret])
    return Item(key, entry.path, entry.hash, entry.type, decision, entry.line, entry.hash not in SILENT)
