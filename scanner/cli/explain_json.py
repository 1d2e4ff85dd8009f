"""An explanation as one JSON document."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from scanner.text.redact import shown

if TYPE_CHECKING:
    from scanner.engine.explain import Attempt, MatchTrace, TextTrace
    from scanner.engine.step import Step
    from scanner.model import Location
    from scanner.scan.explain import LineExplanation

SCHEMA = 1


def render(explanation: LineExplanation, show_secrets: bool) -> str:
    """Return the document, with a line end."""
    document = {
        "schema": SCHEMA,
        "path": os.fsdecode(explanation.path),
        "line": explanation.line,
        "excluded": explanation.excluded or None,
        "errors": list(explanation.faults),
        "rules": [
            _attempt_object(attempt, text, explanation, show_secrets)
            for text in explanation.texts
            for attempt in text.attempts
        ],
    }
    return json.dumps(document, indent=2) + "\n"


def _attempt_object(
    attempt: Attempt, text: TextTrace, explanation: LineExplanation, show_secrets: bool
) -> dict[str, Any]:
    return {
        "rule": attempt.rule.id,
        "description": attempt.rule.description,
        "off": attempt.rule.id in explanation.off,
        "encoding": text.encoding or None,
        "keywords": [
            {"keyword": hit.keyword, **_place(hit.location), "announces": hit.announces} for hit in attempt.hits
        ],
        "matches": [_match_object(attempt, trace, explanation, show_secrets) for trace in attempt.matches],
    }


def _match_object(
    attempt: Attempt, trace: MatchTrace, explanation: LineExplanation, show_secrets: bool
) -> dict[str, Any]:
    finding = trace.finding
    reported = explanation.reported.get(finding) if finding else None
    silence = explanation.silences.get(finding) if finding else None
    return {
        "secret": shown(trace.secret, attempt.rule, show_secrets),
        **_place(trace.location),
        "rule_confidence": attempt.rule.confidence,
        "steps": [_step_object(step) for step in trace.steps],
        "claimed_by": trace.winner.id if trace.winner else None,
        "confidence": finding.confidence if finding else None,
        "mark": finding.allowed if finding else None,
        "left_out": silence,
        "status": reported.status if reported else None,
        "reason": (reported.reason or None) if reported else None,
    }


def _step_object(step: Step) -> dict[str, Any]:
    return {
        "stage": step.stage,
        "name": step.name,
        "dropped": step.confidence is None,
        "reason": step.reason or None,
        "checks": {check.name: check.outcome for check in step.checks},
        "confidence": step.confidence,
    }


def _place(location: Location) -> dict[str, int]:
    """Return the place under the names that reports use."""
    return location._asdict()
