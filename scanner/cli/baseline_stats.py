"""`keysieve baseline stats` as text and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.text.redact import escape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.baseline.stats import Stats

MOST = 10
"""Rules and paths that the text lists; JSON has all."""


def stats_text(stats: Stats, name: str) -> str:
    """Return the numbers as people read them."""
    lines = [f"{name}: {stats.entries} {'entry' if stats.entries == 1 else 'entries'}", ""]
    lines += [_row(count, label, stats.entries) for label, count in stats.labels.items()]
    if stats.expired or stats.expiring:
        lines += ["", _row(stats.expired, "expired", stats.entries), _row(stats.expiring, "will expire", stats.entries)]
    for title, counts in (("by rule", stats.rules), ("by path", stats.paths)):
        if counts:
            lines += ["", title, *_top(counts, stats.entries)]
    return "\n".join(lines) + "\n"


def _top(counts: Mapping[str, int], total: int) -> list[str]:
    rows = [_row(count, escape(name), total) for name, count in list(counts.items())[:MOST]]
    if len(counts) > MOST:
        rest = sum(list(counts.values())[MOST:])
        rows.append(_row(rest, f"in {len(counts) - MOST} more", total))
    return rows


def _row(count: int, name: str, total: int) -> str:
    share = round(100 * count / total) if total else 0
    return f"{count:8}  {share:3} %  {name}"


def stats_json(stats: Stats, name: str) -> str:
    """Return the numbers as a JSON document."""
    import json

    return json.dumps({"schema": 1, "baseline": name, **stats._asdict()}, indent=2) + "\n"
