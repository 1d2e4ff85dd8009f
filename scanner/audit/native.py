"""Answers in a native baseline."""

from __future__ import annotations

import os
from json.encoder import encode_basestring_ascii as quoted
from typing import TYPE_CHECKING, cast

from scanner.audit.lock import locked
from scanner.audit.merge import merged
from scanner.audit.model import Decision, Item
from scanner.audit.recognise import NativeRecogniser
from scanner.baseline.model import BaselineEntry
from scanner.baseline.read import read_baseline
from scanner.baseline.write import entry_line, header_line, write_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scanner.audit.model import Applied, Change, Key
    from scanner.baseline.model import Label


class NativeLedger:
    """A `.keysieve.baseline`; its lines are kept, so that an answer costs one line and not all of them."""

    def __init__(self, path: str, name: str, lock: str) -> None:
        """`name`: what messages call it; `lock`: the lock's file. Raises BaselineError if it is missing or broken."""
        self.name = name
        self.salt = ""
        self._path = path
        self._lock = lock
        self._seen: bytes | None = None
        self._entries: dict[Key, BaselineEntry] = {}
        self._items: dict[Key, Item] = {}
        self._lines: dict[Key, str] = {}
        self.refresh()

    @property
    def items(self) -> Mapping[Key, Item]:
        """The entries as of the last look, by path and hash."""
        return self._items

    def refresh(self) -> None:
        """Look at the file again. Raises BaselineError if it is broken."""
        seen = contents(self._path)
        if seen is not None and seen == self._seen:
            return
        baseline = read_baseline(self._path)
        self.salt = baseline.salt
        self._entries = {entry.key: entry for entry in baseline.entries}
        self._items = {key: item_of(entry) for key, entry in self._entries.items()}
        self._lines = kept_lines(baseline.entries, seen or b"")
        self._seen = seen

    def recogniser(self) -> NativeRecogniser:
        """Return what knows secrets by the salted hash."""
        return NativeRecogniser(lambda: self.salt)

    def refusal(self, decision: Decision) -> str:
        """Return nothing: there is a place for everything."""
        return ""

    def apply(self, changes: Sequence[Change]) -> Applied:
        """Write the answers; see `Ledger.apply`."""
        with locked(self._lock, self._path):
            self.refresh()
            outcome = merged(changes, lambda item: self._items.get(item.key))
            if outcome.changed:
                entries = {item.key: labelled(self._entries[item.key], item.decision) for item in outcome.changed}
                lines = self._lines | {key: entry_line(entry) for key, entry in entries.items()}
                text = "\n".join([header_line(self.salt), *lines.values()]) + "\n"
                write_text(self._path, text)
                self._lines = lines
                self._entries |= entries
                self._items |= {item.key: item for item in outcome.changed}
                self._seen = text.encode()
        return outcome.applied


def contents(path: str) -> bytes | None:
    """Return the bytes of the file; None if it cannot be read, of which its reader tells."""
    try:
        with open(os.path.realpath(path), "rb") as stream:
            return stream.read()
    except OSError:
        return None


def kept_lines(entries: Sequence[BaselineEntry], text: bytes) -> dict[Key, str]:
    """Return the line of each entry: as it stands in the file, where the lines are as many and in the usual form."""
    there = text.decode("utf-8", "replace").split("\n")[1:-1]
    if len(there) != len(entries):
        return {entry.key: entry_line(entry) for entry in entries}
    return {
        entry.key: line
        if line.startswith(f'{{"path": {quoted(entry.path)}, "hash": "{entry.hash}", ') and line.endswith('"}')
        else entry_line(entry)
        for entry, line in zip(entries, there, strict=True)
    }


def item_of(entry: BaselineEntry) -> Item:
    """Return the entry as the audit sees it."""
    decision = Decision(entry.label, entry.reason, entry.expires, entry.by, entry.when)
    return Item(entry.key, entry.path, entry.hash, entry.rule, decision, moved=entry.moved)


def labelled(entry: BaselineEntry, said: Decision) -> BaselineEntry:
    """Return the entry with that said of it; what else it says stays."""
    label = cast("Label", said.label)
    return entry._replace(label=label, by=said.by, when=said.when, reason=said.reason, expires=said.expires)
