"""From rule files to the compiled form: two tables of plain text that load without a parser.

`keywords.tsv` has one line a keyword: the keyword, then the numbers of the rules that it announces, with the guard of
what must follow it (see `guard.py`), if there is one; the guards' byte sets stand before the keywords, and an index of
how these begin, so that a small commit is held against few of them. `rules.tsv` has one line a rule, its fields parted
by tabs in the order of `COLUMNS`. Plain text, so that reading it can run nothing; split at tabs, so that the hook needs
neither `json` (8 ms) nor a TOML parser (15 ms).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from hashlib import blake2b
from pathlib import Path
from typing import Any

from scanner.ruleset import pattern
from scanner.ruleset.guard import guard, guard_of_value, guard_text, lead
from scanner.ruleset.layout import (
    COLUMNS,
    FAINT_MARK,
    FORMAT,
    GUARD_MARK,
    HEAD,
    HEADS_MARK,
    KEYWORDS_FILE,
    LIST_SEPARATOR,
    OFFSET,
    RULES_FILE,
)
from scanner.ruleset.schema import RuleError, RuleSyntax, read_rule_file

JOINTS = ("", " ", "_", ".", "-")
JOINT = r"[ _.\-]?"
"""What a space in a `near` word stands for, spelt out and as a pattern."""

LONGEST_JOINT = 2
"""A word with all its joints is at most this many times as long as it is written."""

SYNTAX_WIDTH = 8192
"""Most bytes that a match of a syntax may have."""

NEAR_DISTANCE = 40
"""Bytes that may stand between a `near` word and the value."""

WIDEST_COMPANION = 4096
"""Most bytes of what a rule requires: far less than fragments overlap by, so that their borders hide none."""


def rule_files(places: Iterable[Path]) -> list[Path]:
    """Return the TOML files in `places` (files, or directories of which the `*.toml` count), sorted by name.

    Names that begin with `_` are not rule files. Raises RuleError if a place does not exist or a directory has none.
    """
    files: list[Path] = []
    for place in places:
        if place.is_dir():
            found = sorted(file for file in place.glob("*.toml") if not file.name.startswith("_"))
            if not found:
                raise RuleError(f"{place}: has no rule files (*.toml)")
            files.extend(found)
        elif place.exists():
            files.append(place)
        else:
            raise RuleError(f"{place}: no such rule file")
    return files


def read_rules(files: Iterable[Path]) -> list[RuleSyntax]:
    """Return the rules of all files in their order.

    Raises RuleError for a wrong file, or for an id that two rules share.
    """
    rules: list[RuleSyntax] = []
    places: dict[str, Path] = {}
    for file in files:
        for rule in read_rule_file(file):
            if rule.id in places:
                raise RuleError(f"{file}: rule {rule.id}: the id is taken, by {places[rule.id]}")
            places[rule.id] = file
            rules.append(rule)
    return rules


def replaced(builtin: Iterable[RuleSyntax], extra: Iterable[RuleSyntax]) -> list[RuleSyntax]:
    """Return all rules, an extra one in the place of the built-in one with its id."""
    return list({rule.id: rule for rule in (*builtin, *extra)}.values())


def full_regex(rule: RuleSyntax) -> str:
    """Return the pattern that the engine runs: the author's, behind its `near` words where there are some."""
    if not rule.near:
        return rule.regex
    return rf"(?i:{near_words(rule)})[^\r\n]{{0,{NEAR_DISTANCE}}}?(?<![0-9A-Za-z_\-]){rule.regex}"


def near_words(rule: RuleSyntax) -> str:
    """Return the pattern of the rule's `near` words, without its group."""
    return "|".join(_quoted(word) for word in rule.near)


def _quoted(word: str) -> str:
    """Quote a `near` word; a space in it stands for any of the usual joints of a name, or none."""
    return JOINT.join("".join(c if c.isalnum() else "\\" + c for c in part) for part in word.split(" "))


def full_keywords(rule: RuleSyntax) -> tuple[str, ...]:
    """Return the keywords that announce the rule: its own, or the beginnings of its `near` words, with every joint.

    Each character stands for a byte.
    """
    if rule.keywords:
        return tuple(keyword.encode().decode("latin-1") for keyword in rule.keywords)
    beginnings: dict[str, None] = {}
    for word in rule.near:
        first, _, rest = word.partition(" ")
        second = rest.partition(" ")[0]
        beginnings.update(dict.fromkeys(first + joint + second for joint in (JOINTS if second else ("",))))
    return tuple(beginnings)


def check_pattern(rule: RuleSyntax) -> int:
    """Return the width of the rule's pattern, in bytes.

    Raises RuleError if the pattern is not bounded, has no group `secret`, or can match without a keyword.
    """
    if rule.syntax:
        return SYNTAX_WIDTH
    regex = full_regex(rule)
    try:
        tree = pattern.parse(regex)
        width = pattern.width(tree)
        bare = pattern.without_keyword(tree, full_keywords(rule))
    except pattern.PatternError as error:
        raise RuleError(f"rule {rule.id}: {error}") from error
    if "secret" not in tree.state.groupdict:
        raise RuleError(f"rule {rule.id}: the pattern lacks the group `(?P<secret>…)`")
    if bare is not None:
        raise RuleError(f"rule {rule.id}: the pattern matches {bare!r}, which holds none of its keywords")
    if rule.requires is not None and rule.requires.regex:
        check_companion(rule.id, rule.requires.regex, rule.requires.keywords)
    return width


def check_companion(rule_id: str, regex: str, keywords: tuple[str, ...]) -> tuple[int, int]:
    """Return the width and the lead of the pattern of what the rule requires, in bytes.

    Raises RuleError if the pattern is not bounded, too wide, or can match without a keyword.
    """
    where = f"rule {rule_id}: requires"
    try:
        tree = pattern.parse(regex)
        width = pattern.width(tree)
        bare = pattern.without_keyword(tree, keywords)
    except pattern.PatternError as error:
        raise RuleError(f"{where}: {error}") from error
    if width > WIDEST_COMPANION:
        raise RuleError(f"{where}: a match may be {width} bytes long; the limit is {WIDEST_COMPANION}")
    if bare is not None:
        raise RuleError(f"{where}: the pattern matches {bare!r}, which holds none of its keywords")
    return width, lead(tree, keywords)


def companion_field(rule: RuleSyntax, rules: Mapping[str, RuleSyntax]) -> str:
    """Return what the compiled table says of the rule's companion; `rules`: all of the set, by their ids.

    Raises RuleError if the companion's rule is not among them, or if a pattern is not usable.
    """
    requires = rule.requires
    if requires is None:
        return ""
    name, regexes, keywords = requires.name, [requires.regex], requires.keywords
    if requires.rule:
        other = rules.get(requires.rule)
        if other is None or other is rule:
            nearest = get_close_matches(requires.rule, set(rules) - {rule.id}, 1)
            hint = f"; did you mean `{nearest[0]}`?" if nearest else ""
            raise RuleError(f"rule {rule.id}: requires.rule: no other rule is called {requires.rule!r}{hint}")
        name, keywords = name or other.description, keywords + full_keywords(other)
        regexes.append(full_regex(other))
    regex = "|".join(f"(?:{each})" for each in regexes if each)
    width, before = check_companion(rule.id, regex, keywords)
    values = (name, regex, str(width), str(before), str(requires.within), requires.without)
    return LIST_SEPARATOR.join((*values, *dict.fromkeys(keywords)))


def compile_rules(rules: Iterable[RuleSyntax]) -> dict[str, str]:
    """Return the compiled form: the name of each file with its text.

    Raises RuleError if a pattern is not usable.
    """
    rules = tuple(rules)
    by_id = {rule.id: rule for rule in rules}
    lines: list[str] = []
    index: dict[str, list[str]] = {}
    faint: dict[str, list[str]] = {}
    guards: dict[str, int] = {}
    for number, rule in enumerate(rules):
        lines.append("\t".join(_row(rule, by_id)))
        tree = pattern.parse(full_regex(rule)) if rule.regex else None
        for keyword in full_keywords(rule):
            follows, length, reach = guard_of(rule, tree, keyword)
            guarded = f":{guards.setdefault(guard_text(follows), len(guards))}:{length}" if length else ""
            guarded += f":{reach}" if length and reach else ""
            (faint if is_faint(rule) else index).setdefault(keyword, []).append(f"{number}{guarded}")
    body = "\n".join(lines)
    rows = [f"{GUARD_MARK}\t{text}" for text in guards]
    keywords = "\n".join([*rows, *keyword_rows(index), FAINT_MARK, *keyword_rows(faint)])
    digest = digest_of(body, keywords)
    header = f"{FORMAT}\t{digest}\t{len(rules)}\t{len(body.encode()) + 1}"
    return {RULES_FILE: f"{header}\n{body}\n", KEYWORDS_FILE: f"{header}\n{keywords}\n"}


def keyword_rows(index: Mapping[str, list[str]]) -> list[str]:
    """Return the rows of the keywords with what they announce, behind those that tell where each head's begin."""
    rows: list[str] = []
    offsets: dict[str, int] = {}
    offset = 0
    for keyword, announced in sorted(index.items(), key=lambda item: (len(item[0]) >= HEAD, item[0])):
        offsets.setdefault(keyword[:HEAD], offset)
        rows.append(f"{keyword}\t{' '.join(announced)}")
        offset += len(rows[-1]) + 1
    return ["\t".join((HEADS_MARK, *offsets)), "".join(f"{each:0{OFFSET}}" for each in offsets.values()), *rows]


def is_faint(rule: RuleSyntax) -> bool:
    """Whether nothing that the rule finds can be surer than `low`."""
    return rule.confidence == "low" and not rule.checksum


def guard_of(rule: RuleSyntax, tree: Any, keyword: str) -> tuple[frozenset[int], int, int]:
    """Return the bytes that follow a keyword of the rule in a row, how many, and within how many bytes they begin."""
    if rule.syntax:
        return frozenset(), 0, 0
    if not is_told_by_near(rule):
        return *guard(tree, keyword), 0
    follows, length = guard_of_value(pattern.parse(rule.regex))
    longest = max(len(word) * LONGEST_JOINT for word in rule.near)
    return follows, length, NEAR_DISTANCE + longest


def is_told_by_near(rule: RuleSyntax) -> bool:
    """Whether each `near` word of the rule holds a keyword: then no keyword needs to be looked for in the value."""
    if not rule.near or not rule.keywords:
        return bool(rule.near)
    words = pattern.parse(f"(?i:{near_words(rule)})")
    return pattern.without_keyword(words, full_keywords(rule)) is None


def digest_of(rules: str, keywords: str) -> str:
    """Return the digest that the first line of both tables states, from what stands below it in each."""
    return blake2b(f"{rules}\0{keywords}".encode(), digest_size=16).hexdigest()


def _row(rule: RuleSyntax, rules: Mapping[str, RuleSyntax]) -> list[str]:
    fields: Mapping[str, str] = {
        "id": rule.id,
        "provider": rule.provider.name,
        "description": rule.description,
        "severity": rule.severity,
        "confidence": rule.confidence,
        "keywords": LIST_SEPARATOR.join(full_keywords(rule)),
        "regex": full_regex(rule),
        "width": str(check_pattern(rule)),
        "lead": "0" if rule.syntax else str(lead(pattern.parse(full_regex(rule)), full_keywords(rule))),
        "entropy": str(rule.entropy),
        "checksum": rule.checksum,
        "filters": rule.filters or _default_filters(rule),
        "revoke": rule.revoke or rule.provider.revoke,
        "source": rule.source,
        "syntax": rule.syntax,
        "requires": companion_field(rule, rules),
        "paths": LIST_SEPARATOR.join(rule.paths),
        "elsewhere": rule.elsewhere or "low",
    }
    return [fields[column] for column in COLUMNS]


def _default_filters(rule: RuleSyntax) -> str:
    """Return the filter list that fits what the rule rests on: a distinctive structure, or the context."""
    return "distinctive" if rule.confidence == "high" else "contextual"
