"""An explanation for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanner.text.redact import escape, leading, printable, shown

if TYPE_CHECKING:
    from scanner.engine.explain import Attempt, MatchTrace
    from scanner.engine.step import Step
    from scanner.model import Location
    from scanner.scan.explain import LineExplanation

MOST_HITS = 5
"""Keywords of one rule that are listed; the others are counted."""

ALIGNED = 12
"""Width of the column that names the stage."""


def render(explanation: LineExplanation, show_secrets: bool) -> str:
    """Return the explanation as text, rule by rule in the order of the line."""
    return "\n".join(_lines(explanation, show_secrets)) + "\n"


def _lines(explanation: LineExplanation, show_secrets: bool) -> Iterator[str]:
    yield f"{leading(printable(explanation.path))}:{explanation.line}"
    if explanation.excluded:
        yield f"A scan passes over this file, {escape(explanation.excluded)}. Without that:"
    for fault in explanation.faults:
        yield f"The scan of this file is incomplete: {escape(fault)}"
    if not explanation.texts:
        yield "No keyword of any rule touches this line, so no pattern was tried."
    attempts = [(text, attempt) for text in explanation.texts for attempt in text.attempts]
    if attempts and not any(attempt.matches for _, attempt in attempts):
        yield "Keywords stand here, but no pattern matches anything that touches this line."
    for text, attempt in sorted(attempts, key=lambda pair: not pair[1].matches):  # those that matched come first
        yield ""
        yield f"{attempt.rule.id}  {escape(attempt.rule.description)}"
        if text.encoding:
            yield _stage("encoding", f"{text.encoding}, {_place(text.location, explanation.line)}; places below in it")
        yield from _attempt_lines(attempt, 1 if text.encoding else explanation.line, explanation, show_secrets)


def _attempt_lines(attempt: Attempt, line: int, explanation: LineExplanation, show_secrets: bool) -> Iterator[str]:
    for hit in attempt.hits[:MOST_HITS]:
        behind = "" if hit.announces else "; what must stand right behind it does not"
        yield _stage("keyword", f"`{escape(hit.keyword)}`, {_place(hit.location, line)}{behind}")
    if len(attempt.hits) > MOST_HITS:
        yield _stage("keyword", f"and {len(attempt.hits) - MOST_HITS} more")
    for trace in attempt.matches:
        value = shown(trace.secret, attempt.rule, show_secrets)
        yield _stage("pattern", f"matches; the secret is {value}, {_place(trace.location, line)}")
        yield _stage("rule", f"confidence {attempt.rule.confidence}")
        for step in trace.steps:
            yield _stage(step.stage, _step_text(step))
        yield from _outcome_lines(attempt, trace, explanation)
    if not attempt.matches:
        tried = any(hit.announces for hit in attempt.hits)
        yield _stage("pattern", "matches nothing that touches this line" if tried else "not tried")
        yield _stage("result", "no finding")


def _step_text(step: Step) -> str:
    if step.confidence is None:
        return f"{step.name}: dropped, {escape(step.reason)}"
    if not step.reason:
        return f"{step.name}: nothing against it"
    return f"{step.name}: {escape(step.reason)}; confidence {step.confidence}"


def _outcome_lines(attempt: Attempt, trace: MatchTrace, explanation: LineExplanation) -> Iterator[str]:
    if attempt.rule.id in explanation.off:
        yield _stage("policy", "the configuration switches the rule off here")
    elif trace.winner is not None:
        yield _stage("claim", f"{trace.winner.id} has the stronger claim on the same text")
    finding = trace.finding
    if finding is None:
        yield _stage("result", "no finding")
        return
    yield _stage("claim", "no other rule has a stronger one")
    yield _stage("mark", f"`{escape(finding.allowed)}`" if finding.allowed else "none allows it")
    if finding in explanation.silences:
        yield _stage("policy", escape(explanation.silences[finding]))
        yield _stage("result", "a finding that no report names")
        return
    yield _stage("policy", f"the rule is on, and confidence {finding.confidence} counts")
    reported = explanation.reported[finding]
    reason = f", {escape(reported.reason)}" if reported.reason else ""
    yield _stage("result", f"a finding: {reported.status}{reason}")


def _stage(name: str, text: str) -> str:
    return f"  {name:{ALIGNED}}{text}"


def _place(location: Location, line: int) -> str:
    """Return the place as `columns 5-8`; with line numbers where it is not within the line that is spoken of."""
    if (location.line, location.end_line) == (line, line):
        return f"columns {location.column}-{location.end_column - 1}"
    return f"{location.line}:{location.column} to {location.end_line}:{max(1, location.end_column - 1)}"
