"""Answers in a native baseline."""

from __future__ import annotations

from json.encoder import encode_basestring_ascii as quoted
from typing import TYPE_CHECKING, cast

from scanner.audit.file_ledger import FileLedger
from scanner.audit.model import Decision, Item
from scanner.audit.recognise import NativeRecogniser
from scanner.baseline.model import BaselineEntry
from scanner.baseline.read import read_baseline
from scanner.baseline.write import entry_line, header_line, write_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.audit.model import Key
    from scanner.baseline.model import Label


class NativeLedger(FileLedger):
    """A `.keysieve.baseline`; its lines are kept, so that an answer costs one line and not all of them."""

    _salt: str
    _entries: dict[Key, BaselineEntry]
    _lines: dict[Key, str]

    def recogniser(self) -> NativeRecogniser:
        """Return what knows secrets by the salted hash."""
        return NativeRecogniser(lambda: self._salt)

    def refusal(self, decision: Decision) -> str:
        """Return nothing: there is a place for everything."""
        return ""

    def _read(self, seen: bytes) -> dict[Key, Item]:
        baseline = read_baseline(self._path)
        self._salt = baseline.salt
        self._entries = {entry.key: entry for entry in baseline.entries}
        self._lines = kept_lines(baseline.entries, seen)
        return {key: item_of(entry) for key, entry in self._entries.items()}

    def _write(self, changed: Sequence[Item]) -> str:
        entries = {item.key: labelled(self._entries[item.key], item.decision) for item in changed}
        lines = self._lines | {key: entry_line(entry) for key, entry in entries.items()}
        text = "\n".join([header_line(self._salt), *lines.values()]) + "\n"
        write_text(self._path, text)
        self._lines = lines
        self._entries |= entries
        return text


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
