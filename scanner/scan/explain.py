"""Explaining one line: the scan of its file, with every decision that touches the line, up to what a report says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.engine.explain import Explainer, Place
from scanner.errors import UsageError
from scanner.scan.decide import decided
from scanner.text.redact import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.baseline.lookup import Lookup
    from scanner.engine.explain import TextTrace
    from scanner.engine.prefilter.interface import Prefilter
    from scanner.model import Finding, Fragment, ReportedFinding
    from scanner.ruleset.load import Ruleset
    from scanner.scan.policy import Policy
    from scanner.sources.interface import Entry


@dataclass(frozen=True, slots=True)
class LineExplanation:
    """Everything that was decided on one line."""

    path: bytes
    line: int
    excluded: str
    """Why a scan passes over the file, by the configuration; it is explained all the same. Empty: it does not."""
    off: frozenset[str]
    """Ids of the rules that the configuration switches off in this file."""
    texts: tuple[TextTrace, ...]
    """The line as it is written, and each text that is encoded in it, if a keyword stands there."""
    silences: Mapping[Finding, str]
    """Why a finding is in no report; those that are in one are not here."""
    reported: Mapping[Finding, ReportedFinding]
    """Findings with their status."""
    faults: tuple[str, ...]
    """What made the scan of the file incomplete."""


def explain_line(
    entry: Entry, line: int, ruleset: Ruleset, prefilter: Prefilter, policy: Policy, baseline: Lookup
) -> LineExplanation:
    """Scan the entry and return what was decided on the line with that 1-based number.

    Everything counts as new, as in a scan of files. Raises UsageError if the entry has no such line or is none to be
    read, KeysieveError or OSError if it or the baseline cannot be read.
    """
    if entry.skipped:
        raise UsageError(f"{printable(entry.path)}: {entry.skipped}; name a file")
    off = policy.rules_off(entry.path)
    explainer = Explainer(ruleset, prefilter, off)
    texts: list[TextTrace] = []
    findings: list[Finding] = []
    faults: list[str] = []
    last = 0
    for fragment in entry.fragments:
        traced = explainer.explain(fragment, place_of_line(fragment, line))
        texts.extend(text for text in traced.texts if text.attempts)
        findings.extend(traced.findings)
        faults.extend([traced.fault] if traced.fault else [])
        last = last_line(fragment)
    if line > last:
        raise UsageError(f"{printable(entry.path)}: has no line {line}; it has {last}")
    silences = {finding: reason for finding in findings if (reason := policy.silence(finding))}
    told = [finding for finding in findings if finding not in silences]
    lookup = baseline.for_scan(told, findings, lambda path: path == entry.path)
    reported = {finding: decided(finding, policy, lookup) for finding in told}
    excluded = policy.exclusion(entry.path)
    return LineExplanation(entry.path, line, excluded, off, tuple(texts), silences, reported, tuple(faults))


def place_of_line(fragment: Fragment, line: int) -> Place | None:
    """Return where the line stands in the fragment's content; None if it does not."""
    if line < fragment.line:
        return None
    begin = 0
    for _ in range(line - fragment.line):
        begin = fragment.content.find(b"\n", begin) + 1
        if begin == 0:
            return None
    end = fragment.content.find(b"\n", begin)
    return Place(begin, len(fragment.content) if end < 0 else end)


def last_line(fragment: Fragment) -> int:
    """Return the number of the last line that begins in the fragment's content; 0 for one that is empty from line 1."""
    ends = fragment.content.count(b"\n")
    return fragment.line + ends - (not fragment.content or fragment.content.endswith(b"\n"))
