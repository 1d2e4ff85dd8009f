"""Scanning contents that are not on disk yet, as the scan of the work tree would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.sources.files import WORK_TREE
from scanner.text.fragments import fragments

if TYPE_CHECKING:
    from scanner.baseline.lookup import Scanner
    from scanner.model import Finding
    from scanner.scan.policy import Policy


@dataclass(frozen=True, slots=True)
class Rescan:
    """Finds secrets in contents."""

    pipeline: Scanner
    policy: Policy

    def everything(self, path: str, data: bytes) -> list[Finding]:
        """Return all findings, in order, of any confidence, allowed ones too."""
        raw = path.encode("utf-8", "surrogateescape")
        off = self.policy.rules_off(raw)
        return [
            finding for fragment in fragments(raw, WORK_TREE, (data,)) for finding in self.pipeline.scan(fragment, off)
        ]

    def counts(self, finding: Finding) -> bool:
        """Whether a report would name the finding, and not as an allowed one."""
        return not (self.policy.silence(finding) or finding.allowed or self.policy.allowance(finding))
