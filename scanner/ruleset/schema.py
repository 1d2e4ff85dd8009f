"""`RuleSyntax`: a rule as its author wrote it, and the reader of rule files (TOML).

`rules/_schema.json` states the same format for editors; a test holds the two together.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from scanner.errors import KeysieveError
from scanner.model import ANYWHERE, CONFIDENCE_RANK, NO_FINDING, SEVERITIES
from scanner.regular import contents

RULE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
PROVIDER_KEYS = ("name", "docs", "revoke")
LEAST_SAMPLES = 2


class RuleError(KeysieveError):
    """A rule file is wrong; the message names the file, the rule and the mend."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Who issues the credentials of a rule file."""

    name: str
    docs: str = ""
    """Address of the provider's documentation on its credentials."""
    revoke: str = ""
    """Where to revoke them: an address or a sentence. A rule may say it more exactly."""


@dataclass(frozen=True, slots=True)
class RequiresSyntax:
    """The table `requires` of a rule: what must stand near the secret for the rule to be sure.

    It is what the rule `rule` matches, or what `regex` matches; either counts where both are given.
    """

    within: int
    """Most line ends between it and the secret; `ANYWHERE`: the same document. Written as `"document"`."""
    name: str = ""
    """What it is, for people. May be left out where `rule` is given: that rule's description."""
    rule: str = ""
    regex: str = ""
    keywords: tuple[str, ...] = ()
    """Of `regex`."""
    without: str = "low"
    """How sure a match is where it is missing: less than the rule's own confidence, or `NO_FINDING`."""


@dataclass(frozen=True, slots=True)
class RuleSyntax:
    """One `[[rule]]` table, checked for form but not yet compiled."""

    id: str
    provider: Provider
    description: str
    severity: str
    confidence: str
    source: str
    regex: str = ""
    syntax: str = ""
    """A syntax of `engine/syntax/table.py`, in the place of a pattern."""
    keywords: tuple[str, ...] = ()
    """May be left out where `near` is given."""
    near: tuple[str, ...] = ()
    """Words of which one must stand before the value, in the same line and at most 40 bytes away."""
    entropy: float = 0.0
    checksum: str = ""
    filters: str = ""
    revoke: str = ""
    requires: RequiresSyntax | None = None
    paths: tuple[str, ...] = ()
    """Globs of the paths in which the rule is as sure as it says; empty: everywhere."""
    elsewhere: str = ""
    """How sure a match is in other paths; empty: `low`."""
    positive: tuple[str, ...] = ()
    """Templates of texts that hold such a secret (see `rulecheck/template.py`)."""
    negative: tuple[str, ...] = ()
    """Templates of texts that look alike and hold none."""


RULE_KEYS = tuple(field.name for field in fields(RuleSyntax) if field.name != "provider")
REQUIRED_KEYS = ("id", "description", "severity", "confidence", "source", "positive", "negative")
LIST_KEYS = ("keywords", "near", "paths", "positive", "negative")
REQUIRES_KEYS = tuple(field.name for field in fields(RequiresSyntax))
DOCUMENT = "document"
"""How an author writes `ANYWHERE`."""

FARTHEST = 1000
"""Most lines that `within` may name; beyond, `document` says it better."""


def read_document(path: Path) -> dict[str, Any]:
    """Return what a TOML file holds. Raises RuleError if it cannot be read or is none."""
    try:
        return tomllib.loads(contents(path).decode("utf-8-sig"))
    except OSError as error:
        raise RuleError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RuleError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{path}: is not TOML: {error}") from error


def read_rule_file(path: Path) -> Iterator[RuleSyntax]:
    """Yield the rules of one TOML file.

    Raises RuleError if the file cannot be read or a table is wrong.
    """
    document = read_document(path)
    _reject_unknown(document, ("provider", "rule"), str(path))
    provider = _provider(document.get("provider"), str(path))
    tables = document.get("rule", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise RuleError(f"{path}: `rule` must be an array of tables; write `[[rule]]`")
    for number, table in enumerate(tables, 1):
        yield _rule(table, provider, f"{path}: rule {table.get('id') or number}")


def _provider(table: Any, where: str) -> Provider:
    if not isinstance(table, dict):
        raise RuleError(f"{where}: lacks the table `[provider]` with a `name`")
    _reject_unknown(table, PROVIDER_KEYS, f"{where}: [provider]")
    if not table.get("name"):
        raise RuleError(f"{where}: [provider] lacks `name`")
    return Provider(**{key: _text(value, f"{where}: [provider] {key}") for key, value in table.items()})


def _rule(table: dict[str, Any], provider: Provider, where: str) -> RuleSyntax:
    _reject_unknown(table, RULE_KEYS, where)
    for key in REQUIRED_KEYS:
        if not table.get(key):
            raise RuleError(f"{where}: lacks `{key}`")
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key in LIST_KEYS:
            values[key] = _texts(value, f"{where}: {key}")
        elif key == "entropy":
            values[key] = _number(value, f"{where}: {key}")
        elif key == "requires":
            values[key] = _requires(value, f"{where}: requires")
        else:
            values[key] = _text(value, f"{where}: {key}")
    rule = RuleSyntax(provider=provider, **values)
    _check_values(rule, where)
    _check_finder(rule, where)
    return rule


def _check_finder(rule: RuleSyntax, where: str) -> None:
    """Check what finds the matches: a pattern or a syntax, and the words that go with it."""
    if bool(rule.regex) == bool(rule.syntax):
        raise RuleError(f"{where}: needs either `regex` or `syntax`")
    if rule.regex and not all(keyword.isascii() for keyword in rule.keywords + rule.near):
        raise RuleError(f"{where}: keywords beyond ASCII go with `syntax` only")
    if rule.syntax and (rule.near or not rule.keywords):
        raise RuleError(f"{where}: `syntax` goes with `keywords`, not with `near`")


def _requires(table: Any, where: str) -> RequiresSyntax:
    if not isinstance(table, dict):
        raise RuleError(f"{where}: must be a table; write `requires.rule = …` and `requires.within = …`")
    _reject_unknown(table, REQUIRES_KEYS, where)
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key == "keywords":
            values[key] = _texts(value, f"{where}.{key}")
        elif key == "within":
            values[key] = _distance(value, f"{where}.{key}")
        else:
            values[key] = _text(value, f"{where}.{key}")
    _check_requires(values, where)
    return RequiresSyntax(**values)


def _check_requires(values: Mapping[str, Any], where: str) -> None:
    if "within" not in values:
        raise RuleError(f"{where}: lacks `within`, a number of lines or `{DOCUMENT}`")
    for key in ("rule", "name", "regex", "keywords"):
        if key in values and not values[key]:
            raise RuleError(f"{where}: `{key}` is empty; leave it out")
    if "rule" not in values and "regex" not in values:
        raise RuleError(f"{where}: lacks `rule` (the id of a rule) or `regex`")
    if ("regex" in values) != ("keywords" in values):
        raise RuleError(f"{where}: `regex` and `keywords` belong together")
    if "rule" not in values and "name" not in values:
        raise RuleError(f"{where}: lacks `name`, which tells people what is required")


def _distance(value: Any, where: str) -> int:
    if value == DOCUMENT:
        return ANYWHERE
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= FARTHEST:
        raise RuleError(f"{where}: must be a number of lines from 0 to {FARTHEST}, or `{DOCUMENT}`")
    return value


def _check_values(rule: RuleSyntax, where: str) -> None:
    if not RULE_ID.fullmatch(rule.id):
        raise RuleError(f"{where}: id must be kebab case, provider first, as `github-pat`")
    if rule.severity not in SEVERITIES:
        raise RuleError(f"{where}: severity is {rule.severity!r}; write one of {', '.join(SEVERITIES)}")
    if rule.confidence not in CONFIDENCE_RANK:
        raise RuleError(f"{where}: confidence is {rule.confidence!r}; write one of {', '.join(CONFIDENCE_RANK)}")
    if not rule.keywords and not rule.near:
        raise RuleError(f"{where}: lacks `keywords` (or `near`)")
    own = rule.requires.keywords if rule.requires else ()
    for keyword in (*rule.keywords, *rule.near, *own):
        if keyword != keyword.lower() or not keyword.isprintable() or len(keyword) < 2:
            raise RuleError(f"{where}: keyword {keyword!r} must be lower case, of two characters or more")
    _check_context(rule, where)
    for key in ("positive", "negative"):
        if len(getattr(rule, key)) < LEAST_SAMPLES:
            raise RuleError(f"{where}: needs at least {LEAST_SAMPLES} `{key}` templates")


def _check_context(rule: RuleSyntax, where: str) -> None:
    if rule.requires and not _is_less(rule.requires.without, rule.confidence):
        raise RuleError(f"{where}: requires.without must be {NO_FINDING} or a confidence below the rule's own")
    if rule.elsewhere and not rule.paths:
        raise RuleError(f"{where}: `elsewhere` says nothing without `paths`")
    if rule.paths and not _is_less(rule.elsewhere or "low", rule.confidence):
        raise RuleError(f"{where}: elsewhere must be {NO_FINDING} or a confidence below the rule's own")
    if not all(glob.strip() and glob.strip("./\\") for glob in rule.paths):
        raise RuleError(f"{where}: paths: an empty pattern")


def _is_less(context_missing: str, confidence: str) -> bool:
    """Whether a match whose context is missing is told less surely than with it, or not at all."""
    if context_missing == NO_FINDING:
        return True
    return CONFIDENCE_RANK.get(context_missing, len(CONFIDENCE_RANK)) < CONFIDENCE_RANK[confidence]


def _reject_unknown(table: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in known:
            nearest = get_close_matches(key, known, 1)
            hint = f"; did you mean `{nearest[0]}`?" if nearest else f"; known are {', '.join(known)}"
            raise RuleError(f"{where}: unknown key `{key}`{hint}")


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or any(character in value for character in "\t\r\n\0\x1f"):
        raise RuleError(f"{where}: must be text in one line, without tabs")
    return value


def _texts(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise RuleError(f"{where}: must be an array of texts")
    return tuple(value)


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 8:
        raise RuleError(f"{where}: must be a number from 0 to 8")
    return float(value)
