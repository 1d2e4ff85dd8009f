"""Entries of one format written down in the other, with their labels.

The hashes of the two formats cannot be computed from each other, so a secret must still be there to be converted.
"""

from __future__ import annotations

from scanner.baseline.detect_secrets.match import matched
from scanner.baseline.detect_secrets.model import ForeignBaseline, ForeignEntry, in_order
from scanner.baseline.model import Baseline, BaselineEntry, entry_path, secret_hash
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.baseline.detect_secrets.sightings import Sightings
    from scanner.baseline.model import Label
    from scanner.model import Finding


class Converted(NamedTuple):
    """The entries in the new format, and what became of the old ones."""

    baseline: Baseline | ForeignBaseline
    carried: int
    """Old entries that live on."""
    lost: tuple[str, ...]
    """Those that do not, as `path: kind`: no finding here is of their secret."""


def to_native(
    foreign: ForeignBaseline, salt: str, findings: Sequence[Finding], sightings: Sightings, old: Baseline
) -> Converted:
    """Return the native baseline for the findings that the other one knows.

    `old`: a native baseline that is there already. Of several labels for one secret the graver one wins, unless the
    old one is dated: when the other one was given is not known.
    """
    known, lines = matched(foreign.entries, findings, sightings, {})
    entries = {entry.key: entry for entry in old.entries}
    for number, entry in known.items():
        finding = findings[number]
        label: Label = "" if entry.is_secret is None else "real" if entry.is_secret else "false-positive"
        made = BaselineEntry(entry_path(finding.path), secret_hash(finding.secret, salt), finding.rule.id, label)
        entries[made.key] = max(entries.get(made.key, made), made, key=lambda one: one.weight)
    covered: set[tuple[str, str]] = set()
    for number in known:
        covered |= {(entry_path(findings[number].path), digest) for digest in sightings.of(findings[number]).hashes}
    spoken = {*known.values(), *lines}
    carried = {entry for entry in foreign.entries if entry in spoken or (entry.path, entry.hash) in covered}
    lost = [f"{entry.path}:{entry.line}: {entry.type}" for entry in foreign.entries if entry not in carried]
    return Converted(Baseline(salt, tuple(entries[key] for key in sorted(entries))), len(carried), tuple(lost))


def to_foreign(
    native: Baseline, foreign: ForeignBaseline, findings: Sequence[Finding], sightings: Sightings
) -> Converted:
    """Return the baseline of detect-secrets for the findings that the native one knows.

    `foreign`: the one that is there already, or an empty one. `accepted` becomes a secret that nobody has judged: the
    format has no word for it. Of several labels for one entry the graver one wins.
    """
    entries = {entry.key: entry for entry in native.entries}
    made: dict[tuple[str, str, str, int], ForeignEntry] = {(*entry.key, entry.line): entry for entry in foreign.entries}
    carried = set()
    for finding in findings:
        entry = entries.get((entry_path(finding.path), secret_hash(finding.secret, native.salt)))
        if entry is None:
            continue
        carried.add(entry.key)
        label = {"real": True, "false-positive": False}.get(entry.label)
        for kind, digest in sightings.of(finding).written:
            new = ForeignEntry(entry.path, kind, digest, finding.location.line, label)
            there = made.get((*new.key, new.line), new)
            made[*new.key, new.line] = max(there, new, key=lambda one: one.gravity)
    lost = [f"{entry.path}: {entry.rule}" for entry in native.entries if entry.key not in carried]
    return Converted(foreign._replace(entries=in_order(list(made.values()))), len(carried), tuple(lost))
