"""Which findings a claim of another scanner means."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scanner.migration.interface import Claim
    from scanner.model import Finding, Secret

KINDS = (
    "apikey",
    "client_id",
    "client_secret",
    "connection_uri",
    "host",
    "key",
    "password",
    "secret",
    "secret_key",
    "token",
    "username",
    "webhook_url",
    "access_key",
    "access_token",
    "private_key",
)
"""What ggshield may call the part of a finding; its hash is of the value and that name."""


def meant(claim: Claim, findings: Sequence[Finding]) -> list[Finding]:
    """Return those of `findings`, of the claim's path or of all, that it means.

    A value decides wherever it stands, so that lines may have moved; without one it is the line, and among several
    findings there the rule of the same name.
    """
    if claim.value is not None:
        value = claim.value.reveal_in_clear()
        among = is_same if claim.path else bytes.__eq__
        same = [finding for finding in findings if among(value, finding.secret.reveal_in_clear())]
        if same or not claim.line:
            return same
    if claim.line:
        there = [f for f in findings if f.location.line <= claim.line <= max(f.location.line, f.location.end_line)]
        named = [finding for finding in there if finding.rule.id == claim.rule]
        return named or there
    return []


def is_same(theirs: bytes, ours: bytes) -> bool:
    """Whether two scanners mean the same secret, of which one may have taken more: its quotes, or its user name."""
    shorter, longer = sorted((theirs, ours), key=len)
    return shorter == longer or (len(shorter) >= 8 and shorter in longer)


class Digests:
    """The findings by the hashes under which ggshield may know them."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._known: dict[str, list[Finding]] = {}
        for finding in findings:
            for digest in digests_of(finding.secret):
                self._known.setdefault(digest, []).append(finding)

    def meant(self, digest: str) -> list[Finding]:
        """Return the findings with that hash."""
        return self._known.get(digest, [])


def digests_of(secret: Secret) -> Iterator[str]:
    """Yield the SHA-256 of the value alone, and of the value with each kind."""
    value = secret.reveal_in_clear()
    yield sha256(value).hexdigest()
    for kind in KINDS:
        yield sha256(value + b"," + kind.encode()).hexdigest()
