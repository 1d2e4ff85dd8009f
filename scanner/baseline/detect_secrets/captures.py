"""What the plugins of detect-secrets capture in a line, so that their hashes can be found again.

Their patterns are not run. A capture is one of a few kinds of stretches of the line (a token, what stands in quotes, a
value up to the end), and which one it is the hash itself tells.
"""

from __future__ import annotations

import regex

from scanner.baseline.detect_secrets.plugins import PATTERNS
from scanner.baseline.detect_secrets.types import PRIVATE_KEY_MARKERS, TOKEN_PREFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 20_000
"""Characters of a line that are looked at: behind them such a scanner's findings are minified code."""

MOST_QUOTES = 40
QUOTES = "\"'`"
TOKEN = regex.compile(r"[\w.+/=~$-]+")
WORD = regex.compile(r"[A-Za-z0-9_-]+")
SOLID = regex.compile(r"\S+")
SIGN = regex.compile(r"[:=(>@]\s*|\s+")
PASSWORD = regex.compile(r"://[^\s:/?#@]+:([^\s:/?#@]+)@")
ADDRESS = regex.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?")
WEBHOOK = regex.compile(r"https://hooks\.slack\.com/services/T\w+/B\w+/\w+", regex.IGNORECASE)
PREFIX = regex.compile(rf"\b(?:{'|'.join(prefix for group in TOKEN_PREFIXES.values() for prefix in group)})(?=[_-])")
CUT = tuple(regex.compile(pattern) for kind in ("JSON Web Token", "OpenAI Token") for pattern in PATTERNS[kind])
"""Where their pattern ends inside the token."""

LENGTHS = (32, 36, 50)
"""Where their pattern takes a fixed length, longer tokens are cut: Stripe keys, npm tokens, GitLab tokens."""


def captures(line: str) -> Iterator[str]:
    """Yield every stretch of the line that a plugin may have captured, some more than once."""
    line = line.rstrip()[:LONGEST]
    for marker in PRIVATE_KEY_MARKERS:
        if marker in line:
            yield marker
    for found in PREFIX.finditer(line):
        yield found[0]
    for pattern in (SOLID, TOKEN, WORD, ADDRESS, WEBHOOK):
        for found in pattern.finditer(line):
            yield from around(line, found.start(), found.end())
    for pattern in CUT:
        for found in pattern.finditer(line):
            yield found[0]
    for found in PASSWORD.finditer(line):
        yield found[1]
    yield from quoted(line)
    yield from values(line)


def around(line: str, begin: int, end: int) -> Iterator[str]:
    """Yield a token, as it is and as single plugins capture it."""
    token = line[begin:end]
    yield token
    yield line[max(0, begin - 1) : end]
    yield line[begin : end + 1]
    yield line[max(0, begin - 1) : end + 1]
    for length in LENGTHS:
        if len(token) > length:
            yield token[:length]
    for part in token.split("=") if "=" in token else ():
        yield part
        yield part + "="
        yield part + "=="
    if token.startswith(("AKC", "AP")):
        yield f'"{token}"'  # with the sign before and behind it, and in files of settings these are quotes
    if token.startswith("AccountKey="):
        yield token[: len("AccountKey=") + 88]
    if "=" in token.rstrip("="):
        yield token[token.index("=") + 1 :]
    if token.count(".") == 2:
        yield token[: token.rindex(".") + 28]


def quoted(line: str) -> Iterator[str]:
    """Yield what stands between any two quotes of one kind."""
    for quote in QUOTES:
        pieces = line.split(quote)[: MOST_QUOTES + 1]
        for first in range(1, len(pieces) - 1):
            for last in range(first + 1, min(len(pieces), first + 4)):
                yield quote.join(pieces[first:last])


def values(line: str) -> Iterator[str]:
    """Yield what stands behind a sign of assignment, up to the next quote or the end."""
    for found in list(SIGN.finditer(line))[:200]:
        rest = line[found.end() :]
        rest = rest[1:] if rest[:1] and rest[0] in QUOTES else rest
        cut = min((place for place in map(rest.find, "\"'") if place >= 0), default=len(rest))
        yield rest[:cut]
        yield rest[:cut].rstrip(",`")
        yield rest.rstrip(",\"'`")
        yield rest[:cut].rstrip(";,")
