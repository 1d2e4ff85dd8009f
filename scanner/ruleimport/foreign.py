"""What a rule file of another scanner says, as read: nothing translated yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scanner.ruleset.schema import RuleError, read_document

ROOT_KEYS = ("title", "description", "minVersion", "extend", "rules", "allowlist", "allowlists")
RULE_KEYS = (
    "id",
    "description",
    "regex",
    "path",
    "secretGroup",
    "keywords",
    "entropy",
    "tags",
    "allowlist",
    "allowlists",
)
ALLOW_KEYS = ("description", "condition", "regexes", "regexTarget", "paths", "stopwords", "commits", "targetRules")


class ForeignError(ValueError):
    """A table is not of the form that it should have; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class ForeignAllow:
    """An allow list."""

    description: str
    all_of: bool
    """Whether every criterion that is given must hold; else one is enough."""
    regexes: tuple[str, ...]
    target: str
    """What the regexes are held against: `secret`, `match` or `line`."""
    paths: tuple[str, ...]
    stopwords: tuple[str, ...]
    commits: tuple[str, ...]
    rules: tuple[str, ...]
    """Ids of the rules that it is for; none: all."""
    unknown: tuple[str, ...]
    """Keys that are not known here."""


@dataclass(frozen=True, slots=True)
class ForeignRule:
    """A rule."""

    id: str
    description: str
    regex: str
    path: str
    secret_group: int
    keywords: tuple[str, ...]
    entropy: float
    tags: tuple[str, ...]
    unknown: tuple[str, ...]
    """Keys that are not known here."""


@dataclass(frozen=True, slots=True)
class ForeignFile:
    """A rule file."""

    title: str
    rules: tuple[ForeignRule, ...]
    allows: tuple[ForeignAllow, ...]
    broken: tuple[tuple[str, str], ...]
    """What could not be read: its name, and why."""
    notes: tuple[str, ...]
    """What else the file says that has no counterpart."""


def read_foreign(path: Path) -> ForeignFile:
    """Return what the file says. A table that is wrong is named in `broken`.

    Raises RuleError if the file cannot be read, is not TOML, or has neither rules nor allow lists.
    """
    document = read_document(path)
    if not any(key in document for key in ("rules", "allowlist", "allowlists")):
        raise RuleError(f"{path}: has no [[rules]] and no [allowlist]; only files in the form of gitleaks are imported")
    rules: list[ForeignRule] = []
    allows: list[ForeignAllow] = []
    broken: list[tuple[str, str]] = []
    for number, table in enumerate(_tables(document, "rules", str(path)), 1):
        name = str(table.get("id") or f"rule {number}")
        try:
            rules.append(_rule(table))
        except ForeignError as error:
            broken.append((name, str(error)))
        _read_allows(table, name, (name,), allows, broken)
    _read_allows(document, "the global allow list", (), allows, broken)
    notes = (*_unknown_notes(document), *_extend_notes(document.get("extend")))
    title = document.get("title")
    return ForeignFile(title if isinstance(title, str) else "", tuple(rules), tuple(allows), tuple(broken), notes)


def _tables(document: Mapping[str, Any], key: str, where: str) -> list[Mapping[str, Any]]:
    tables = document.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise RuleError(f"{where}: `{key}` must be an array of tables; write `[[{key}]]`")
    return tables


def _rule(table: Mapping[str, Any]) -> ForeignRule:
    return ForeignRule(
        id=_text(table, "id"),
        description=_text(table, "description"),
        regex=_text(table, "regex"),
        path=_text(table, "path"),
        secret_group=int(_number(table, "secretGroup")),
        keywords=_texts(table, "keywords"),
        entropy=_number(table, "entropy"),
        tags=_texts(table, "tags"),
        unknown=tuple(key for key in table if key not in RULE_KEYS),
    )


def _read_allows(
    table: Mapping[str, Any],
    name: str,
    rules: tuple[str, ...],
    allows: list[ForeignAllow],
    broken: list[tuple[str, str]],
) -> None:
    """Read the allow lists in a rule, or in the document, in either form."""
    found = []
    for key in ("allowlist", "allowlists"):
        value = table.get(key, [])
        found.extend(value if isinstance(value, list) else [value])
    for each in found:
        try:
            allows.append(_allow(each, rules))
        except ForeignError as error:
            broken.append((f"allow list of {name}" if rules else name, str(error)))


def _allow(table: Any, rules: tuple[str, ...]) -> ForeignAllow:
    if not isinstance(table, Mapping):
        raise ForeignError("it is no table")
    condition = _text(table, "condition").upper()
    if condition not in ("", "OR", "AND", "||", "&&"):
        raise ForeignError(f"its condition is {condition!r}")
    target = _text(table, "regexTarget") or "secret"
    if target not in ("secret", "match", "line"):
        raise ForeignError(f"its regexTarget is {target!r}")
    return ForeignAllow(
        description=_text(table, "description"),
        all_of=condition in ("AND", "&&"),
        regexes=_texts(table, "regexes"),
        target=target,
        paths=_texts(table, "paths"),
        stopwords=_texts(table, "stopwords"),
        commits=_texts(table, "commits"),
        rules=rules or _texts(table, "targetRules"),
        unknown=tuple(key for key in table if key not in ALLOW_KEYS),
    )


def _unknown_notes(document: Mapping[str, Any]) -> list[str]:
    return [f"`{key}` of the file has no counterpart" for key in document if key not in ROOT_KEYS]


def _extend_notes(extend: Any) -> list[str]:
    if extend is None:
        return []
    if not isinstance(extend, Mapping):
        return ["`extend` is no table"]
    notes = []
    for key, value in extend.items():
        if key == "useDefault":
            notes.append("extend.useDefault: the rules that the other scanner comes with are not in this file")
        elif key in ("path", "url"):
            notes.append(f"extend.{key}: {value!r} is not followed; import that file too")
        elif key == "disabledRules":
            notes.append(f"extend.disabledRules: {value!r} are ids of the other scanner's rules")
        else:
            notes.append(f"extend.{key} has no counterpart")
    return notes


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise ForeignError(f"its `{key}` is no text")
    return value


def _texts(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ForeignError(f"its `{key}` is no array of texts")
    return tuple(value)


def _number(table: Mapping[str, Any], key: str) -> float:
    value = table.get(key, 0)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ForeignError(f"its `{key}` is no number")
    return value
