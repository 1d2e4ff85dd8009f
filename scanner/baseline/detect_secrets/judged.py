"""What its own plugins would write down for a secret, so that its hook knows what our update adds."""

from __future__ import annotations

import math

import regex

from scanner.baseline.detect_secrets.plugins import PATTERNS, taken
from scanner.baseline.detect_secrets.types import (
    BASE64,
    HEX,
    KEYWORD,
    PLUGINS,
    PRIVATE_KEY_MARKERS,
    TOKEN_PREFIXES,
    digest,
    type_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

LIMITS = {BASE64: 4.5, HEX: 3.0}
NAMES = regex.compile(
    r"(?:(?:api|auth|service|account|db|database|priv|private|client)_?key|(?:db|database|key)_?pass"
    r"|password|passwd|pwd|secret|contrase[nñ]a)\w*",
    regex.IGNORECASE,
)
ASSIGNED = regex.compile(r"[\]'\"]{0,2}\s*(?::=|=>|={1,3}|!==?|:)\s*")
YAML = (".yml", ".yaml", ".eyaml")
INI = (".ini", ".cfg")
"""Endings of files that usually have sections, and so are read as settings."""

PLAIN = (*YAML, *INI, ".cf", ".cnf", ".conf", ".go", ".properties", ".toml")
"""Endings of files in which the keyword plugin looks at values without quotes, too."""

OWN = (".c", ".cls", ".cpp", ".cs", ".example", ".java", ".js", ".m", ".php", ".py", ".pyi", ".swift", ".tf")
"""Endings of files that are never read as settings."""

SETTING = regex.compile(r"\s*(?P<name>[\w.-]+(?: [\w.-]+)?)\s*[=:]\s*(?P<value>[^\s\"'].*)")
YAML_SETTING = regex.compile(r"[\s-]*(?P<name>[\w.-]+):\s+(?P<value>[^\s\"'].*?)(?P<comment>\s+#.*)?")
STRIPE_LENGTH = 32


def written(
    rule: str, secret: str, line: str, path: str, plugins: Mapping[str, Mapping[str, Any]]
) -> list[tuple[str, str]]:
    """Return the types and hashes under which detect-secrets knows a secret, the most telling first.

    `line`: the text of the secret's first line; `path`: of its file; `plugins`: those in use, by name.
    Without any plugin that would find it, it is written down under the type that fits best.
    """
    found = found_by(secret, line, path, plugins)
    return found or [(type_of(rule), digest(captured(type_of(rule), secret, line)))]


def found_by(secret: str, line: str, path: str, plugins: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return the types whose plugins, of those in use, would find the secret, with their hashes; see `written`.

    What of values without quotes is a string depends on the file: see `as_read`. One that is no known kind of file is
    read as settings if nothing is found in it otherwise, which is held here against the line alone.
    """
    line = line.rstrip()
    found = _found_in(as_read(line, path), secret, path, plugins)
    if not found and not path.endswith((*PLAIN, *OWN)):
        found = _found_in(as_setting(line), secret, path, plugins)
    return found


def _found_in(line: str, secret: str, path: str, plugins: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str]]:
    found: dict[tuple[str, str], None] = {}
    for kind in PATTERNS:
        if plugins and PLUGINS[kind] not in plugins:
            continue
        limit = float(plugins.get(PLUGINS[kind], {}).get("limit", LIMITS[kind])) if kind in LIMITS else 0.0
        for value in taken(kind, secret, line):
            if any(sign.isalpha() for sign in value) and (kind not in LIMITS or _entropy(value, kind) > limit):
                found[kind, digest(value)] = None
    named = by_keyword(secret, line, path) if not plugins or PLUGINS[KEYWORD] in plugins else None
    if named is not None:
        found[KEYWORD, digest(named)] = None
    return list(found)


def as_read(line: str, path: str) -> str:
    """Return the line as the plugins see it: in files of settings, with the value in quotes."""
    if path.endswith(YAML):
        found = YAML_SETTING.fullmatch(line)
        return line if found is None else f'{found["name"]}: "{_escaped(found["value"])}"{found["comment"] or ""}'
    return as_setting(line) if path.endswith(INI) else line


def as_setting(line: str) -> str:
    """Return a line `name = value` with the value in quotes, any other as it is."""
    found = SETTING.fullmatch(line)
    return line if found is None else f'{found["name"]} = "{_escaped(found["value"])}"'


def _escaped(value: str) -> str:
    return value.replace('"', '\\"')


def captured(kind: str, secret: str, line: str) -> str:
    """Return what stands for a secret that its plugin would not find: as near as can be to what it captures."""
    if kind in TOKEN_PREFIXES:
        return next(
            (prefix for prefix in TOKEN_PREFIXES[kind] if secret.startswith((prefix + "_", prefix + "-"))), secret
        )
    if kind == "Private Key":
        return next((marker for marker in PRIVATE_KEY_MARKERS if marker in line or marker in secret), secret)
    if kind == "Azure Storage Account access key" and f"AccountKey={secret}" in line:
        return f"AccountKey={secret}"
    if kind == "Stripe Access Key":
        return secret[:STRIPE_LENGTH]
    if kind == "JSON Web Token" and secret.count(".") == 2:
        return secret[: secret.rindex(".") + 1]
    return secret


def by_keyword(secret: str, line: str, path: str) -> str | None:
    """Return the value that the keyword plugin takes, if it is given to a name that the plugin looks for."""
    for named in NAMES.finditer(line):
        sign = ASSIGNED.match(line, named.end())
        if sign is None:
            continue
        rest = line[sign.end() :].rstrip()
        opened = rest[:1] in ("'", '"', "`")
        rest = rest[opened:]
        cut = min((place for place in map(rest.find, "\"'") if place >= 0), default=len(rest))
        value = rest[:cut].rstrip(",`")
        fits = (opened or path.endswith(PLAIN)) and (value[:1].isalnum() or value[:1] == "_")
        if fits and secret in value:
            return value
    return None


def _entropy(text: str, kind: str) -> float:
    length = len(text)
    entropy = -sum(count / length * math.log2(count / length) for count in map(text.count, set(text))) if text else 0.0
    if kind == HEX and length > 1 and text.isdigit():
        entropy -= 1.2 / math.log2(length)
    return entropy
