"""`Claim`: a match that was judged credible, and who holds the bytes that several claim."""

from __future__ import annotations

from scanner.engine.filters.table import RANKS
from scanner.model import CONFIDENCE_RANK
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.model import Check, Confidence, Finding, Rule


class Claim(NamedTuple):
    """A credible secret at a span of a fragment's content."""

    begin: int
    """Byte offset of the secret, or of the encoded text that it stands in."""
    end: int
    rule: Rule
    value: bytes
    confidence: Confidence
    checks: tuple[Check, ...]
    encoded: bool = False
    """Whether the span is encoded text: several secrets may stand in it."""
    allowed: str | None = None
    """Why a mark inside the encoded text allows it."""


def settled(claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims in the order of the text; of those on the same bytes, only the most specific one."""
    kept: list[Claim] = []
    cluster: list[Claim] = []
    reach = 0
    for claim in sorted(claims, key=lambda claim: (claim.begin, claim.end)):
        if cluster and claim.begin >= reach:
            kept.extend(holders(cluster))
            cluster = []
        cluster.append(claim)
        reach = max(reach, claim.end)
    kept.extend(holders(cluster))
    return kept


def holders(cluster: list[Claim]) -> list[Claim]:
    """Return those of claims that overlap in a chain that hold their bytes against all others."""
    if len(cluster) == 1:
        return cluster
    kept: list[Claim] = []
    is_sure = any(claim.confidence != "low" for claim in cluster)

    def standing(claim: Claim) -> tuple[bool, tuple[bool, int, int, bool, int, str]]:
        # What a rule that is never sure claims must not hide what another would report.
        return not (is_sure and claim.rule.confidence == "low"), strength(claim)

    for claim in sorted(cluster, key=standing, reverse=True):
        if all(are_apart(claim, other) for other in kept):
            kept.append(claim)
    return sorted(kept, key=lambda claim: claim.begin)


def are_apart(first: Claim, second: Claim) -> bool:
    """Whether both can be told: they share no byte, or stand in the same encoded text."""
    if first.begin >= second.end or first.end <= second.begin:
        return True
    return first.encoded and second.encoded and (first.begin, first.end) == (second.begin, second.end)


def strength(claim: Claim) -> tuple[bool, int, int, bool, int, str]:
    """Return what claims are compared by.

    Whether the context is there that the rule asks for, the kind of rule, its confidence, plain text, the longest
    keyword, the id.
    """
    rule = claim.rule
    return (
        not lacks_context(claim),
        RANKS.get(rule.filters, 0),
        CONFIDENCE_RANK[rule.confidence],
        not claim.encoded,
        max(map(len, rule.keywords)),
        rule.id,
    )


def lacks_context(claim: Claim | Finding) -> bool:
    """Whether it is less sure than its rule, which asks for surroundings: then any other rule knows better."""
    rule = claim.rule
    if rule.requires is None and not rule.paths:
        return False
    return CONFIDENCE_RANK[claim.confidence] < CONFIDENCE_RANK[rule.confidence]
