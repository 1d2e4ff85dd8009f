"""Answers in a baseline of detect-secrets, where an answer is `is_secret` and nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.audit.file_ledger import FileLedger
from scanner.audit.model import Decision, Item
from scanner.audit.recognise_foreign import ForeignRecogniser
from scanner.baseline.detect_secrets.model import ForeignEntry
from scanner.baseline.detect_secrets.read import read_foreign
from scanner.baseline.detect_secrets.types import SILENT
from scanner.baseline.detect_secrets.write import document_text, sections
from scanner.baseline.write import write_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.audit.model import Key
    from scanner.baseline.detect_secrets.model import ForeignBaseline

LABELS = {None: "", True: "real", False: "false-positive"}
SAID = {label: said for said, label in LABELS.items()}


class ForeignLedger(FileLedger):
    """A `.secrets.baseline`; the text of each file's entries is kept, so that an answer costs one file and not all."""

    _baseline: ForeignBaseline
    _entries: dict[Key, ForeignEntry]
    _sections: dict[str, str]

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

    def _read(self, seen: bytes) -> dict[Key, Item]:
        self._baseline = read_foreign(self._path)
        self._entries = {(*entry.key, str(entry.line)): entry for entry in self._baseline.entries}
        self._sections = sections(self._baseline.entries)
        return {key: item_of(key, entry) for key, entry in self._entries.items()}

    def _write(self, changed: Sequence[Item]) -> str:
        entries = dict(self._entries)
        for item in changed:
            entries[item.key] = entries[item.key]._replace(is_secret=SAID[item.decision.label])
        paths = {item.path for item in changed}
        results = self._sections | sections(entry for entry in entries.values() if entry.path in paths)
        text = document_text(self._baseline, results)
        write_text(self._path, text)
        self._entries, self._sections = entries, results
        return text

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
