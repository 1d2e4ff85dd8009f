"""Explaining one line: the scan of its file, with every decision that touches the line, up to what a report would say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.engine.explain import NOWHERE, Place, explain_fragment
from scanner.errors import UsageError
from scanner.record import NamedTuple
from scanner.scan.decide import decided
from scanner.text.redact import printable

if TYPE_CHECKING:
    from scanner.baseline.lookup import BaselineLookup
    from scanner.engine.explain import MatchTrace, TextTrace
    from scanner.engine.prefilter import Prefilter
    from scanner.model import Finding, Fragment, ReportedFinding
    from scanner.ruleset.load import Ruleset
    from scanner.scan.policy import Policy
    from scanner.sources.interface import Entry


class Outcome(NamedTuple):
    """What a report says of a finding."""

    reported: ReportedFinding | None
    """The finding with its status; None: it is left out."""
    silence: str
    """Why it is left out; empty: it is not."""


class LineExplanation(NamedTuple):
    """Everything that was decided on one line."""

    path: bytes
    line: int
    unscanned: str
    """Why a scan passes over the file: the configuration excludes it. The line is explained all the same. Else empty."""
    texts: tuple[TextTrace, ...]
    """The line as it is written, and each text that is encoded in it, if a keyword stands there."""
    outcomes: dict[int, Outcome]
    """By the identity of the finding's secret."""
    faults: tuple[str, ...]
    """What made the scan of the file incomplete."""

    def outcome(self, trace: MatchTrace) -> Outcome | None:
        """Return what a report says of the match; None if it is no finding."""
        return self.outcomes[id(trace.finding.secret)] if trace.finding else None


def explain_line(
    entry: Entry, line: int, ruleset: Ruleset, prefilter: Prefilter, policy: Policy, baseline: BaselineLookup
) -> LineExplanation:
    """Scan the entry and return what was decided on the line with that 1-based number.

    Everything counts as new, as for a scan of files. Raises UsageError if the entry has no such line or is none to be
    read, KeysieveError or OSError if it or the baseline cannot be read.
    """
    if entry.skipped:
        raise UsageError(f"{printable(entry.path)}: {entry.skipped}")
    texts: list[TextTrace] = []
    findings: list[Finding] = []
    faults: list[str] = []
    lines = 0
    for fragment in entry.fragments:
        place = line_in(fragment, line)
        lines = fragment.line + fragment.content.count(b"\n") - (fragment.content[-1:] in (b"\n", b""))
        trace = explain_fragment(ruleset, prefilter, fragment, place)
        texts.extend(text for text in trace.texts if text.attempts)
        findings.extend(trace.findings)
        faults.extend([trace.fault] if trace.fault else [])
    if line > lines:
        raise UsageError(f"{printable(entry.path)}: has no line {line}; its last is {lines}")
    outcomes = _outcomes(entry.path, findings, policy, baseline)
    return LineExplanation(entry.path, line, policy.exclusion(entry.path), tuple(texts), outcomes, tuple(faults))


def line_in(fragment: Fragment, line: int) -> Place:
    """Return where the line stands in the fragment's content; `NOWHERE` if it does not."""
    begin = 0
    for _ in range(line - fragment.line):
        begin = fragment.content.find(b"\n", begin) + 1
        if begin == 0:
            return NOWHERE
    if line < fragment.line:
        return NOWHERE
    end = fragment.content.find(b"\n", begin)
    return Place(begin, len(fragment.content) if end < 0 else end)


def _outcomes(
    path: bytes, findings: list[Finding], policy: Policy, baseline: BaselineLookup
) -> dict[int, Outcome]:
    silences = {id(finding.secret): policy.silence(finding) for finding in findings}
    told = [finding for finding in findings if not silences[id(finding.secret)]]
    lookup = baseline.for_scan({path}, told) if told else None
    outcomes = {key: Outcome(None, silence) for key, silence in silences.items()}
    for finding in told:
        assert lookup is not None  # there is one where something is told
        reported = decided(finding, policy, lookup.known_because(finding))
        outcomes[id(finding.secret)] = Outcome(reported, "")
    return outcomes
