"""Holding rules against their own samples, through the same pipeline that scans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from scanner.engine.checks.table import CHECKS
from scanner.engine.filters.table import LISTS
from scanner.engine.pipeline import Pipeline
from scanner.engine.prefilter.aho import AhoCorasickPrefilter
from scanner.model import CONFIDENCE_RANK, Finding, Fragment, Provenance
from scanner.rulecheck.template import fill
from scanner.ruleset.load import Ruleset
from scanner.ruleset.schema import RuleSyntax

FILLINGS = 5
"""Times that each template is filled, with other values."""

MEDIUM = CONFIDENCE_RANK["medium"]


@dataclass(frozen=True, slots=True)
class Complaint:
    """A sample that a rule does not live up to."""

    rule: str
    message: str


def check_rules(rules: Iterable[RuleSyntax], ruleset: Ruleset) -> Iterator[Complaint]:
    """Yield what is wrong with `rules`, whose samples are scanned with all of `ruleset`.

    Every positive must be found by its own rule, at the rule's confidence or above, and by no other; no negative may be
    found by any rule at `medium` or above. Raises TemplateError if a template is wrong.
    """
    pipeline = Pipeline(ruleset, AhoCorasickPrefilter(ruleset.keywords))
    filters = {rule.id: rule.filters for rule in ruleset}
    for rule in rules:
        if rule.checksum and rule.checksum not in CHECKS:
            yield Complaint(rule.id, f"checksum {rule.checksum!r} is none of {', '.join(sorted(CHECKS))}")
            continue
        if filters[rule.id] not in LISTS:
            yield Complaint(rule.id, f"filters {filters[rule.id]!r} is none of {', '.join(sorted(LISTS))}")
            continue
        for template in rule.positive:
            yield from positive_complaints(rule, template, pipeline)
        for template in rule.negative:
            yield from negative_complaints(rule, template, pipeline)


def positive_complaints(rule: RuleSyntax, template: str, pipeline: Pipeline) -> Iterator[Complaint]:
    """Yield why the template is no positive of the rule."""
    least = CONFIDENCE_RANK[rule.confidence]
    for findings in _scans(rule, template, pipeline):
        own = [finding for finding in findings if finding.rule.id == rule.id]
        others = sorted({finding.rule.id for finding in findings} - {rule.id})
        if not own:
            yield Complaint(rule.id, f"its positive {template!r} is not found")
        elif all(CONFIDENCE_RANK[finding.confidence] < least for finding in own):
            yield Complaint(rule.id, f"its positive {template!r} is found below {rule.confidence}")
        if others:
            yield Complaint(rule.id, f"its positive {template!r} is also found by {', '.join(others)}")
        if not own or others:
            return


def negative_complaints(rule: RuleSyntax, template: str, pipeline: Pipeline) -> Iterator[Complaint]:
    """Yield why the template is no negative of the rule."""
    for findings in _scans(rule, template, pipeline):
        wrong = sorted({finding.rule.id for finding in findings if CONFIDENCE_RANK[finding.confidence] >= MEDIUM})
        if wrong:
            yield Complaint(rule.id, f"its negative {template!r} is found by {', '.join(wrong)}")
            return


def _scans(rule: RuleSyntax, template: str, pipeline: Pipeline) -> Iterator[list[Finding]]:
    for number in range(FILLINGS):
        text = fill(template, Random(f"{rule.id} {template} {number}")).encode()
        yield pipeline.scan(Fragment(b"sample", text, Provenance("stdin"), 0, len(text), 1, 1))
