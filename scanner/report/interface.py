"""What a reporter is."""

from __future__ import annotations

from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from scanner.model import Finding, ScanResult
    from scanner.report.earlier import EarlierReport

    class Reporter(Protocol):
        """Turns a result into text."""

        def __call__(self, result: ScanResult, style: ReportStyle) -> str:
            """Return the report's text."""
            ...


class NewIgnore(NamedTuple):
    """What lets findings pass in the work tree and not in the commit whose policy counts."""

    file: str
    """Where it stands."""
    entry: str
    """In words, without a value that is allowed."""


class ScanContext(NamedTuple):
    """What a scan rested on."""

    rules: int = 0
    """How many rules were loaded."""
    rules_digest: str = ""
    config: str = ""
    """The configuration file; empty: there is none."""
    config_digest: str = ""
    baseline: str = ""
    """The baseline file; empty: there is none."""
    engine: str = ""
    """How keywords were found, and by how many processes; empty: by the plain way, in this one."""
    new_ignores: tuple[NewIgnore, ...] | None = None
    """What the scan passed over since the commit that it trusts does not have it; None: it trusts the work tree."""
    range: str = ""
    """The range of commits, as the user wrote it; empty: none was asked for."""


class ReportStyle(NamedTuple):
    """What the user asked of the report's looks."""

    show_secrets: bool
    color: bool
    fingerprint: Callable[[Finding], str]
    """Gives the salted hash of a finding's secret; may ask git, so only formats that print it call it."""
    hints: str = "scan"
    """`hook`: the next steps are those of a commit; `scan`: those of a scan."""
    context: ScanContext = ScanContext()
    verbose: bool = False
    """Whether the text report says what the scan rested on."""
    ended: float = 0.0
    """When the scan ended, in seconds since 1970 (UTC)."""
    earlier: tuple[EarlierReport, ...] = ()
    """Reports of earlier scans, oldest first, for formats that show the course."""
