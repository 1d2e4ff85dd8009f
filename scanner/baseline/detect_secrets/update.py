"""A baseline of detect-secrets brought up to date with what a scan found."""

from __future__ import annotations

from scanner.baseline.detect_secrets.locate import PARTLY, nearest
from scanner.baseline.detect_secrets.match import matched, moved
from scanner.baseline.detect_secrets.model import ForeignBaseline, ForeignEntry, in_order
from scanner.baseline.detect_secrets.types import PLUGINS, SILENT
from scanner.baseline.model import entry_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from scanner.baseline.detect_secrets.sightings import Sightings
    from scanner.model import Finding

    Places = Mapping[str, Mapping[str, Sequence[int]]]
    """By path: of each hash that was found in it, the lines. A path that was not looked at is not in it."""

LOOSE = frozenset(("Cloudant Credentials", "SoftLayer Credentials", "IBM COS HMAC Credentials"))
"""Types whose captures may lie in text that their scanner rewrote first; not to be found proves little."""


def foreign_updated(
    baseline: ForeignBaseline,
    findings: Sequence[Finding],
    sightings: Sightings,
    places: Places,
    is_gone: Callable[[str], bool],
) -> ForeignBaseline:
    """Return the baseline for exactly these findings, with line numbers as they are now and labels kept.

    An entry goes, its label with it, when its file is gone or when nothing in the file has its hash any more. Those
    of custom plugins, and of types whose captures are not all known, stay as long as their file is there.
    """
    known, lines = matched(baseline.entries, findings, sightings, {})
    unmatched = range(len(findings)) - known.keys()
    follows = moved(baseline.entries, findings, unmatched, sightings, is_gone)
    kept: set[ForeignEntry] = set()
    spoken = {entry: findings[number].location.line for number, entry in reversed(list(known.items()))} | lines
    for entry in baseline.entries:
        now = refreshed(entry, places, spoken, is_gone)
        if now is not None:
            kept.add(now)
    there = {entry.key for entry in kept}
    types: dict[tuple[str, str], set[str]] = {}
    for entry in baseline.entries:
        types.setdefault((entry.path, entry.hash), set()).add(entry.type)
    silent = {(*entry.key, entry.line) for entry in kept}
    for number, finding in enumerate(findings):
        path, line = entry_path(finding.path), finding.location.line
        source = known.get(number) or follows.get(number)
        label = source.is_secret if source is not None else None
        spoken_as = set().union(*(types.get((path, digest), ()) for digest in sightings.of(finding).hashes))
        for kind, digest in sightings.of(finding).written:
            entry = ForeignEntry(path, kind, digest, line, label)
            if kind in spoken_as and entry.key not in there and digest not in SILENT:
                continue  # the same plugin knows it already, by a longer or shorter stretch of the line
            if (*entry.key, line) in silent or (entry.key in there and digest not in SILENT):
                continue
            kept.add(entry)
            there.add(entry.key)
            silent.add((*entry.key, line))
    return baseline._replace(entries=in_order(once(kept)))


def once(entries: Iterable[ForeignEntry]) -> list[ForeignEntry]:
    """Return the entries, of those that meet in one line the labelled one; a secret that is real wins."""
    best: dict[tuple[str, str, str, int], ForeignEntry] = {}
    for entry in entries:
        key = (*entry.key, entry.line)
        best[key] = max(best.get(key, entry), entry, key=lambda one: (one.gravity, one))
    return list(best.values())


def with_answers(new: ForeignBaseline, before: ForeignBaseline, now: ForeignBaseline) -> ForeignBaseline:
    """Return the baseline with the answers that the file got while `new` was made out of `before`; `now`: the file."""
    old = {(*entry.key, entry.line): entry.is_secret for entry in before.entries}
    given = {
        (*entry.key, entry.line if entry.hash in SILENT else 0): entry.is_secret
        for entry in now.entries
        if entry.is_secret != old.get((*entry.key, entry.line), entry.is_secret)
    }
    return new._replace(
        entries=tuple(
            entry._replace(
                is_secret=given.get((*entry.key, entry.line if entry.hash in SILENT else 0), entry.is_secret)
            )
            for entry in new.entries
        )
    )


def trimmed(
    baseline: ForeignBaseline, findings: Sequence[Finding], sightings: Sightings, places: Places
) -> ForeignBaseline:
    """Return the baseline with line numbers as they are now, and without what is gone from the files in `places`.

    Nothing is added, and what it says of other files stays.
    """
    known, lines = matched(baseline.entries, findings, sightings, {})
    spoken = {entry: findings[number].location.line for number, entry in reversed(list(known.items()))} | lines
    kept = [refreshed(entry, places, spoken, lambda path: False) for entry in baseline.entries]
    return baseline._replace(entries=in_order(once(entry for entry in kept if entry is not None)))


def refreshed(
    entry: ForeignEntry, places: Places, spoken: Mapping[ForeignEntry, int], is_gone: Callable[[str], bool]
) -> ForeignEntry | None:
    """Return the entry with the line where its secret stands now; None if it is gone."""
    if entry.path not in places:
        return None if is_gone(entry.path) else entry
    if entry in spoken and entry.hash in SILENT:
        return entry._replace(line=spoken[entry]) if entry.line else entry
    lines = places[entry.path].get(entry.hash)
    if lines:
        return entry._replace(line=nearest(lines, entry.line)) if entry.line else entry
    if entry in spoken or PARTLY in places[entry.path]:
        return entry
    certain = entry.type in PLUGINS and entry.type not in LOOSE
    return None if certain else entry
