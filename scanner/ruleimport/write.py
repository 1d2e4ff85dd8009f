"""Rule files and configuration as TOML text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from scanner.ruleimport.allow import AllowEntry
from scanner.ruleset.schema import Provider, RuleSyntax


def rule_file(provider: Provider, rules: Sequence[tuple[RuleSyntax, Sequence[str]]]) -> str:
    """Return the text of a rule file; each rule comes with its tags, which become a comment."""
    parts = [_table("[provider]", [("name", quoted(provider.name)), ("revoke", quoted(provider.revoke))])]
    for rule, tags in rules:
        fields = [
            ("id", quoted(rule.id)),
            ("description", quoted(rule.description)),
            ("severity", quoted(rule.severity)),
            ("confidence", quoted(rule.confidence)),
            ("keywords", array(rule.keywords)),
            ("regex", literal(rule.regex)),
            ("entropy", str(rule.entropy) if rule.entropy else ""),
            ("filters", quoted(rule.filters)),
            ("paths", array(rule.paths) if rule.paths else ""),
            ("source", quoted(rule.source)),
            ("positive", array(rule.positive)),
            ("negative", array(rule.negative)),
        ]
        comment = f"# tags: {', '.join(tags)}\n" if tags else ""
        parts.append(comment + _table("[[rule]]", fields))
    return "\n".join(parts)


def configuration(exclude: Sequence[str], entries: Iterable[AllowEntry]) -> str:
    """Return the text of a configuration with these exceptions."""
    parts = [_table("", [("exclude", array(exclude))])] if exclude else []
    for entry in entries:
        fields = [
            ("value", literal(entry.value) if entry.value else ""),
            ("path", quoted(entry.path) if entry.path else ""),
            ("rule", quoted(entry.rule) if entry.rule else ""),
            ("reason", quoted(entry.reason)),
        ]
        parts.append(_table("[[allow]]", fields))
    return "\n".join(parts)


def _table(header: str, fields: Sequence[tuple[str, str]]) -> str:
    lines = [header] if header else []
    return "\n".join([*lines, *(f"{key} = {value}" for key, value in fields if value)]) + "\n"


def quoted(text: str) -> str:
    """Return a basic string, whose escapes are those of JSON."""
    return json.dumps(text).replace("\x7f", "\\u007f")


def literal(text: str) -> str:
    """Return a literal string, or a basic one where the text does not fit into any."""
    if "'" not in text and text.isprintable():
        return f"'{text}'"
    if "'''" not in text and not text.startswith("'") and not text.endswith("'") and text.isprintable():
        return f"'''{text}'''"
    return quoted(text)


def array(texts: Sequence[str]) -> str:
    """Return an array of basic strings."""
    return f"[{', '.join(map(quoted, texts))}]"
