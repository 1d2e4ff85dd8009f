"""Pipelines that find known values: beside the rules, as the hook does, or alone."""

from __future__ import annotations

from scanner.baseline.around import Around
from scanner.model import Check, PartialScanError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from scanner.baseline.lookup import Scanner
    from scanner.known.interface import Finder, Hit
    from scanner.model import Finding, Fragment, Rule
    from scanner.ruleset.load import Ruleset


class KnownScanner:
    """Finds known values and nothing else."""

    def __init__(self, finder: Finder, ruleset: Ruleset) -> None:
        """`ruleset`: the rules that findings of other scans carry; none of them is looked at."""
        self._finder = finder
        self._ruleset = ruleset

    @property
    def ruleset(self) -> Ruleset:
        """The rules that other scans look at."""
        return self._ruleset

    def rules(self) -> Iterator[Rule]:
        """Yield the rule that findings carry."""
        from scanner.known.rule import KNOWN_SECRET

        yield KNOWN_SECRET

    def own_rules(self) -> Iterator[Rule]:
        """Yield the same, which is not in the ruleset."""
        return self.rules()

    def scan(self, fragment: Fragment, off: Collection[str] = ()) -> list[Finding]:
        """Return the findings of the fragment, in the order of the text; see `Pipeline.scan`."""
        hits = [hit for hit in self._finder.hits(fragment.content) if fragment.begin <= hit.begin < fragment.end]
        return found_in(fragment, hits, off) if hits else []


class KnownPipeline(Around):
    """Finds known values beside what another pipeline finds.

    What that one finds of the same value stays its finding, which says what kind of secret it is, and becomes sure.
    """

    def __init__(self, pipeline: Scanner, finder: Finder) -> None:
        super().__init__(pipeline)
        self._known = KnownScanner(finder, pipeline.ruleset)

    def rules(self) -> Iterator[Rule]:
        """Yield the rules that findings may carry."""
        yield from self._pipeline.rules()
        yield from self._known.rules()

    def own_rules(self) -> Iterator[Rule]:
        """Yield those of them that are not in the ruleset."""
        yield from self._pipeline.own_rules()
        yield from self._known.rules()

    def scan(self, fragment: Fragment, off: Collection[str] = ()) -> list[Finding]:
        """Return the findings of the fragment, in the order of the text; see `Pipeline.scan`."""
        known = self._known.scan(fragment, off)
        if not known:
            return self._pipeline.scan(fragment, off)
        try:
            return together(self._pipeline.scan(fragment, off), known)
        except PartialScanError as error:
            raise PartialScanError(str(error), together(error.findings, known)) from None


def found_in(fragment: Fragment, hits: Collection[Hit], off: Collection[str]) -> list[Finding]:
    """Return the hits as findings; none if their rule is among those that are off."""
    from scanner.engine.claims import Claim
    from scanner.engine.judge import findings
    from scanner.known.rule import KNOWN_SECRET  # few commits hold a known value

    if KNOWN_SECRET.id in off:
        return []

    return findings(
        [Claim(hit.begin, hit.end, KNOWN_SECRET, hit.secret.reveal_in_clear(), "high", checks_of(hit)) for hit in hits],
        fragment,
    )


def checks_of(hit: Hit) -> tuple[Check, ...]:
    """Return what a finding says beside the rule: which value it is, and how it is written."""
    known = Check("known", hit.label)
    return (known, Check("encoding", hit.encoding)) if hit.encoding else (known,)


def together(found: list[Finding], known: list[Finding]) -> list[Finding]:
    """Return the findings of both, in the order of the text; those of one value at one place are one.

    Both are in that order. One sweep: there may be a hundred thousand of each.
    """
    merged = list(found)
    alone = []
    near: list[int] = []  # numbers of findings that begin before the known one and may reach behind it
    ahead = 0
    for finding in known:
        begin, end = finding.location[:2], finding.location[2:]
        while ahead < len(merged) and merged[ahead].location[:2] <= begin:
            near.append(ahead)
            ahead += 1
        near = [number for number in near if merged[number].location[2:] >= end]
        number = next((number for number in near if is_of_same(merged[number], finding)), None)
        if number is None:
            alone.append(finding)
        else:
            other = merged[number]
            added = [check for check in finding.checks if check not in other.checks]
            merged[number] = other._replace(confidence="high", checks=(*other.checks, *added))
    return sorted([*merged, *alone], key=lambda finding: finding.location[:2])


def is_of_same(outer: Finding, inner: Finding) -> bool:
    """Whether the outer finding is of the inner one's value, too, or of something around it."""
    return inner.secret.reveal_in_clear() in outer.secret.reveal_in_clear()
