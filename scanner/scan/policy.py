"""`Policy`: what the configuration and the command line say about entries and findings."""

from __future__ import annotations

from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.config.model import Config
    from scanner.model import Confidence, Finding


class Policy(NamedTuple):
    """The configuration with the command line's floor, ready to be asked."""

    config: Config
    min_confidence: Confidence | None = None
    """The command line's floor, which wins over the configuration's; None: not given."""
    today: str = ""
    """ISO date on which expiry is judged."""

    def exclusion(self, path: bytes) -> str:
        """Return why the configuration excludes the path; empty if it does not."""
        for glob in self.config.exclude:
            if glob.matches(path):
                return f"excluded by {glob.pattern!r} in {self.config.origin}"
        return ""

    def floor(self, path: bytes) -> Confidence:
        """Return the confidence from which findings in that path count."""
        if self.min_confidence is not None:
            return self.min_confidence
        for area in self.config.per_path:
            if area.min_confidence is not None and area.matches(path):
                return area.min_confidence
        return self.config.min_confidence

    def is_off(self, rule: str, path: bytes) -> bool:
        """Whether the configuration switches the rule off, everywhere or in that path."""
        if rule in self.config.disabled_rules:
            return True
        return any(rule in area.disabled_rules and area.matches(path) for area in self.config.per_path)

    def allowance(self, finding: Finding) -> str | None:
        """Return the reason of the `[[allow]]` entry that covers the finding; None if there is none."""
        for allow in self.config.allow:
            if allow.covers(finding, self.today):
                return allow.reason or f"allowed in {self.config.origin}"
        return None
