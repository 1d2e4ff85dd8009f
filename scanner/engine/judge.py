"""From matches to findings: filters drop or lower, offline checks raise or lower, allow marks are noted."""

from __future__ import annotations

from scanner.engine.allow import allowance
from scanner.engine.candidate import candidate
from scanner.engine.checks.table import run_check
from scanner.engine.filters.table import filter_list
from scanner.model import CONFIDENCE_RANK, Finding, Secret
from scanner.text.lines import Locator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.engine.candidate import Candidate
    from scanner.model import Check, Confidence, Fragment, Match

FREE_WORDS = "keysieve: allow "
"""How the reasons begin that people wrote."""


def judge(matches: Sequence[Match], fragment: Fragment) -> list[Finding]:
    """Return the matches that are credible secrets; `matches` are in the order of the text and do not overlap."""
    findings = []
    locator = Locator(fragment.content, fragment.line, fragment.column)
    for number, match in enumerate(matches):
        judged = candidate(match, fragment)
        verdict = verdict_on(judged)
        if verdict is None:
            continue
        confidence, checks = verdict
        findings.append(
            Finding(
                rule=match.rule,
                path=fragment.path,
                location=locator.locate(match.secret_begin, match.secret_end),
                secret=Secret(judged.value),
                confidence=confidence,
                checks=checks,
                provenance=fragment.provenance,
                allowed=_allowed(judged, matches, number),
                line_hash=hash(judged.content[judged.line_begin : judged.line_end]),
            )
        )
    return findings


def _allowed(judged: Candidate, matches: Sequence[Match], number: int) -> str | None:
    """Return why a mark allows the candidate: in the mark's own words, but without the other secrets in the line."""
    reason = allowance(judged)
    if reason is None or not reason.startswith(FREE_WORDS):
        return reason
    line = bytearray(judged.content[judged.line_begin : judged.line_end])
    for step in (1, -1):
        at = number + step
        while 0 <= at < len(matches):
            begin = max(0, matches[at].secret_begin - judged.line_begin)
            end = min(len(line), matches[at].secret_end - judged.line_begin)
            if begin >= end:
                break
            line[begin:end] = b"*" * (end - begin)
            at += step
    own = judged.match._replace(
        secret_begin=judged.match.secret_begin - judged.line_begin,
        secret_end=judged.match.secret_end - judged.line_begin,
    )
    masked = judged._replace(match=own, content=bytes(line), line_begin=0, line_end=len(line))
    return allowance(masked) or FREE_WORDS.rstrip()


def verdict_on(judged: Candidate) -> tuple[Confidence, tuple[Check, ...]] | None:
    """Return how sure the candidate is and what the checks said; None if a filter drops it."""
    rule = judged.match.rule
    confidence: Confidence = rule.confidence
    for judging in filter_list(rule.filters):
        ruling = judging.judge(judged)
        if ruling is None:
            continue
        if ruling.dropped:
            return None
        confidence = min(confidence, "low", key=CONFIDENCE_RANK.__getitem__)
    if not rule.checksum:
        return confidence, ()
    result = run_check(rule.checksum, judged.value)
    return result.confidence or confidence, result.checks
