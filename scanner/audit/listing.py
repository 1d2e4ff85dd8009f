"""The report of an audit: every entry with its label, and how many there are of each. It holds no secret."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from scanner.audit.model import LABEL_CHOICES, UNAUDITED
from scanner.report.jsontext import json_text
from scanner.text.redact import escape
from scanner.text.width import cell_width

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scanner.audit.model import Item

LABELS = (UNAUDITED, *LABEL_CHOICES)
FORMATS = ("text", "json", "jsonl")


def listing(items: Sequence[Item], name: str, form: str) -> str:
    """Return the report of a baseline's entries in one of `FORMATS`."""
    if form == "jsonl":
        return "".join(f"{json_text(_record(item))}\n" for item in items)
    if form == "json":
        document = {
            "schema": 1,
            "baseline": name,
            "labels": _by_label(items),
            "rules": _by_rule(items),
            "entries": [_record(item) for item in items],
        }
        return json_text(document, indent=2) + "\n"
    return _text(items, name)


def _record(item: Item) -> dict[str, Any]:
    """Return what is said about an entry, as `--decisions` takes it; what is not said is null."""
    said = item.decision
    return {
        "path": item.path,
        "line": item.line or None,
        "rule": item.rule,
        "hash": item.hash,
        "label": said.label or None,
        "reason": said.reason or None,
        "expires": said.expires or None,
        "by": said.by or None,
        "when": said.when or None,
    }


def _by_label(items: Sequence[Item]) -> dict[str, int]:
    counts = Counter(item.label for item in items)
    return {label: counts[label] for label in LABELS}


def _by_rule(items: Sequence[Item]) -> dict[str, dict[str, int]]:
    """Return the counts of each rule, the most frequent first."""
    rules: dict[str, list[Item]] = {}
    for item in items:
        rules.setdefault(item.rule, []).append(item)
    return {rule: _by_label(own) for rule, own in sorted(rules.items(), key=lambda pair: (-len(pair[1]), pair[0]))}


def _text(items: Sequence[Item], name: str) -> str:
    rows = [["label", "rule", "place", ""], *map(_row, items)]
    lines = _aligned(rows) if items else []
    lines += ["", *_aligned([["rule", *LABELS], *_numbers(_by_rule(items)), *_numbers({"all": _by_label(items)})])]
    noun = "entry" if len(items) == 1 else "entries"
    return "\n".join([f"{escape(name)}: {len(items)} {noun}", "", *lines]).rstrip() + "\n"


def _row(item: Item) -> list[str]:
    said = item.decision
    place = f"{item.path}:{item.line}" if item.line else item.path
    more = (said.reason, said.expires and f"until {said.expires}", said.by and f"by {said.by}", said.when)
    return [item.label, escape(item.rule), escape(place), escape(", ".join(filter(None, more)))]


def _numbers(counts: Mapping[str, Mapping[str, int]]) -> list[list[str]]:
    return [[escape(name), *(str(own[label]) for label in LABELS)] for name, own in counts.items()]


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(cell_width, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_width(text))
