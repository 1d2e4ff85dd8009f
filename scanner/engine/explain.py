"""The scan of a fragment with a note of every decision that touches one place in it.

Nothing is decided here: the pipeline scans the fragment, and the stages that it is made of are asked one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.engine.candidate import candidate
from scanner.engine.companion import Companions
from scanner.engine.decode.layers import Budget, DecodingError, claims_inside
from scanner.engine.decode.quick import may_hold_encoded
from scanner.engine.decode.table import decoders
from scanner.engine.judge import credible, steps
from scanner.engine.pipeline import Pipeline
from scanner.engine.prefilter.aho import AhoCorasickPrefilter
from scanner.model import Announcement, PartialScanError, Secret
from scanner.text.lines import Locator

if TYPE_CHECKING:
    from scanner.engine.candidate import Candidate
    from scanner.engine.claims import Claim
    from scanner.engine.decode.interface import Decoded
    from scanner.engine.prefilter.interface import Prefilter
    from scanner.engine.step import Step
    from scanner.errors import KeysieveError
    from scanner.model import Finding, Fragment, Location, Rule
    from scanner.ruleset.load import Ruleset


@dataclass(frozen=True, slots=True)
class Place:
    """A range of a content's bytes."""

    begin: int
    end: int
    """Of a line: the offset of its line end, which belongs to it."""

    def touches(self, begin: int, end: int) -> bool:
        """Whether the bytes `begin` to `end`, the end exclusive, lie in the place or reach into it."""
        return begin <= self.end and self.begin < end


@dataclass(frozen=True, slots=True)
class Hit:
    """A keyword of a rule in the text."""

    keyword: str
    location: Location
    announces: bool
    """Whether the rule was tried there; False: what must stand behind the keyword does not."""


@dataclass(frozen=True, slots=True)
class MatchTrace:
    """A match and what became of it."""

    location: Location
    """Of the secret, in the text that was searched."""
    secret: Secret
    steps: tuple[Step, ...]
    """What the filters and the check said, in their order."""
    finding: Finding | None
    """The finding that the scan makes of it, at its place in the file; None: it makes none."""
    winner: Rule | None
    """The rule whose claim on the same bytes was stronger, where filters and checks left this one; None: none was."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one rule did in a text."""

    rule: Rule
    hits: tuple[Hit, ...]
    """Its keywords in the place, and in matches that reach into it."""
    matches: tuple[MatchTrace, ...]


@dataclass(frozen=True, slots=True)
class TextTrace:
    """What the rules did in the place as it is written, or in a text that is encoded there."""

    encoding: str
    """How the text is encoded; empty: it is written plainly."""
    location: Location
    """Where the text, encoded or not, stands in the file."""
    attempts: tuple[Attempt, ...]
    """In the order of the text, those rules of which a keyword stands there."""


@dataclass(frozen=True, slots=True)
class FragmentTrace:
    """A fragment's findings, wherever they are, and what led to those that touch the place."""

    texts: tuple[TextTrace, ...]
    findings: tuple[Finding, ...]
    fault: str
    """Why the scan of the fragment is incomplete; empty: it is not."""


class Explainer:
    """Explains places with one ruleset, as a scan with it would decide on them."""

    def __init__(self, ruleset: Ruleset, prefilter: Prefilter, off: Collection[str]) -> None:
        """`off`: ids of rules that are switched off; they are explained, but claim nothing."""
        self._ruleset = ruleset
        self._prefilter = prefilter
        self._off = off
        self._pipeline = Pipeline(ruleset, prefilter)
        self._unguarded = AhoCorasickPrefilter(
            {
                word: tuple(Announcement(each.number) for each in announced)
                for word, announced in ruleset.keywords.items()
            }
        )

    def explain(self, fragment: Fragment, place: Place | None) -> FragmentTrace:
        """Scan the fragment and return every decision on what touches `place`; None: the fragment does not hold it.

        Raises RuleError if a rule names filters or a check that there are not.
        """
        fault = ""
        try:
            findings = self._pipeline.scan(fragment, self._off)
        except PartialScanError as error:
            findings, fault = error.findings, str(error)
        texts = tuple(self._texts(fragment, place, findings)) if place else ()
        return FragmentTrace(texts, tuple(findings), fault)

    def _texts(self, fragment: Fragment, place: Place, findings: Sequence[Finding]) -> Iterator[TextTrace]:
        location = locate(fragment, place.begin, place.end)
        yield TextTrace("", location, tuple(self._attempts(fragment, place, findings, None)))
        if not may_hold_encoded(fragment.content):
            return
        for decoder in decoders():
            if not decoder.is_worth_trying(fragment.content):
                continue
            for span in decoder.spans(fragment.content):
                if fragment.begin <= span.begin < fragment.end and place.touches(span.begin, span.end):
                    yield from self._encoded(fragment, span, decoder.name, findings)

    def _encoded(
        self, fragment: Fragment, span: Decoded, encoding: str, findings: Sequence[Finding]
    ) -> Iterator[TextTrace]:
        """Yield the text that the span encodes, and those that are encoded in it in turn."""
        location = locate(fragment, span.begin, span.end)
        inside: list[Fragment] = []
        failures: list[KeysieveError] = []

        def claims(inner: Fragment) -> list[Claim]:
            inside.append(inner)
            return list(credible(self._pipeline.matches(inner, self._off, failures), inner, failures))

        try:
            list(claims_inside(fragment, span, claims, (encoding,), Budget(len(fragment.content))))
        except DecodingError as error:  # the scan said so, too
            failures.append(error)
        for number, inner in enumerate(inside):
            whole = Place(0, len(inner.content))
            name = f"encoded once more in {encoding}" if number else encoding
            yield TextTrace(name, location, tuple(self._attempts(inner, whole, findings, location)))

    def _attempts(
        self, text: Fragment, place: Place, findings: Sequence[Finding], encoded_at: Location | None
    ) -> Iterator[Attempt]:
        """Yield what each rule did in the place; `encoded_at`: where the text stands that decodes to this one."""
        matches = [m for m in self._pipeline.matches(text, (), []) if place.touches(m.begin, m.end)]
        announced = self._prefilter.hits(text.content)
        companions = Companions(text, [])  # the scan said what failed
        spans: dict[str, list[tuple[int, int, bool]]] = {}
        rules: dict[str, Rule] = {}
        for number, offsets in self._unguarded.hits(text.content).items():
            rule = rules[self._ruleset.rule(number).id] = self._ruleset.rule(number)
            reached = [place, *(Place(match.begin, match.end - 1) for match in matches if match.rule.id == rule.id)]
            live = set(announced.get(number, ()))
            for behind in sorted(set(offsets)):
                begin = behind - len(keyword_before(text.content, behind, rule))
                if text.begin <= begin < text.end and any(each.touches(begin, behind) for each in reached):
                    spans.setdefault(rule.id, []).append((begin, behind, behind in live))
        for rule_id in sorted(spans, key=lambda name: (spans[name][0], name)):
            locator = Locator(text.content, text.line, text.column)
            hits = tuple(
                Hit(text.content[begin:end].decode("latin-1").lower(), locator.locate(begin, end), live)
                for begin, end, live in spans[rule_id]
            )
            own = (candidate(match, text) for match in matches if match.rule.id == rule_id)
            traces = tuple(
                trace(judged, text, tuple(steps(judged, companions)), findings, encoded_at) for judged in own
            )
            yield Attempt(rules[rule_id], hits, traces)


def trace(
    judged: Candidate, text: Fragment, made: tuple[Step, ...], findings: Sequence[Finding], encoded_at: Location | None
) -> MatchTrace:
    """Return what was decided on the candidate, in the steps `made`; `findings` are those of the whole scan."""
    match = judged.match
    secret = Secret(judged.value)
    location = locate(text, match.secret_begin, match.secret_end)
    told_at = encoded_at or location
    if made and made[-1].confidence is None:
        return MatchTrace(location, secret, made, None, None)
    there = [finding for finding in findings if overlap(finding.location, told_at)]
    for finding in there:
        if finding.rule.id == match.rule.id and finding.location == told_at and finding.secret == secret:
            return MatchTrace(location, secret, made, finding, None)
    return MatchTrace(location, secret, made, None, there[0].rule if there else None)


def keyword_before(content: bytes, behind: int, rule: Rule) -> str:
    """Return the longest keyword of the rule that ends at the offset."""
    longest = max(map(len, rule.keywords))
    before = content[max(0, behind - longest) : behind].lower().decode("latin-1")
    return max((word for word in rule.keywords if before.endswith(word)), key=len, default="")


def locate(fragment: Fragment, begin: int, end: int) -> Location:
    """Return the place of `content[begin:end]`."""
    return Locator(fragment.content, fragment.line, fragment.column).locate(begin, end)


def overlap(first: Location, second: Location) -> bool:
    """Whether two places share a character."""
    return first[:2] < second[2:] and second[:2] < first[2:]
