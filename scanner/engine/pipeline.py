"""`Pipeline`: a fragment through all stages: keywords, exact patterns, filters, checks, encoded text, allow marks."""

from __future__ import annotations

from scanner.engine.matcher import Matcher, MatchError
from scanner.model import PartialScanError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from scanner.engine.claims import Claim
    from scanner.engine.prefilter.interface import Prefilter
    from scanner.errors import KeysieveError
    from scanner.model import Finding, Fragment, Match, Rule
    from scanner.ruleset.load import Ruleset


class Pipeline:
    """Scans fragments with one ruleset. Holds no state of what it scanned."""

    __slots__ = ("_matcher", "_prefilter", "_ruleset")

    def __init__(self, ruleset: Ruleset, prefilter: Prefilter) -> None:
        self._ruleset = ruleset
        self._prefilter = prefilter
        self._matcher = Matcher()

    @property
    def ruleset(self) -> Ruleset:
        """The rules that it scans with."""
        return self._ruleset

    def rules(self) -> Iterator[Rule]:
        """Yield the rules that findings may carry."""
        yield from self._ruleset
        yield from self.own_rules()

    def own_rules(self) -> Iterator[Rule]:
        """Yield those of them that are not in the ruleset."""
        yield from ()

    def scan(self, fragment: Fragment, off: Collection[str] = ()) -> list[Finding]:
        """Return the findings of the fragment, of every confidence, in the order of the text.

        `off`: ids of rules that are switched off here. Raises PartialScanError if a pattern takes too long or if too
        much is encoded; the error holds what was found all the same.
        """
        failures: list[KeysieveError] = []
        claims = self._claims(fragment, off, failures)
        if self._prefilter.may_hold_encoded(fragment.content):
            claims += self._encoded_claims(fragment, off, failures)
        found: list[Finding] = []
        if claims:
            from scanner.engine.claims import settled
            from scanner.engine.judge import findings

            found = findings(settled(claims), fragment)
        if failures:
            raise PartialScanError(str(failures[0]), found)
        return found

    def _claims(self, fragment: Fragment, off: Collection[str], failures: list[KeysieveError]) -> list[Claim]:
        """Return the claims on the plain text of the fragment; what goes wrong is added to `failures`."""
        matches = self.matches(fragment, off, failures)
        if not matches:
            return []
        from scanner.engine.judge import credible  # the filters and checks load when something matched

        return list(credible(matches, fragment, failures))

    def matches(self, fragment: Fragment, off: Collection[str], failures: list[KeysieveError]) -> list[Match]:
        """Return what the patterns match in the plain text of the fragment; what goes wrong is added to `failures`."""
        hits = self._prefilter.hits(fragment.content)
        matches: list[Match] = []
        for number in sorted(hits):
            rule = self._ruleset.rule(number)
            if rule.id in off:
                continue
            try:
                matches.extend(self._matcher.matches(rule, fragment, hits[number]))
            except MatchError as error:
                failures.append(error)
        return matches

    def _encoded_claims(self, fragment: Fragment, off: Collection[str], failures: list[KeysieveError]) -> list[Claim]:
        from scanner.engine.decode.layers import DecodingError, encoded_claims  # few fragments hold anything encoded

        claims: list[Claim] = []
        try:
            for claim in encoded_claims(fragment, lambda inner: self._claims(inner, off, failures)):
                claims.append(claim)  # noqa: PERF402  an error keeps what came before it
        except DecodingError as error:
            failures.append(error)
        return claims
