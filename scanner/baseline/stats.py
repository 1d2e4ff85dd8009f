"""What a baseline holds, in numbers."""

from __future__ import annotations

from collections import Counter

from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scanner.baseline.detect_secrets.model import ForeignBaseline
    from scanner.baseline.model import Baseline

UNAUDITED = "unaudited"


class Stats(NamedTuple):
    """How many entries there are of each kind."""

    entries: int
    labels: Mapping[str, int]
    """By label, `unaudited` among them; each label is there, with 0 too."""
    rules: Mapping[str, int]
    """By rule, or by type in a baseline of detect-secrets; the most frequent first."""
    paths: Mapping[str, int]
    """By path, the most frequent first."""
    expired: int
    expiring: int
    """Entries that will expire some day."""


def stats_of(baseline: Baseline, today: str) -> Stats:
    """Return the numbers of a baseline; `today`: the ISO date on which expiry is judged."""
    labels = Counter(entry.label or UNAUDITED for entry in baseline.entries)
    dated = [entry.expires for entry in baseline.entries if entry.expires]
    expired = sum(1 for day in dated if day < today)
    return Stats(
        len(baseline.entries),
        {label: labels[label] for label in (UNAUDITED, "real", "false-positive", "accepted")},
        ranked(entry.rule for entry in baseline.entries),
        ranked(entry.path for entry in baseline.entries),
        expired,
        len(dated) - expired,
    )


def stats_of_foreign(baseline: ForeignBaseline) -> Stats:
    """Return the numbers of a baseline of detect-secrets."""
    said = Counter(entry.is_secret for entry in baseline.entries)
    return Stats(
        len(baseline.entries),
        {UNAUDITED: said[None], "real": said[True], "false-positive": said[False]},
        ranked(entry.type for entry in baseline.entries),
        ranked(entry.path for entry in baseline.entries),
        0,
        0,
    )


def ranked(names: Iterable[str]) -> dict[str, int]:
    """Return how often each name occurs, the most frequent first, equals by name."""
    counts = Counter(names)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
