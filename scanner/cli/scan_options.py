"""What the user asks of a scan, and of its report."""

from __future__ import annotations

from scanner import exitcodes
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from scanner.model import Confidence
    from scanner.report.earlier import EarlierReport

    Misuse = Literal["", "too", "only"]


class ScanOptions(NamedTuple):
    """The options that all scanning commands have."""

    baseline: str | None = None
    config: str | None = None
    rules: tuple[str, ...] = ()
    min_confidence: Confidence | None = None
    misuse: Misuse = ""
    custom_plugins: bool = False
    """Whether the plugins that a baseline of detect-secrets names are run: they are code of the repository."""
    policy_ref: str | None = None
    """Names the commit from which baseline and configuration are taken; None: they are those of the work tree."""


class OutputOptions(NamedTuple):
    """How the result is told."""

    format: str = "text"
    output: str | None = None
    """File to write the report to; None: standard output."""
    show_secrets: bool = False
    exit_code: int = exitcodes.FOUND
    """The exit code when there are new findings."""
    hints: str = "scan"
    verbose: bool = False
    earlier: tuple[EarlierReport, ...] = ()
    """Reports of earlier scans, for the page that shows the course."""
