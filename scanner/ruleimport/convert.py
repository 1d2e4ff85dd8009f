"""From a foreign rule to one of ours, or to the reason why there is none."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from scanner.ruleimport import syntax
from scanner.ruleimport.classes import HIGH
from scanner.ruleimport.foreign import ForeignRule
from scanner.ruleimport.globs import path_globs
from scanner.ruleimport.keywords import derived_keywords
from scanner.ruleimport.re2 import PatternRefusedError, parse
from scanner.ruleimport.spelling import spelt
from scanner.ruleset import pattern
from scanner.ruleset.schema import Provider, RuleSyntax

BOUNDS = (8192, 4096, 2048, 1024, 512, 256, 128, 64)
"""Most times of a repeat that has no end: the first with which a match is not too wide for a rule."""

WIDEST = 16_384
"""Bytes that a match may have because of such repeats: every keyword costs a search as wide as that."""

SEVERITY, CONFIDENCE = "high", "medium"
"""Foreign rules say neither. At this confidence they are reported, and a built-in rule that is surer comes first."""

OWN_PREFIX = 3
"""Characters of a keyword in the value itself from which the value is taken for distinctive."""

SHORTEST_KEYWORD = 2
DEPENDENT_KEYS = ("required", "requires", "depends_on_rule")


class RuleRefusedError(ValueError):
    """The rule has no counterpart; the message says why."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A rule of ours, without samples as yet."""

    rule: RuleSyntax
    tree: syntax.Node
    """Of the rule's pattern."""
    tags: tuple[str, ...]
    changes: tuple[str, ...]
    """What is not as it was: none, if it finds what it found."""


def convert(foreign: ForeignRule, provider: Provider, source: str, taken: Collection[str]) -> Converted:
    """Return the rule in our form; `taken`: ids that it may not have; `source`: where it comes from.

    Raises RuleRefusedError if there is no such form.
    """
    changes: list[str] = []
    if not foreign.id:
        raise RuleRefusedError("it has no `id`")
    for key in foreign.unknown:
        if key in DEPENDENT_KEYS:
            raise RuleRefusedError(f"`{key}`: rules that depend on others are not imported; write `requires` by hand")
        changes.append(f"`{key}` is left out: it has no counterpart")
    if not foreign.regex:
        raise RuleRefusedError("it has no `regex`: a rule for names of files alone has no counterpart")
    paths = globs_of(foreign.path, changes)
    if not 0 <= foreign.entropy <= 8:
        raise RuleRefusedError(f"its entropy is {foreign.entropy}; there are 0 to 8 bits in a byte")
    tree = translated(foreign, changes)
    rule_id = fitting_id(foreign.id, taken)
    if rule_id != foreign.id:
        changes.append(f"its id is {rule_id} here")
    keywords = proven_keywords(tree, foreign.keywords, changes)
    secret = next(group for group in syntax.walk(tree) if isinstance(group, syntax.Group))
    own = derived_keywords(secret.inner)
    distinctive = bool(own) and min(map(len, own)) >= OWN_PREFIX
    rule = RuleSyntax(
        id=rule_id,
        provider=provider,
        description=one_line(foreign.description) or rule_id,
        severity=SEVERITY,
        confidence=CONFIDENCE,
        regex=spelt(tree),
        source=source,
        keywords=keywords,
        entropy=float(foreign.entropy),
        paths=paths,
        filters="distinctive" if distinctive else "contextual",
    )
    return Converted(rule, tree, tuple(map(one_line, foreign.tags)), tuple(changes))


def globs_of(path: str, changes: list[str]) -> tuple[str, ...]:
    """Return the globs for the pattern of the paths that a rule is for; none for all paths.

    Raises RuleRefusedError if there are no such globs.
    """
    if not path:
        return ()
    try:
        globs = path_globs(path)
    except PatternRefusedError as error:
        raise RuleRefusedError(f"the pattern of its paths has {error}") from error
    changes.append(f"it is for the paths {', '.join(globs)}; elsewhere its findings are low here, as no path is blind")
    return globs


def translated(foreign: ForeignRule, changes: list[str]) -> syntax.Node:
    """Return the pattern with a group `secret` and without unbounded repeats; what changes is added to `changes`.

    Raises RuleRefusedError if that cannot be.
    """
    try:
        tree = parse(foreign.regex)
    except PatternRefusedError as error:
        raise RuleRefusedError(f"its pattern has {error}") from error
    if re.search(r"\\[pP]", foreign.regex) or any(
        isinstance(each, syntax.Byte) and each.members & HIGH and not each.members >= HIGH for each in syntax.walk(tree)
    ):
        changes.append("characters beyond ASCII are counted in bytes")
    tree = syntax.with_secret(tree, secret_group(tree, foreign.secret_group))
    if syntax.is_unbounded(tree):
        tree, most = narrowed(tree)
        changes.append(f"a repeat without an end has at most {most} here")
    secret = next(group for group in syntax.walk(tree) if isinstance(group, syntax.Group))
    if syntax.least_width(secret) == 0:
        raise RuleRefusedError("its secret may be empty")
    try:
        pattern.width(pattern.parse(spelt(tree)))
    except pattern.PatternError as error:
        raise RuleRefusedError(f"its pattern has {error}") from error
    return tree


def secret_group(tree: syntax.Node, given: int) -> int:
    """Return the number of the group that is the secret, as gitleaks chooses it; 0: the whole match.

    The given one, or the first that is not empty. Raises RuleRefusedError where that differs from match to match.
    """
    groups = syntax.groups(tree)
    certain = syntax.certain_groups(tree)
    if given:
        if given not in groups:
            raise RuleRefusedError(f"its secretGroup is {given}, and its pattern has {len(groups)} groups")
        if given not in certain:
            raise RuleRefusedError(f"its secretGroup {given} does not take part in every match")
        return given
    if not groups:
        return 0
    if 1 in certain and syntax.least_width(groups[1]) > 0:
        return 1
    raise RuleRefusedError("which of its groups is the secret differs from match to match; set secretGroup")


def narrowed(tree: syntax.Node) -> tuple[syntax.Node, int]:
    """Return the tree with its repeats bounded, and the bound.

    Raises RuleRefusedError if matches are too wide with the lowest bound.
    """
    for most in BOUNDS:
        cut = syntax.bounded(tree, most)
        if syntax.most_width(cut) <= WIDEST:
            return cut, most
    raise RuleRefusedError(f"its repeats without an end are too many to be bounded within {WIDEST} bytes")


def proven_keywords(tree: syntax.Node, given: tuple[str, ...], changes: list[str]) -> tuple[str, ...]:
    """Return keywords of which every match holds one: the given ones if they are such, else those of the pattern.

    Raises RuleRefusedError if there are none.
    """
    lowered = tuple(dict.fromkeys(word.lower() for word in given if usable(word.lower())))
    parsed = pattern.parse(spelt(tree))
    try:
        if lowered and pattern.without_keyword(parsed, lowered) is None:
            return lowered
        derived = derived_keywords(tree)
        if derived and pattern.without_keyword(parsed, derived) is None:
            changes.append(f"its keywords are {', '.join(derived)} here, of which every match holds one")
            return derived
    except pattern.PatternError as error:
        raise RuleRefusedError(f"its pattern has {error}") from error
    if given:
        raise RuleRefusedError("its matches need not hold any of its keywords, nor any other word")
    raise RuleRefusedError("it has no keywords, and there is no word that all its matches hold")


def usable(word: str) -> bool:
    """Whether the word can be a keyword of a rule."""
    return len(word) >= SHORTEST_KEYWORD and word.isascii() and word.isprintable()


def fitting_id(foreign_id: str, taken: Collection[str]) -> str:
    """Return an id in kebab case of two words or more that is not taken."""
    words = re.findall(r"[a-z0-9]+", foreign_id.lower())
    plain = "-".join(words)
    if len(words) > 1 and plain not in taken:
        return plain
    candidate = f"imported-{plain or 'rule'}"
    number = 2
    while candidate in taken:
        candidate = f"imported-{plain or 'rule'}-{number}"
        number += 1
    return candidate


def one_line(text: str) -> str:
    """Return the text in one line, without control characters."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
