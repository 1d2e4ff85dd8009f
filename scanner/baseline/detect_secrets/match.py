"""Which entry speaks of which finding."""

from __future__ import annotations

from scanner.baseline.detect_secrets.types import SILENT
from scanner.baseline.model import entry_path
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from scanner.baseline.detect_secrets.model import ForeignEntry
    from scanner.baseline.detect_secrets.sightings import Sightings
    from scanner.model import Finding

    Group = tuple[str, str, str]
    """Path, type and hash of entries whose hash says nothing."""


class Matches(NamedTuple):
    """The outcome of matching."""

    known: dict[int, ForeignEntry]
    """By the position of the finding."""
    lines: dict[ForeignEntry, int]
    """The line where the secret of an entry stands now, for entries that name only a line."""


def matched(
    entries: Iterable[ForeignEntry],
    findings: Sequence[Finding],
    sightings: Sightings,
    spent: Mapping[Group, int],
) -> Matches:
    """Return which entry speaks of which finding; of several, the one with the gravest label.

    A telling hash must be that of a stretch of the line around the secret. A silent one is matched by type and line:
    each entry covers one secret, first those in the entry's own line, then others in the order of the text (the line
    has moved). `spent`: how many entries of a group are used up by secrets that stood there before.
    """
    telling: dict[tuple[str, str], ForeignEntry] = {}
    silent: dict[Group, list[ForeignEntry]] = {}
    for entry in entries:
        if entry.hash in SILENT:
            silent.setdefault((entry.path, entry.type, entry.hash), []).append(entry)
        else:
            known = telling.get((entry.path, entry.hash), entry)
            telling[entry.path, entry.hash] = max(known, entry, key=_gravity)
    found: dict[int, ForeignEntry] = {}
    groups: dict[Group, list[int]] = {}
    for number, finding in enumerate(findings):
        path, seen = entry_path(finding.path), sightings.of(finding)
        spoken = [telling[path, digest] for digest in sorted(seen.hashes) if (path, digest) in telling]
        if spoken:
            found[number] = max(spoken, key=_gravity)
        if seen.silent is not None and (path, *seen.silent) in silent:
            groups.setdefault((path, *seen.silent), []).append(number)
    lines: dict[ForeignEntry, int] = {}
    for group, numbers in groups.items():
        for number, entry in _by_line(silent[group], numbers, findings, spent.get(group, 0)).items():
            found[number] = max(found.get(number, entry), entry, key=_gravity)
            lines.setdefault(entry, findings[number].location.line)
    return Matches(found, lines)


def _gravity(entry: ForeignEntry) -> int:
    return entry.gravity


def _by_line(
    entries: list[ForeignEntry], numbers: list[int], findings: Sequence[Finding], spent: int
) -> dict[int, ForeignEntry]:
    secrets: dict[object, ForeignEntry] = {}
    lines = {findings[number].location.line: findings[number].secret for number in reversed(numbers)}
    free = []
    for entry in entries:
        secret = lines.get(entry.line)
        if secret is not None and secret not in secrets:
            secrets[secret] = entry
        else:
            free.append(entry)
    if spent:
        keep = max(0, len(entries) - spent)
        secrets, free = dict(list(secrets.items())[-keep:] if keep else ()), free[: max(0, keep - len(secrets))]
    for number in numbers:
        if findings[number].secret not in secrets and free:
            secrets[findings[number].secret] = free.pop(0)
    return {number: secrets[findings[number].secret] for number in numbers if findings[number].secret in secrets}


def moved(
    entries: Iterable[ForeignEntry],
    findings: Sequence[Finding],
    unmatched: Collection[int],
    sightings: Sightings,
    is_gone: Callable[[str], bool],
) -> dict[int, ForeignEntry]:
    """Return the entries of files that are gone that speak of unmatched findings: their file was moved."""
    wanted = {digest for number in unmatched for digest in sightings.of(findings[number]).hashes}
    free = {entry.hash: entry for entry in entries if entry.hash in wanted and is_gone(entry.path)}
    new: dict[int, ForeignEntry] = {}
    taken: dict[str, bytes] = {}
    for number in sorted(unmatched):
        finding = findings[number]
        for digest in sorted(sightings.of(finding).hashes & free.keys()):
            if taken.setdefault(digest, finding.path) == finding.path:
                new[number] = free[digest]
    return new
