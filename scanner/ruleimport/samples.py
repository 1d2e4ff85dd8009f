"""Samples for imported rules: made up from the pattern, and kept if the scan finds them as `rules check` wants it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from scanner.engine.candidate import candidate
from scanner.engine.companion import Companions
from scanner.engine.judge import steps
from scanner.engine.pipeline import Pipeline
from scanner.model import Fragment, Provenance
from scanner.rulecheck.check import negative_complaints, positive_complaints
from scanner.rulecheck.template import TemplateError, fill
from scanner.ruleimport.made_up import made_up, shortened
from scanner.ruleimport.syntax import Node
from scanner.ruleset.schema import LEAST_SAMPLES, RuleSyntax

ATTEMPTS = 60
SURROUNDINGS = (("", ""), ("", "\n"), ("value ", ""), ('"', '"'), ("- ", "\n"), ("use ", " here\n"), ("\n", "\n"))
"""What stands before and behind a sample: patterns may ask for borders."""


class NoSampleError(ValueError):
    """There is no sample that the rule finds; the message says why."""


@dataclass(frozen=True, slots=True)
class Sampler:
    """Makes samples for rules, all of which the pipeline runs."""

    pipeline: Pipeline

    def sampled(self, rule: RuleSyntax, tree: Node) -> RuleSyntax:
        """Return the rule with two positives and two negatives. Raises NoSampleError if it is not found by any."""
        positive = self._first(self._positives(rule, tree))
        if len(positive) < LEAST_SAMPLES:
            raise NoSampleError(self._reason(rule, tree))
        negative = self._first(self._negatives(rule, tree))
        if len(negative) < LEAST_SAMPLES:
            raise NoSampleError("every text that comes close to its pattern is found by a rule")
        return replace(rule, positive=positive, negative=negative)

    def _first(self, templates: Iterator[str]) -> tuple[str, ...]:
        """Return the first different templates, as many as a rule needs."""
        found: dict[str, None] = {}
        for template in templates:
            found[template] = None
            if len(found) == LEAST_SAMPLES:
                break
        return tuple(found)

    def _positives(self, rule: RuleSyntax, tree: Node) -> Iterator[str]:
        for template in attempts(rule, tree):
            try:
                if not any(positive_complaints(rule, template, self.pipeline)):
                    yield template
            except (TemplateError, UnicodeEncodeError):  # this pattern's characters make no template
                continue

    def _negatives(self, rule: RuleSyntax, tree: Node) -> Iterator[str]:
        cut = (shortened(tree, Random(f"{rule.id} shortened {number}")) for number in range(ATTEMPTS // 4))
        bare = [f"{word.replace('{', '{{').replace('}', '}}')} is not set" for word in rule.keywords]
        for template in (*cut, *bare, "nothing is set", "nothing is set here"):
            try:
                if not any(negative_complaints(rule, template, self.pipeline)):
                    yield template
            except (TemplateError, UnicodeEncodeError):
                continue

    def _reason(self, rule: RuleSyntax, tree: Node) -> str:
        """Return what keeps the rule from being found, by the attempt that came nearest."""
        others: dict[str, None] = {}
        dropped = ""
        for number, template in enumerate(attempts(rule, tree)):
            try:
                text = fill(template, Random(number)).encode()
            except (TemplateError, UnicodeEncodeError):
                continue
            fragment = Fragment(b"sample", text, Provenance("stdin"), 0, len(text), 1, 1)
            for match in self.pipeline.matches(fragment, (), []):
                if match.rule.id == rule.id:
                    last = list(steps(candidate(match, fragment), Companions(fragment, [])))[-1:]
                    dropped = dropped or next((f"{s.name}: {s.reason}" for s in last if s.confidence is None), "")
            others.update(dict.fromkeys(finding.rule.id for finding in self.pipeline.scan(fragment)))
        others.pop(rule.id, None)
        if others:
            return f"what it finds is found by {', '.join(sorted(others))}, too"
        if dropped:
            return f"what it finds is dropped by the filter {dropped}"
        return "no text could be made up that it finds"


def attempts(rule: RuleSyntax, tree: Node) -> Iterator[str]:
    """Yield templates of texts that the rule may find, the same ones in every run."""
    for number in range(ATTEMPTS):
        before, behind = SURROUNDINGS[number % len(SURROUNDINGS)]
        yield before + made_up(tree, Random(f"{rule.id} {number}")) + behind
