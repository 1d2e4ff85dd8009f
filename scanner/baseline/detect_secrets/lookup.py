"""Asking a baseline of detect-secrets about the findings of one scan."""

from __future__ import annotations

import os
from collections import Counter

from scanner.baseline.around import Around
from scanner.baseline.detect_secrets.match import matched, moved
from scanner.baseline.model import entry_path
from scanner.model import PartialScanError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from scanner.baseline.detect_secrets.match import Group
    from scanner.baseline.detect_secrets.model import ForeignBaseline, ForeignEntry
    from scanner.baseline.detect_secrets.sightings import Sightings
    from scanner.baseline.lookup import Scanner
    from scanner.model import Finding, Fragment

LABELS = {True: "real", False: "false-positive", None: "unaudited"}


class ForeignKnown:
    """The answers for the findings of one scan."""

    def __init__(self, known: dict[int, ForeignEntry], name: str) -> None:
        """`known`: by the identity of the finding."""
        self._known = known
        self._name = name

    def known_because(self, finding: Finding) -> str | None:
        """Return why the finding is known, for the report; None if it is not."""
        entry = self._known.get(id(finding))
        return None if entry is None else f"{LABELS[entry.is_secret]} in {self._name}"

    def expired_on(self, finding: Finding) -> str:
        """Return nothing: entries of detect-secrets do not expire."""
        return ""


class ForeignLookup:
    """A baseline of detect-secrets, and what the scan saw."""

    def __init__(self, baseline: ForeignBaseline, sightings: Sightings, name: str) -> None:
        self._baseline = baseline
        self._sightings = sightings
        self._name = name
        self._earlier: dict[Group, set[object]] = {}

    def watching(self, pipeline: Scanner) -> Scanner:
        """Return a pipeline for the earlier contents: what stood there before uses up entries that only name a line."""
        return Watching(pipeline, self._note)

    def _note(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            silent = self._sightings.of(finding).silent
            if silent is not None:
                self._earlier.setdefault((entry_path(finding.path), *silent), set()).add(finding.secret)

    def for_scan(
        self, findings: Sequence[Finding], present: Iterable[Finding], is_gone: Callable[[bytes], bool]
    ) -> ForeignKnown:
        """Return the answers for `findings`; see `BaselineLookup.for_scan`."""
        entries = self._baseline.entries
        spent = Counter({group: len(secrets) for group, secrets in self._earlier.items()})
        known = matched(entries, findings, self._sightings, spent).known
        unmatched = range(len(findings)) - known.keys()
        if unmatched:
            known |= moved(entries, findings, unmatched, self._sightings, lambda path: is_gone(os.fsencode(path)))
        return ForeignKnown({id(findings[number]): entry for number, entry in known.items()}, self._name)


class Watching(Around):
    """A pipeline that tells what it found."""

    def __init__(self, pipeline: Scanner, note: Callable[[list[Finding]], None]) -> None:
        super().__init__(pipeline)
        self._note = note

    def scan(self, fragment: Fragment, off: Collection[str] = ()) -> list[Finding]:
        """Return the findings of the fragment; see `Pipeline.scan`."""
        try:
            findings = self._pipeline.scan(fragment, off)
        except PartialScanError as error:
            self._note(error.findings)
            raise
        self._note(findings)
        return findings
