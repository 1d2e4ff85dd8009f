"""From matches to claims, and from claims to findings: filters, offline checks, allow marks, places."""

from __future__ import annotations

from functools import cache

from scanner.engine.allow import allowance
from scanner.engine.candidate import candidate
from scanner.engine.checks.table import run_check
from scanner.engine.claims import Claim
from scanner.engine.companion import Companions
from scanner.engine.filters.table import filter_list
from scanner.engine.step import Step
from scanner.model import Finding, Match, Secret
from scanner.text.lines import Locator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scanner.engine.candidate import Candidate
    from scanner.errors import KeysieveError
    from scanner.model import Check, Confidence, Fragment

FREE_WORDS = "keysieve: allow "
"""How the reasons begin that people wrote."""


def credible(matches: Iterable[Match], fragment: Fragment, failures: list[KeysieveError]) -> Iterator[Claim]:
    """Yield a claim for each match that no filter drops; what goes wrong is added to `failures`."""
    companions = Companions(fragment, failures)
    for match in matches:
        judged = candidate(match, fragment)
        verdict = verdict_on(judged, companions)
        if verdict is not None:
            yield Claim(match.secret_begin, match.secret_end, match.rule, judged.value, *verdict)


def steps(judged: Candidate, companions: Companions) -> Iterator[Step]:
    """Yield the decisions, until one drops the candidate: of the rule's filters, its context, and its check."""
    rule = judged.match.rule
    confidence: Confidence = rule.confidence
    ceiling: Confidence | None = None
    for judging in filter_list(rule.filters):
        ruling = judging.judge(judged)
        if ruling is None:
            yield passing(judging.name, confidence)
            continue
        if ruling.dropped:
            yield Step("filter", judging.name, ruling.reason, None)
            return
        confidence = "low"
        ceiling = "low" if ruling.is_final else ceiling
        yield Step("filter", judging.name, ruling.reason, confidence)
    known: tuple[Check, ...] = ()
    if rule.requires is not None or rule.paths:
        from scanner.engine.context import context_steps  # for the few rules that ask for surroundings

        for step in context_steps(judged, companions, confidence):
            yield step
            if step.confidence is None:
                return
            confidence, known = step.confidence, step.checks
    if rule.checksum:
        result = run_check(rule.checksum, judged.value)
        learnt = ", ".join(f"{check.name} {check.outcome}" for check in result.checks)
        yield Step("check", rule.checksum, learnt, ceiling or result.confidence or confidence, known + result.checks)


@cache
def passing(name: str, confidence: Confidence) -> Step:
    """Return the step of a filter that lets a candidate pass; there are few, and they are asked for all the time."""
    return Step("filter", name, "", confidence)


def verdict_on(judged: Candidate, companions: Companions) -> tuple[Confidence, tuple[Check, ...]] | None:
    """Return how sure the candidate is and what the checks said; None if a filter drops it."""
    confidence: Confidence | None = judged.match.rule.confidence
    checks: tuple[Check, ...] = ()
    for step in steps(judged, companions):
        confidence, checks = step.confidence, step.checks
    return None if confidence is None else (confidence, checks)


def findings(claims: Sequence[Claim], fragment: Fragment) -> list[Finding]:
    """Return the claims as findings, with their places and marks; they are in the order of the text."""
    locator = Locator(fragment.content, fragment.line, fragment.column)
    found = []
    for number, claim in enumerate(claims):
        judged = candidate(Match(claim.rule, claim.begin, claim.end, claim.begin, claim.end), fragment)
        found.append(
            Finding(
                rule=claim.rule,
                path=fragment.path,
                location=locator.locate(claim.begin, claim.end),
                secret=Secret(claim.value),
                confidence=claim.confidence,
                checks=claim.checks,
                provenance=fragment.provenance,
                allowed=claim.allowed or reason_to_allow(judged, claims, number),
                line_hash=hash(judged.content[judged.line_begin : judged.line_end]),
            )
        )
    return found


def reason_to_allow(judged: Candidate, claims: Sequence[Claim], number: int) -> str | None:
    """Return why a mark allows the candidate: in the mark's own words, but without a secret of the line in them."""
    reason = allowance(judged)
    if reason is None or not reason.startswith(FREE_WORDS):
        return reason
    line = bytearray(judged.content[judged.line_begin : judged.line_end])
    for step in (1, -1):
        at = number + step
        while 0 <= at < len(claims):
            begin = max(0, claims[at].begin - judged.line_begin)
            end = min(len(line), claims[at].end - judged.line_begin)
            if begin >= end:
                break
            line[begin:end] = b"*" * (end - begin)
            at += step
    begin, end = judged.match.secret_begin - judged.line_begin, judged.match.secret_end - judged.line_begin
    text = bytes(line[:end] + line[end:].replace(judged.value, b"*" * len(judged.value)))
    own = judged.match._replace(secret_begin=begin, secret_end=end)
    masked = judged._replace(match=own, content=text, line_begin=0, line_end=len(text))
    return allowance(masked) or FREE_WORDS.rstrip()
