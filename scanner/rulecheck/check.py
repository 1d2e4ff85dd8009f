"""Holding rules against their own samples, through the same pipeline that scans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from scanner.engine.checks.table import CHECKS
from scanner.engine.context import globs
from scanner.engine.filters.table import LISTS
from scanner.engine.pipeline import Pipeline
from scanner.engine.prefilter.aho import AhoCorasickPrefilter
from scanner.model import CONFIDENCE_RANK, Finding, Fragment, Provenance, Rule
from scanner.rulecheck.template import fill
from scanner.ruleset.load import Ruleset
from scanner.ruleset.schema import LEAST_SAMPLES, RuleError, RuleSyntax

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
    found by any rule at `medium` or above. Where a rule requires a companion, other rules of the provider may find it,
    and positives without it must be found as surely as the rule says of those; two must hold it. Samples stand in a
    path that the rule is meant for. Raises TemplateError if a template is wrong.
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
        try:
            globs(rule.paths)
        except RuleError as error:
            yield Complaint(rule.id, str(error))
            continue
        for template in rule.positive:
            yield from positive_complaints(rule, template, pipeline)
        yield from companion_complaints(rule, pipeline)
        for template in rule.negative:
            yield from negative_complaints(rule, template, pipeline)


def positive_complaints(rule: RuleSyntax, template: str, pipeline: Pipeline) -> Iterator[Complaint]:
    """Yield why the template is no positive of the rule."""
    without = rule.requires.without if rule.requires else rule.confidence
    for findings in _scans(rule, template, pipeline):
        own = [finding for finding in findings if finding.rule.id == rule.id]
        others = sorted({each.rule.id for each in findings if not is_expected(each.rule, rule) and is_loud(each, own)})
        bare = own and not any(holds_companion(finding) for finding in own)
        least = CONFIDENCE_RANK.get(without if bare else rule.confidence, MEDIUM)
        if not own:
            yield Complaint(rule.id, f"its positive {template!r} is not found")
        elif all(CONFIDENCE_RANK[finding.confidence] < least for finding in own):
            yield Complaint(rule.id, f"its positive {template!r} is found below {rule.confidence}")
        if others:
            yield Complaint(rule.id, f"its positive {template!r} is also found by {', '.join(others)}")
        if not own or others:
            return


def is_loud(finding: Finding, own: Iterable[Finding]) -> bool:
    """Whether another rule's finding disturbs: it is reported by default, or stands where a finding of `own` does."""
    if CONFIDENCE_RANK[finding.confidence] >= MEDIUM:
        return True
    return any(finding.location[:2] < each.location[2:] and each.location[:2] < finding.location[2:] for each in own)


def is_expected(found: Rule, rule: RuleSyntax) -> bool:
    """Whether a rule may find something in another one's positive: itself, or the companion that `rule` requires."""
    return found.id == rule.id or (rule.requires is not None and found.provider == rule.provider.name)


def holds_companion(finding: Finding) -> bool:
    """Whether what its rule requires stands beside the finding."""
    return any(check.name == "companion" for check in finding.checks)


def companion_complaints(rule: RuleSyntax, pipeline: Pipeline) -> Iterator[Complaint]:
    """Yield that a rule that requires a companion has too few positives that hold it."""
    if rule.requires is None:
        return
    whole = 0
    for template in rule.positive:
        findings = [finding for scan in _scans(rule, template, pipeline) for finding in scan]
        whole += any(holds_companion(finding) for finding in findings if finding.rule.id == rule.id)
    if whole < LEAST_SAMPLES:
        yield Complaint(rule.id, f"only {whole} of its positives hold what it requires; write {LEAST_SAMPLES} or more")


def negative_complaints(rule: RuleSyntax, template: str, pipeline: Pipeline) -> Iterator[Complaint]:
    """Yield why the template is no negative of the rule."""
    for findings in _scans(rule, template, pipeline):
        wrong = sorted({finding.rule.id for finding in findings if CONFIDENCE_RANK[finding.confidence] >= MEDIUM})
        if wrong:
            yield Complaint(rule.id, f"its negative {template!r} is found by {', '.join(wrong)}")
            return


def _scans(rule: RuleSyntax, template: str, pipeline: Pipeline) -> Iterator[list[Finding]]:
    path = path_for(rule.paths[0]) if rule.paths else b"sample"
    for number in range(FILLINGS):
        text = fill(template, Random(f"{rule.id} {template} {number}")).encode()
        yield pipeline.scan(Fragment(path, text, Provenance("stdin"), 0, len(text), 1, 1))


def path_for(glob: str) -> bytes:
    """Return a path that the glob covers, as far as that can be told from its stars and question marks."""
    return glob.strip("/").replace("**/", "").replace("*", "sample").replace("?", "s").encode()
