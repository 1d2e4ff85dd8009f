"""What its own plugins would write down for a secret, so that its hook knows what our update adds."""

from __future__ import annotations

import math

import regex

from scanner.baseline.detect_secrets.types import (
    BASE64,
    HEX,
    KEYWORD,
    PLUGINS,
    PRIVATE_KEY_MARKERS,
    TOKEN_PREFIXES,
    TYPES,
    digest,
    type_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

BASE64_SIGNS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=")
HEX_SIGNS = frozenset("0123456789abcdefABCDEF")
LIMITS = {BASE64: 4.5, HEX: 3.0}
NAMES = regex.compile(
    r"(?:(?:api|auth|service|account|db|database|priv|private|client)_?key|(?:db|database|key)_?pass"
    r"|password|passwd|pwd|secret|contrase[nñ]a)\w*",
    regex.IGNORECASE,
)
ASSIGNED = regex.compile(r"[\]'\"]{0,2}\s*(?::=|=>|={1,3}|!==?|:)\s*")
QUOTES_REQUIRED = (".py", ".js", ".java", ".swift", ".tf", ".cls", ".cs", ".c", ".h", ".cpp", ".m")
"""Endings of files in which the keyword plugin looks at strings in quotes only."""

STRIPE_LENGTH = 32


def written(
    rule: str, secret: str, line: str, path: str, plugins: Mapping[str, Mapping[str, Any]]
) -> list[tuple[str, str]]:
    """Return the types and hashes under which detect-secrets knows a secret, the most telling first.

    `line`: the text of the secret's first line; `path`: of its file; `plugins`: those in use, by name.
    Without any plugin that would find it, it is written down under the type that fits best.
    """
    used = found_by(rule, secret, line, path, plugins)
    return list((used or {type_of(rule): digest(captured(type_of(rule), secret, line))}).items())


def found_by(rule: str, secret: str, line: str, path: str, plugins: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return the types whose plugins, of those in use, would find the secret, with their hashes; see `written`."""
    kinds: dict[str, str] = {}
    own = TYPES.get(rule)
    if own is not None and own != KEYWORD:
        kinds[own] = digest(captured(own, secret, line))
    for kind, signs in ((BASE64, BASE64_SIGNS), (HEX, HEX_SIGNS)):
        value = in_quotes(secret, line)
        limit = float(plugins.get(PLUGINS[kind], {}).get("limit", LIMITS[kind]))
        if value is not None and signs.issuperset(value) and _entropy(value, kind) > limit:
            kinds[kind] = digest(value)
    value = by_keyword(secret, line, path)
    if value is not None:
        kinds[KEYWORD] = digest(value)
    return {kind: found for kind, found in kinds.items() if not plugins or PLUGINS[kind] in plugins}


def captured(kind: str, secret: str, line: str) -> str:
    """Return what the plugin of this type captures of a secret."""
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


def in_quotes(secret: str, line: str) -> str | None:
    """Return the string in quotes that the secret stands in; None if it stands in none."""
    begin = line.find(secret)
    if begin < 0:
        return None
    end = begin + len(secret)
    for quote in "\"'":
        left, right = line.rfind(quote, 0, begin), line.find(quote, end)
        if left >= 0 and right >= 0 and line.count(quote, 0, left) % 2 == 0:
            return line[left + 1 : right]
    return None


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
        fits = (opened or not path.endswith(QUOTES_REQUIRED)) and (value[:1].isalnum() or value[:1] == "_")
        if fits and secret in value:
            return value
    return None


def _entropy(text: str, kind: str) -> float:
    length = len(text)
    entropy = -sum(count / length * math.log2(count / length) for count in map(text.count, set(text))) if text else 0.0
    if kind == HEX and length > 1 and text.isdigit():
        entropy -= 1.2 / math.log2(length)
    return entropy
