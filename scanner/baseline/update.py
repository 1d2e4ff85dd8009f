"""A baseline brought up to date with what a scan of the whole repository found."""

from __future__ import annotations

from collections import Counter

from scanner.baseline.model import Baseline, BaselineEntry, entry_path, secret_hash

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.model import Finding


def updated(baseline: Baseline, findings: Iterable[Finding]) -> Baseline:
    """Return the baseline for exactly these findings: labels are kept, moved entries move, vanished ones go.

    Entries of secrets that were moved to a store stay until somebody has revoked them and takes the entry out.
    """
    old = {entry.key: entry for entry in baseline.entries}
    found: dict[tuple[str, str], str] = {}
    for finding in findings:
        key = (entry_path(finding.path), secret_hash(finding.secret, baseline.salt))
        found.setdefault(key, finding.rule.id)
    entries = {key: old[key] for key in found if key in old}
    vanished: dict[str, list[BaselineEntry]] = {}
    for key in sorted(old.keys() - found.keys()):
        if old[key].moved:  # gone from the work tree, and not revoked yet: a person takes it out
            entries[key] = old[key]
        else:
            vanished.setdefault(key[1], []).append(old[key])
    for path, digest in sorted(found.keys() - old.keys()):
        moved = vanished.get(digest)
        if moved:
            entries[path, digest] = moved.pop(0)._replace(path=path)
        else:
            entries[path, digest] = BaselineEntry(path, digest, found[path, digest])
    return Baseline(baseline.salt, tuple(entries[key] for key in sorted(entries)))


def gone(baseline: Baseline, findings: Iterable[Finding]) -> list[BaselineEntry]:
    """Return the entries whose secret was not found; one that was found in another path instead has only moved."""
    old = {entry.key for entry in baseline.entries}
    there = {entry.key for entry in updated(baseline, findings).entries}
    moved = Counter(digest for _, digest in there - old)
    lost = []
    for entry in baseline.entries:
        if entry.key not in there:
            if moved[entry.hash] > 0:
                moved[entry.hash] -= 1
            else:
                lost.append(entry)
    return lost
