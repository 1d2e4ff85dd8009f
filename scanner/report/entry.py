"""A finding as the formats of other programs tell it: in plain text, with an identity that outlives moves."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from scanner.model import CONFIDENCE_RANK, SEVERITIES
from scanner.report.json_v1 import path_text
from scanner.text.redact import escape, printable, shown, tells_names_only

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.model import Finding, ReportedFinding, Rule, ScanResult
    from scanner.report.earlier import EarlierReport
    from scanner.report.interface import ReportStyle

STATUS_RANK = {"new": 2, "known": 1, "allowed": 0}


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A finding with all that it takes to tell it. Every text is free of control characters."""

    reported: ReportedFinding
    path: str
    secret: str
    """As the user asked for it: redacted, or in clear."""
    fingerprint: str
    """Salted hash of the secret, 32 hex digits."""
    occurrence: int
    """1 for the first finding of this secret in this path, 2 for the second, and so on."""

    @property
    def finding(self) -> Finding:
        """The finding itself."""
        return self.reported.finding

    @property
    def rule(self) -> Rule:
        """The rule that found it."""
        return self.reported.finding.rule

    @property
    def place(self) -> str:
        """The path, the line and the column in which it begins."""
        return f"{self.path}:{self.finding.location.line}:{self.finding.location.column}"

    @property
    def is_new(self) -> bool:
        """Whether it decides the exit code."""
        return self.reported.status == "new"

    def stood_in(self, earlier: EarlierReport) -> bool:
        """Whether that report has the same secret in the same path."""
        return (path_text(self.finding.path), self.fingerprint) in earlier.secrets

    @property
    def identity(self) -> str:
        """32 hex digits that no other finding of the report has, and that stay when lines move."""
        what = b"\0".join((self.finding.path, self.fingerprint.encode(), str(self.occurrence).encode()))
        return blake2b(what, digest_size=16).hexdigest()

    @property
    def message(self) -> str:
        """What was found, how sure it is, and why it is not new."""
        return f"{escape(self.rule.description)}: {self.secret} ({self.sureness}){self.standing}"

    @property
    def sureness(self) -> str:
        """The confidence and the outcomes of the offline checks."""
        checks = "".join(f", {escape(check.name)} {escape(check.outcome)}" for check in self.finding.checks)
        return f"{self.finding.confidence} confidence{checks}"

    @property
    def standing(self) -> str:
        """The status and its reason, behind a semicolon; empty for what is new for the first time."""
        reason = escape(self.reported.reason)
        if self.is_new and not reason:
            return ""
        return f"; {self.reported.status}{f': {reason}' if reason else ''}"

    @property
    def remedy(self) -> str:
        """What to do about it, where the rule says where such credentials are revoked."""
        if tells_names_only(self.rule):
            return f"{escape(self.rule.revoke)}."
        where = f" ({escape(self.rule.revoke).rstrip('.')})" if self.rule.revoke else ""
        return f"Revoke the credential{where}, then read it from the environment or a secret store."


def entries(result: ScanResult, style: ReportStyle) -> list[ReportEntry]:
    """Return the entries of all findings, in the result's order: by path and place."""
    seen: dict[tuple[bytes, str], int] = {}
    found = []
    for reported in result.findings:
        finding = reported.finding
        fingerprint = style.fingerprint(finding)
        number = seen[finding.path, fingerprint] = seen.get((finding.path, fingerprint), 0) + 1
        secret = shown(finding.secret, finding.rule, style.show_secrets)
        found.append(ReportEntry(reported, printable(finding.path), secret, fingerprint, number))
    return found


def gravest_first(found: Iterable[ReportEntry]) -> list[ReportEntry]:
    """Return the entries so that those come first that a reader must not miss; of equals, the order stays."""
    return sorted(found, key=_gravity, reverse=True)


def _gravity(entry: ReportEntry) -> tuple[int, int, int]:
    return (
        STATUS_RANK[entry.reported.status],
        SEVERITIES.index(entry.rule.severity),
        CONFIDENCE_RANK[entry.finding.confidence],
    )


def left_out(number: int, of: int, why: str) -> str:
    """Return the sentence that says how many findings a report does not hold."""
    return f"{number} of {of} findings {'is' if number == 1 else 'are'} left out: {why}"
