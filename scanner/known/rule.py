"""The rule that findings of known values carry."""

from __future__ import annotations

from scanner.model import Rule

KNOWN_SECRET = Rule(
    id="known-secret",
    provider="known",
    description="A secret that is known already",
    severity="critical",
    confidence="high",
    keywords=(),
    regex="",
    width=0,
    entropy=0,
    checksum="",
    filters="",
    revoke="rotate it where it is kept: this copy of it counts as leaked",
    source="",
)
"""It has no pattern: what is looked for are values."""
