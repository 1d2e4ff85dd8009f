"""Answers from a file, one JSON object a line. Nothing is written unless every line makes sense."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.audit.dates import DATE_HINT
from scanner.audit.interface import AuditError
from scanner.audit.model import LABEL_CHOICES, UNAUDITED, Decision
from scanner.baseline.detect_secrets.types import type_of
from scanner.baseline.model import entry_path
from scanner.baseline.read import is_iso_date
from scanner.text.redact import escape

if TYPE_CHECKING:
    from scanner.audit.interface import Ledger
    from scanner.audit.model import Change, Item

STATUS = "status"
"""The key by which a line of `scan --format jsonl` is told: what it calls `reason` is the scan's."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a file of answers comes to."""

    changes: tuple[Change, ...]
    """Entries that are to be changed."""
    same: int
    """Entries that say the same already."""
    silent: int
    """Lines whose label is null: nothing is said about their entries."""


def read_answers(lines: Iterable[str], name: str, ledger: Ledger, who: str, today: str) -> Answers:
    """Return what the lines say about the ledger's entries; `name`: what messages call the file.

    Raises AuditError, with the number of the line, for one that is no object, names no entry, or says what the
    baseline has no place for, and for two lines that say different things about one entry.
    """
    finder = Finder(ledger)
    said: dict[tuple[str, ...], tuple[Change, int]] = {}
    silent = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        record = _record(line, where)
        items = finder.named(record, where)
        decision = _decision(record, where)
        if decision is None:
            silent += 1
            continue
        refusal = ledger.refusal(decision)
        if refusal:
            raise AuditError(f"{where}: {refusal}")
        signed = Decision(decision.label, decision.reason, decision.expires, decision.by or who, decision.when or today)
        for item in items:
            change = item.answered(signed if decision.label else Decision())
            earlier, at = said.setdefault(item.key, (change, number))
            if not earlier.decision.says_the_same(change.decision):
                raise AuditError(f"{where}: says another thing about the entry than line {at}; leave one of them out")
    changes = tuple(change for change, _ in said.values() if not change.item.decision.says_the_same(change.decision))
    return Answers(changes, len(said) - len(changes), silent)


class Finder:
    """Finds the entries that a line names."""

    def __init__(self, ledger: Ledger) -> None:
        self._name = ledger.name
        self._by_hash: dict[str, list[Item]] = {}
        self._by_path: dict[str, list[Item]] = {}
        for item in ledger.items.values():
            self._by_hash.setdefault(item.hash, []).append(item)
            self._by_path.setdefault(item.path, []).append(item)

    def named(self, record: dict[str, Any], where: str) -> list[Item]:
        """Return the entries that the line names. Raises AuditError if it names none, or not clearly which."""
        path = _text(record, "path", where) or ""
        digest = _text(record, "hash", where) or ""
        fingerprint = _text(record, "fingerprint", where) or ""
        path = entry_path(path).removeprefix("./")
        if not (path or digest or fingerprint):
            raise AuditError(f"{where}: names no entry; give `hash` or `fingerprint`, or `path` with `rule` or `line`")
        found = [item for item in self._by_hash.get((digest or fingerprint).lower(), ()) if path in ("", item.path)]
        if digest and found:
            return self._of_hash(found, record, where)
        if found:
            return found
        if digest:
            raise AuditError(self._unknown(where, f"hash {escape(repr(digest))}" + (f" in {path}" if path else "")))
        return self._of_place(path, record, where)

    def _of_hash(self, found: list[Item], record: dict[str, Any], where: str) -> list[Item]:
        """Return the entries of the hash; a hash that says nothing of the secret needs the line, too."""
        narrowed = _narrowed(found, record, where)
        if all(item.is_telling for item in found):
            return narrowed or found
        if len(narrowed) != 1:
            raise AuditError(f"{where}: many secrets have this hash; add the `path`, `rule` and `line` of one entry")
        return narrowed

    def _of_place(self, path: str, record: dict[str, Any], where: str) -> list[Item]:
        found = _narrowed(self._by_path.get(path, []), record, where)
        if not found or not (record.get("rule") or record.get("line")):
            told = " ".join(str(record[key]) for key in ("fingerprint", "rule", "line") if record.get(key))
            raise AuditError(self._unknown(where, f"{path} {told}".strip()))
        if len({item.hash for item in found}) > 1:
            raise AuditError(f"{where}: {path} has {len(found)} such entries; add the `hash` that --report shows")
        return found

    def _unknown(self, where: str, what: str) -> str:
        return f"{where}: no entry of {self._name} for {what}; see `keysieve audit --report`"


def _narrowed(items: list[Item], record: dict[str, Any], where: str) -> list[Item]:
    """Return the entries of the line and of the rule that are named, or of the type that stands for that rule."""
    rule, line = _text(record, "rule", where), record.get("line")
    if line is not None and (not isinstance(line, int) or isinstance(line, bool)):
        raise AuditError(f"{where}: `line` is no number")
    of_line = [item for item in items if line is None or not item.line or item.line == line]
    return [item for item in of_line if rule is None or item.rule in (rule, type_of(rule))]


def _record(line: str, where: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        raise AuditError(f"{where}: is no JSON object; write one a line, as `keysieve audit --report --format jsonl`")
    return record


def _decision(record: dict[str, Any], where: str) -> Decision | None:
    """Return what the line says; None for a null label, which says nothing."""
    labels = (*LABEL_CHOICES, UNAUDITED)
    if "label" not in record:
        raise AuditError(f"{where}: has no `label`; write one of {', '.join(labels)}, or null to say nothing")
    label = record["label"]
    if label is None:
        return None
    if label not in labels:
        raise AuditError(f"{where}: the label is {escape(repr(label))}; write one of {', '.join(labels)}")
    if label == UNAUDITED:
        return Decision()
    reason, expires = _text(record, "reason", where) or "", _text(record, "expires", where) or ""
    if STATUS in record and reason and any(reason.startswith(f"{told} in ") for told in labels):
        reason = ""
    when = _text(record, "when", where) or ""
    for name, day in (("expires", expires), ("when", when)):
        if day and not is_iso_date(day):
            raise AuditError(f"{where}: `{name}` is {escape(repr(day))}; {DATE_HINT}")
    return Decision(label, reason, expires, _text(record, "by", where) or "", when)


def _text(record: dict[str, Any], key: str, where: str) -> str | None:
    value = record.get(key)
    if value is not None and not isinstance(value, str):
        raise AuditError(f"{where}: `{key}` is no text")
    return value
