"""What a rule asks of its secrets' surroundings: the paths that it is meant for, and the companion that it requires."""

from __future__ import annotations

from functools import cache

from scanner.config.glob import Glob
from scanner.engine.step import Step
from scanner.model import CONFIDENCE_RANK, Check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.engine.candidate import Candidate
    from scanner.engine.companion import Companions
    from scanner.model import Companion, Confidence


def context_steps(judged: Candidate, companions: Companions, confidence: Confidence) -> Iterator[Step]:
    """Yield what the surroundings decide on a candidate of this confidence, until one drops it.

    Raises RuleError if a glob is not usable: a user's rule gave it.
    """
    rule = judged.match.rule
    so_far: Confidence | None = confidence
    if rule.paths:
        meant = is_in(rule.paths, judged.path)
        so_far = confidence if meant else least(confidence, rule.elsewhere)
        yield Step("context", "paths", "the rule is meant for this path" if meant else "for other paths", so_far)
    if rule.requires is not None and so_far is not None:
        yield companion_step(rule.requires, companions.line_of(rule.requires, judged.match), so_far)


def companion_step(companion: Companion, line: int | None, confidence: Confidence) -> Step:
    """Return what the companion in that line decides; None: there is none."""
    if line is None:
        reason = f"no {companion.name} {companion.where}"
        return Step("context", "companion", reason, least(confidence, companion.without))
    reason = f"{companion.name} in line {line}" if line else f"{companion.name} was looked for in vain, for too long"
    return Step("context", "companion", reason, confidence, (Check("companion", companion.name),))


def least(first: Confidence, second: Confidence | None) -> Confidence | None:
    """Return the lower one of two confidences; None, no finding, is the lowest."""
    return None if second is None else min(first, second, key=lambda each: CONFIDENCE_RANK[each])


def is_in(patterns: tuple[str, ...], path: bytes) -> bool:
    """Whether one of the globs covers the path."""
    return any(glob.matches(path) for glob in globs(patterns))


@cache
def globs(patterns: tuple[str, ...]) -> tuple[Glob, ...]:
    """Return the globs of a rule, compiled."""
    try:
        return tuple(map(Glob, patterns))
    except ValueError as error:
        from scanner.ruleset.schema import RuleError  # parses TOML: only for rules that are wrong

        raise RuleError(f"paths of a rule: {error}; run `keysieve rules check`") from error
