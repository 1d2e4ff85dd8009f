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
    from collections.abc import Iterable

    from scanner.engine.candidate import Candidate
    from scanner.model import Check, Confidence, Fragment, Match


def judge(matches: Iterable[Match], fragment: Fragment) -> list[Finding]:
    """Return the matches that are credible secrets; `matches` are in the order of the text and do not overlap."""
    findings = []
    locator = Locator(fragment.content, fragment.line, fragment.column)
    for match in matches:
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
                allowed=allowance(judged),
                line_hash=hash(judged.content[judged.line_begin : judged.line_end]),
            )
        )
    return findings


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
