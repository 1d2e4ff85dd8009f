"""Asking a baseline about the findings of one scan."""

from __future__ import annotations

import os

from scanner.baseline.model import entry_path, secret_hash
from scanner.baseline.read import check_header, read_baseline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from scanner.baseline.model import Baseline, BaselineEntry
    from scanner.model import Finding


class KnownFindings:
    """The answers for the findings of one scan."""

    def __init__(self, known: Mapping[tuple[str, str], BaselineEntry], salt: str, name: str) -> None:
        self._known = known
        self._salt = salt
        self._name = name

    def known_because(self, finding: Finding) -> str | None:
        """Return why the finding is known, for the report; None if it is not."""
        if not self._salt:
            return None
        entry = self._known.get((entry_path(finding.path), secret_hash(finding.secret, self._salt)))
        if entry is None:
            return None
        return f"{entry.label or 'unaudited'} in {self._name}" + (f": {entry.reason}" if entry.reason else "")


class BaselineLookup:
    """A baseline file, of which only the header is read until there is a finding."""

    def __init__(self, path: str | None, root: str, today: str) -> None:
        """`path`: the file, which must be there; None: there is no baseline. `root`: what its paths are relative to.

        `today`: ISO date on which expiry is judged. Raises BaselineError if the header is broken.
        """
        self._path = path
        self._root = root
        self._today = today
        if path is not None and not check_header(path):
            read_baseline(path)  # says that it is missing, and what to run

    def for_scan(self, scanned: Collection[bytes], findings: Sequence[Finding]) -> KnownFindings:
        """Return the answers for `findings`, of a scan that read all of the paths in `scanned`.

        An entry whose path no longer holds its secret covers one other path: the file was moved. Raises BaselineError
        if the file is broken.
        """
        if self._path is None:
            return KnownFindings({}, "", "")
        baseline = read_baseline(self._path)
        known = self._matched(baseline, scanned, findings)
        return KnownFindings(known, baseline.salt, os.path.basename(self._path))

    def _matched(
        self, baseline: Baseline, scanned: Collection[bytes], findings: Sequence[Finding]
    ) -> dict[tuple[str, str], BaselineEntry]:
        entries = {entry.key: entry for entry in baseline.entries if not entry.expires or self._today <= entry.expires}
        found = {(entry_path(finding.path), secret_hash(finding.secret, baseline.salt)) for finding in findings}
        free: dict[str, list[BaselineEntry]] = {}
        for key, entry in entries.items():
            if key not in found and self._is_gone(entry.path, scanned):
                free.setdefault(entry.hash, []).append(entry)
        for key in sorted(found - entries.keys()):
            if free.get(key[1]):
                entries[key] = free[key[1]].pop(0)
        return entries

    def _is_gone(self, path: str, scanned: Collection[bytes]) -> bool:
        """Whether the path is known not to hold its secret any more: it was read in this scan, or is not there."""
        return os.fsencode(path) in scanned or not os.path.lexists(os.path.join(self._root, path))
