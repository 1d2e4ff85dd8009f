"""`Policy`: what the configuration and the command line say about entries and findings."""

from __future__ import annotations

from scanner.model import CONFIDENCE_RANK
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.config.model import Config
    from scanner.model import Confidence, Finding


class Policy(NamedTuple):
    """The configuration with the command line's floor, ready to be asked."""

    config: Config
    min_confidence: Confidence | None = None
    """The command line's floor, which wins over the configuration's; None: not given."""
    today: str = ""
    """ISO date on which expiry is judged."""
    also_excluded: Callable[[bytes], str] | None = None
    """Why a baseline of another tool excludes a path; empty: it does not. None: no such baseline."""

    def exclusion(self, path: bytes) -> str:
        """Return why the configuration, or a baseline's filters, exclude the path; empty if it does not."""
        for glob in self.config.exclude:
            if glob.matches(path):
                return f"excluded by {glob.pattern!r} in {self.config.origin}"
        return "" if self.also_excluded is None else self.also_excluded(path)

    def floor(self, path: bytes) -> Confidence:
        """Return the confidence from which findings in that path count."""
        if self.min_confidence is not None:
            return self.min_confidence
        for area in self.config.per_path:
            if area.min_confidence is not None and area.matches(path):
                return area.min_confidence
        return self.config.min_confidence

    def lowest_floor(self) -> Confidence:
        """Return the lowest of the floors of all paths."""
        if self.min_confidence is not None:
            return self.min_confidence
        floors = [area.min_confidence for area in self.config.per_path if area.min_confidence is not None]
        return min([self.config.min_confidence, *floors], key=CONFIDENCE_RANK.__getitem__)

    def rules_off(self, path: bytes) -> frozenset[str]:
        """Return the ids of the rules that the configuration switches off, everywhere or in that path."""
        areas = (area.disabled_rules for area in self.config.per_path if area.matches(path))
        return self.config.disabled_rules.union(*areas)

    def silence(self, finding: Finding) -> str:
        """Return why no report names the finding: its rule is off, or it is below the floor; empty if one does."""
        if finding.rule.id in self.rules_off(finding.path):
            return f"the rule is off in {self.config.origin}"
        floor = self.floor(finding.path)
        if CONFIDENCE_RANK[finding.confidence] < CONFIDENCE_RANK[floor]:
            return f"below the lowest confidence that counts, {floor}"
        return ""

    def unheard(self, finding: Finding) -> str:
        """Return why nobody was told of the finding where it stands; empty if somebody was."""
        return self.exclusion(finding.path) or self.silence(finding)

    def allowance(self, finding: Finding) -> str | None:
        """Return the reason of the `[[allow]]` entry that covers the finding; None if there is none."""
        for allow in self.config.allow:
            if allow.covers(finding, self.today):
                return allow.reason or f"allowed in {self.config.origin}"
        return None
