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
from scanner.model import CONFIDENCE_RANK, SEVERITIES

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
    positive: tuple[str, ...] = ()
    """Templates of texts that hold such a secret (see `rulecheck/template.py`)."""
    negative: tuple[str, ...] = ()
    """Templates of texts that look alike and hold none."""


RULE_KEYS = tuple(field.name for field in fields(RuleSyntax) if field.name != "provider")
REQUIRED_KEYS = ("id", "description", "severity", "confidence", "source", "positive", "negative")
LIST_KEYS = ("keywords", "near", "positive", "negative")


def read_rule_file(path: Path) -> Iterator[RuleSyntax]:
    """Yield the rules of one TOML file.

    Raises RuleError if the file cannot be read or a table is wrong.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise RuleError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RuleError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{path}: is not TOML: {error}") from error
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


def _check_values(rule: RuleSyntax, where: str) -> None:
    if not RULE_ID.fullmatch(rule.id):
        raise RuleError(f"{where}: id must be kebab case, provider first, as `github-pat`")
    if rule.severity not in SEVERITIES:
        raise RuleError(f"{where}: severity is {rule.severity!r}; write one of {', '.join(SEVERITIES)}")
    if rule.confidence not in CONFIDENCE_RANK:
        raise RuleError(f"{where}: confidence is {rule.confidence!r}; write one of {', '.join(CONFIDENCE_RANK)}")
    if not rule.keywords and not rule.near:
        raise RuleError(f"{where}: lacks `keywords` (or `near`)")
    for keyword in (*rule.keywords, *rule.near):
        if keyword != keyword.lower() or not keyword.isprintable() or len(keyword) < 2:
            raise RuleError(f"{where}: keyword {keyword!r} must be lower case, of two characters or more")
    for key in ("positive", "negative"):
        if len(getattr(rule, key)) < LEAST_SAMPLES:
            raise RuleError(f"{where}: needs at least {LEAST_SAMPLES} `{key}` templates")


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
