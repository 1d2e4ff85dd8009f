"""`Pipeline`: a fragment through all stages: keywords, exact patterns, filters, checks, allow marks."""

from __future__ import annotations

from scanner.engine.decode.quick import may_hold_encoded
from scanner.engine.matcher import Matcher, MatchError
from scanner.model import CONFIDENCE_RANK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.engine.prefilter import Prefilter
    from scanner.model import Finding, Fragment, Match, Rule
    from scanner.ruleset.load import Ruleset

SPECIFIC = {"generic": 0, "quoted": 1, "option": 1, "password": 2, "contextual": 3, "literal": 4, "distinctive": 5}
"""Rank of a rule's claim on a text, by its filter list; an unknown list counts as generic."""


class Pipeline:
    """Scans fragments with one ruleset. Holds no state of what it scanned."""

    __slots__ = ("_matcher", "_prefilter", "_ruleset")

    def __init__(self, ruleset: Ruleset, prefilter: Prefilter) -> None:
        self._ruleset = ruleset
        self._prefilter = prefilter
        self._matcher = Matcher()

    def scan(self, fragment: Fragment) -> list[Finding]:
        """Return the findings of the fragment, of every confidence, in the order of the text; encoded text is decoded.

        Raises MatchError if a pattern takes too long; the error holds what the other patterns found.
        """
        findings = self._scan_plain(fragment)
        if not may_hold_encoded(fragment.content):
            return findings
        from scanner.engine.decode.layers import decoded_findings, merged  # few fragments hold anything encoded

        return merged(findings, decoded_findings(fragment, self._scan_plain))

    def _scan_plain(self, fragment: Fragment) -> list[Finding]:
        hits = self._prefilter.hits(fragment.content)
        if not hits:
            return []
        matches: list[Match] = []
        failure: MatchError | None = None
        for number in sorted(hits):
            try:
                matches.extend(self._matcher.matches(self._ruleset.rule(number), fragment, hits[number]))
            except MatchError as error:
                failure = failure or error
        findings = self._judged(matches, fragment)
        if failure is not None:
            failure.findings = tuple(findings)
            raise failure
        return findings

    def _judged(self, matches: list[Match], fragment: Fragment) -> list[Finding]:
        if not matches:
            return []
        from scanner.engine.judge import judge  # the filters and checks load when something matched

        return judge(most_specific(matches), fragment)


def most_specific(matches: Iterable[Match]) -> list[Match]:
    """Return the matches in the order of the text, of those that claim the same bytes only the most specific one."""
    kept: list[Match] = []
    cluster: list[Match] = []
    reach = 0
    for match in sorted(matches, key=lambda match: (match.secret_begin, match.secret_end)):
        if cluster and match.secret_begin >= reach:
            kept.extend(_claimants(cluster))
            cluster = []
        cluster.append(match)
        reach = max(reach, match.secret_end)
    kept.extend(_claimants(cluster))
    return kept


def _claimants(cluster: list[Match]) -> list[Match]:
    """Return those of matches that overlap in a chain that hold their bytes against all others."""
    if len(cluster) == 1:
        return cluster
    kept: list[Match] = []
    for match in sorted(cluster, key=_claim, reverse=True):
        if all(match.secret_begin >= other.secret_end or match.secret_end <= other.secret_begin for other in kept):
            kept.append(match)
    return sorted(kept, key=lambda match: match.secret_begin)


def _claim(match: Match) -> tuple[int, int, int, str]:
    rule: Rule = match.rule
    longest_keyword = max(map(len, rule.keywords))
    return SPECIFIC.get(rule.filters, 0), CONFIDENCE_RANK[rule.confidence], longest_keyword, rule.id
