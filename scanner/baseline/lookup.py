"""Asking a baseline about the findings of one scan."""

from __future__ import annotations

import os

from scanner.baseline.model import entry_path, secret_hash
from scanner.baseline.read import check_header, read_baseline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from typing import Protocol

    from scanner.baseline.model import Baseline, BaselineEntry
    from scanner.model import Finding, Fragment, Rule
    from scanner.ruleset.load import Ruleset

    class Scanner(Protocol):
        """Finds secrets in a fragment, as the pipeline does."""

        @property
        def ruleset(self) -> Ruleset:
            """The rules that it scans with."""
            ...

        def rules(self) -> Iterator[Rule]:
            """Yield the rules that findings may carry."""
            ...

        def own_rules(self) -> Iterator[Rule]:
            """Yield those of them that are not in the ruleset."""
            ...

        def scan(self, fragment: Fragment, off: Collection[str] = ()) -> list[Finding]:
            """Return the findings of the fragment."""
            ...

    class Known(Protocol):
        """The answers for the findings of one scan."""

        def known_because(self, finding: Finding) -> str | None:
            """Return why the finding is known; None if it is not."""
            ...

        def expired_on(self, finding: Finding) -> str:
            """Return the ISO date on which the finding's entry ended; empty if there is none that did."""
            ...

    class Lookup(Protocol):
        """A baseline of any format, asked about one scan."""

        def watching(self, pipeline: Scanner) -> Scanner:
            """Return the pipeline for the contents that stood there before, which the baseline may take note of."""
            ...

        def for_scan(
            self, findings: Sequence[Finding], present: Iterable[Finding], is_gone: Callable[[bytes], bool]
        ) -> Known:
            """Return the answers for `findings`."""
            ...


class KnownFindings:
    """The answers for the findings of one scan."""

    def __init__(
        self,
        known: Mapping[tuple[str, str], BaselineEntry],
        expired: Mapping[tuple[str, str], str],
        salt: str,
        name: str,
    ) -> None:
        """`known`: by path and hash; `expired`: those that no longer count, with the day on which they ended."""
        self._known = known
        self._expired = expired
        self._salt = salt
        self._name = name

    def known_because(self, finding: Finding) -> str | None:
        """Return why the finding is known, for the report; None if it is not.

        An entry of a secret that was moved to a store covers what only history holds: not one that comes back.
        """
        entry = self._known.get(self._key(finding)) if self._salt else None
        if entry is None or (entry.moved and finding.provenance.at_head is not False):
            return None
        return f"{entry.label or 'unaudited'} in {self._name}" + (f": {entry.reason}" if entry.reason else "")

    def expired_on(self, finding: Finding) -> str:
        """Return the ISO date on which the finding's entry ended; empty if there is none that did."""
        return self._expired.get(self._key(finding), "") if self._salt else ""

    def _key(self, finding: Finding) -> tuple[str, str]:
        return entry_path(finding.path), secret_hash(finding.secret, self._salt)


class BaselineLookup:
    """A baseline file, of which only the header is read until there is a finding."""

    def __init__(self, path: str | None, today: str) -> None:
        """`path`: the file, which must be there; None: there is no baseline.

        `today`: ISO date on which expiry is judged. Raises BaselineError if the header is broken.
        """
        self._path = path
        self._today = today
        if path is not None and not check_header(path):
            read_baseline(path)  # says that it is missing, and what to run

    def watching(self, pipeline: Scanner) -> Scanner:
        """Return the pipeline itself: hashes tell secrets apart, whatever stood there before."""
        return pipeline

    def for_scan(
        self, findings: Sequence[Finding], present: Iterable[Finding], is_gone: Callable[[bytes], bool]
    ) -> KnownFindings:
        """Return the answers for `findings`.

        `present`: all that the scan found, old ones too; `is_gone`: whether a path without findings is known not to
        hold its secret any more. An entry whose path no longer holds its secret covers one other path: the file was
        moved. Raises BaselineError if the file is broken.
        """
        if self._path is None:
            return KnownFindings({}, {}, "", "")
        baseline = read_baseline(self._path, lambda salt: {secret_hash(finding.secret, salt) for finding in findings})
        known = self._matched(baseline, findings, present, is_gone)
        expired = {entry.key: entry.expires for entry in baseline.entries if self._is_over(entry)}
        return KnownFindings(known, expired, baseline.salt, os.path.basename(self._path))

    def _is_over(self, entry: BaselineEntry) -> bool:
        return bool(entry.expires) and entry.expires < self._today

    def _matched(
        self,
        baseline: Baseline,
        findings: Sequence[Finding],
        present: Iterable[Finding],
        is_gone: Callable[[bytes], bool],
    ) -> dict[tuple[str, str], BaselineEntry]:
        entries = {entry.key: entry for entry in baseline.entries if not self._is_over(entry)}
        found = {(entry_path(finding.path), secret_hash(finding.secret, baseline.salt)) for finding in findings}
        held = {(entry_path(finding.path), secret_hash(finding.secret, baseline.salt)) for finding in present}
        free: dict[str, list[BaselineEntry]] = {}
        wanted = {digest for path, digest in found - entries.keys()}
        for key, entry in entries.items():
            if key not in held and not entry.moved and entry.hash in wanted and is_gone(os.fsencode(entry.path)):
                free.setdefault(entry.hash, []).append(entry)
        for key in sorted(found - entries.keys()):
            if free.get(key[1]):
                entries[key] = free[key[1]].pop(0)
        return entries
