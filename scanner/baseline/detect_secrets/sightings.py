"""What a scan saw around its findings: hashes only, so that entries can be told to speak of them."""

from __future__ import annotations

from itertools import islice

from scanner.baseline.detect_secrets.captures import captures
from scanner.baseline.detect_secrets.judged import written
from scanner.baseline.detect_secrets.types import SILENT, digest
from scanner.baseline.model import entry_path
from scanner.model import Secret
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from scanner.model import Finding

CUSTOM = "detect-secrets"
"""The provider of findings that a custom plugin made; their rule's description is the plugin's type."""


class Sighting(NamedTuple):
    """One finding, as detect-secrets may have written it down."""

    hashes: frozenset[str]
    """Of every stretch of the line that holds the secret or lies in it; silent ones left out."""
    written: tuple[tuple[str, str], ...]
    """Types and hashes under which it is written down."""

    @property
    def silent(self) -> tuple[str, str] | None:
        """The type and the hash that say nothing of the secret; None if its hash is telling."""
        return next((pair for pair in self.written if pair[1] in SILENT), None)


class Sightings:
    """The sightings of one scan."""

    def __init__(self, plugins: Mapping[str, Mapping[str, Any]]) -> None:
        """`plugins`: those that the baseline uses, by name, with their settings."""
        self._plugins = plugins
        self._seen: dict[tuple[bytes, int, Secret], Sighting] = {}
        self._told = 0
        """How many of them other processes were told."""

    def add(self, finding: Finding, line: str) -> None:
        """Note a finding; `line`: the text of its first line."""
        secret = finding.secret.reveal_in_clear().decode("utf-8", "surrogateescape")
        near = {secret, *(text for text in captures(line) if text and (text in secret or secret in text))}
        hashes = frozenset(digest(text) for text in near if len(text) >= min(4, len(secret))) - SILENT
        if finding.rule.provider == CUSTOM:
            pairs = [(finding.rule.description, digest(secret))]
        else:
            pairs = written(finding.rule.id, secret, line, entry_path(finding.path), self._plugins)
        self._seen[_place(finding)] = Sighting(hashes, tuple(pairs))

    def of(self, finding: Finding) -> Sighting:
        """Return the sighting of a finding; one that was not noted is told by its secret alone."""
        seen = self._seen.get(_place(finding))
        if seen is None:
            self.add(finding, "")
            seen = self._seen[_place(finding)]
        return seen

    def fresh(self) -> list[Any]:
        """Return what was noted since this was last asked, as JSON holds it, with secrets in clear."""
        new = list(islice(self._seen.items(), self._told, None))
        self._told = len(self._seen)
        return [
            (
                ending.decode("latin-1"),
                line,
                secret.reveal_in_clear().decode("latin-1"),
                sorted(seen.hashes),
                seen.written,
            )
            for (ending, line, secret), seen in new
        ]

    def take(self, noted: list[Any]) -> None:
        """Add what `fresh` returned in another process."""
        for ending, line, secret, hashes, pairs in noted:
            place = ending.encode("latin-1"), line, Secret(secret.encode("latin-1"))
            self._seen[place] = Sighting(frozenset(hashes), tuple((kind, found) for kind, found in pairs))


def _place(finding: Finding) -> tuple[bytes, int, Secret]:
    """Return what a sighting depends on: the ending of the path, the text of the line, and the secret.

    The same line counts in every file of that kind, and in every commit.
    """
    return finding.path.rpartition(b".")[2], finding.line_hash, finding.secret
