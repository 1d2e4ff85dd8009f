"""Scanning what is encoded in a fragment, up to three layers deep and within a budget.

A finding in decoded text points at the span that is encoded, and its checks say how. Where the encoded span itself is a
finding (a password that is base64), the more specific of the two is told.
"""

from __future__ import annotations

from scanner.engine.allow import allowance
from scanner.engine.candidate import candidate
from scanner.engine.decode.table import decoders
from scanner.model import CONFIDENCE_RANK, Check, Fragment, Match
from scanner.text.lines import Locator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scanner.engine.decode.interface import Decoded
    from scanner.model import Finding, Location

    Scan = Callable[[Fragment], list[Finding]]

DEEPEST = 3
"""Layers of encoding that are taken off."""

BUDGET = 4
"""Decoded bytes that are scanned, as a multiple of the fragment's size, in all layers together."""

LEAST_BUDGET = 1 << 20


def decoded_findings(fragment: Fragment, scan: Scan) -> list[Finding]:
    """Return the findings in what is encoded in the fragment, at the place of the encoded span.

    `scan` scans plain text. Raises MatchError as `scan` does.
    """
    budget = max(LEAST_BUDGET, BUDGET * len(fragment.content))
    return list(_layer(fragment, scan, (), budget))


def _layer(fragment: Fragment, scan: Scan, names: tuple[str, ...], budget: int) -> Iterator[Finding]:
    for decoder in decoders():
        if not decoder.is_worth_trying(fragment.content):
            continue
        locator = Locator(fragment.content, fragment.line, fragment.column)
        for span in decoder.spans(fragment.content):
            if not fragment.begin <= span.begin < fragment.end:
                continue
            budget -= len(span.text)
            if budget < 0:
                return
            yield from _inside(fragment, span, locator, scan, (*names, decoder.name), budget)


def _inside(
    fragment: Fragment, span: Decoded, locator: Locator, scan: Scan, names: tuple[str, ...], budget: int
) -> Iterator[Finding]:
    inner = Fragment(fragment.path, span.text, fragment.provenance, 0, len(span.text), 1, 1)
    found = scan(inner)
    if len(names) < DEEPEST:
        found += _layer(inner, scan, names, budget)
    if not found:
        return
    place = locator.locate(span.begin, span.end)
    line = hash(fragment.content[span.begin : span.end])
    for finding in found:
        checks = finding.checks
        if not any(check.name == "encoding" for check in checks):
            checks = (Check("encoding", " in ".join(reversed(names))), *checks)
        own = Match(finding.rule, span.begin, span.end, span.begin, span.end)
        allowed = finding.allowed or allowance(candidate(own, fragment))
        yield finding._replace(location=place, checks=checks, allowed=allowed, line_hash=line)


def merged(plain: Sequence[Finding], decoded: Sequence[Finding]) -> list[Finding]:
    """Return both kinds in the order of the text; where they overlap, the one whose rule is surer, or the plain one."""
    kept_decoded: list[Finding] = []
    dropped: set[int] = set()
    for finding in decoded:
        rivals = [other for other in plain if _overlap(other.location, finding.location)]
        if any(_rank(other) >= _rank(finding) for other in rivals):
            continue
        dropped.update(map(id, rivals))
        kept_decoded.append(finding)
    kept = [finding for finding in plain if id(finding) not in dropped]
    return sorted([*kept, *kept_decoded], key=lambda finding: finding.location)


def _rank(finding: Finding) -> int:
    return CONFIDENCE_RANK[finding.rule.confidence]


def _overlap(first: Location, second: Location) -> bool:
    return first[:2] < second[2:] and second[:2] < first[2:]
