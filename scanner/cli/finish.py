"""The end of a scanning command: the report, and the exit code."""

from __future__ import annotations

import sys
import time

from scanner import exitcodes
from scanner.cli.emit import emit, wants_color
from scanner.cli.session import fingerprint_of
from scanner.report.interface import ReportStyle, ScanContext
from scanner.report.table import reporter
from scanner.text.redact import escape, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.cli.scan_options import OutputOptions
    from scanner.cli.session import Session
    from scanner.model import ScanResult


def finish(result: ScanResult, session: Session, options: OutputOptions, engine: str = "", range_: str = "") -> int:
    """Tell the result and return the exit code; `engine`: in words, how it was found; `range_`: which was asked for."""
    render = reporter(options.format)
    color = options.output is None and options.format == "text" and wants_color()
    config = session.policy.config
    context = ScanContext(
        len(session.ruleset), session.ruleset.digest, config.origin, config.digest, session.baseline_path or "", engine
    )
    context = context._replace(range=range_)
    if session.trusted is not None:
        context = context._replace(new_ignores=session.trusted.new_ignores())
    style = ReportStyle(
        options.show_secrets,
        color,
        fingerprint_of(session),
        options.hints,
        context,
        options.verbose,
        time.time(),
        options.earlier,
    )
    emit(render(result, style), options.output)
    if not result.complete:
        if options.format != "text" or options.output is not None:  # else it has just been read
            sys.stderr.write(f"keysieve: {told_faults(result)}\n")
        return exitcodes.FAILED
    return options.exit_code if result.count("new") else exitcodes.CLEAN


def told_faults(result: ScanResult) -> str:
    """Return in one line what could not be scanned."""
    first = result.faults[0]
    others = f", and {len(result.faults) - 1} more" if len(result.faults) > 1 else ""
    return f"not scanned: {printable(first.path)}: {escape(first.message)}{others}"
