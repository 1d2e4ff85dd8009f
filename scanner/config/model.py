"""`Config`: the configuration as a frozen value."""

from __future__ import annotations

from scanner.errors import KeysieveError
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from scanner.config.glob import Glob
    from scanner.model import Confidence, Finding


class ConfigError(KeysieveError):
    """The configuration is wrong; the message names the file, the key and the mend."""


class PathRule(NamedTuple):
    """One `[[per_path]]` table: what holds for some paths only."""

    paths: tuple[Glob, ...]
    disabled_rules: frozenset[str]
    min_confidence: Confidence | None

    def matches(self, path: bytes) -> bool:
        """Whether the table speaks of that path."""
        return any(glob.matches(path) for glob in self.paths)


class Allow(NamedTuple):
    """One `[[allow]]` table: findings that are allowed; every criterion that is given must hold."""

    value: Any
    """Compiled pattern over the secret's bytes, held against the whole value; None: any."""
    path: Glob | None
    rule: str
    """Rule id; empty: any."""
    reason: str
    expires: str
    """ISO date after which the entry no longer counts; empty: never."""

    def covers(self, finding: Finding, today: str) -> bool:
        """Whether the entry allows the finding on the day `today` (ISO date)."""
        if self.expires and today > self.expires:
            return False
        if self.rule and self.rule != finding.rule.id:
            return False
        if self.path is not None and not self.path.matches(finding.path):
            return False
        if self.value is None:
            return True
        try:
            return self.value.fullmatch(finding.secret.reveal_in_clear(), timeout=1.0) is not None
        except TimeoutError:  # the finding stays: a pattern that is too slow allows nothing
            return False


class Config(NamedTuple):
    """What `[tool.keysieve]` or `.keysieve.toml` says; the defaults where there is none."""

    origin: str = ""
    """The file it came from; empty: no configuration."""
    digest: str = ""
    """Names the file's contents, so that two reports can be told to rest on the same configuration."""
    exclude: tuple[Glob, ...] = ()
    min_confidence: Confidence = "medium"
    disabled_rules: frozenset[str] = frozenset()
    rule_paths: tuple[str, ...] = ()
    """Extra rule files or directories, absolute."""
    per_path: tuple[PathRule, ...] = ()
    allow: tuple[Allow, ...] = ()
    baseline: str = ""
    """The baseline file, absolute; empty: `.keysieve.baseline` at the root if it is there."""
    secret_files: tuple[str, ...] = ()
    """Patterns of files that hold secrets, beside those that do by convention; in the syntax of .gitignore."""
    not_secret_files: tuple[Glob, ...] = ()
    """Files that hold no secret although their names say so."""
