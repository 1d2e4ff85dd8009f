"""The report as workflow commands of GitHub Actions: annotations beside the lines of a pull request.

GitHub shows ten annotations of a level for each step and drops the rest without a word. The gravest come first; of more
than ten the last one says how many are left out, and the log lists those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.report.entry import entries, gravest_first
from scanner.report.text import ignore_lines, summary
from scanner.text.redact import escape, printable
from scanner.text.workflow_command import workflow_command

if TYPE_CHECKING:
    from scanner.model import Location, ScanResult
    from scanner.report.entry import ReportEntry
    from scanner.report.interface import ReportStyle

MOST = 10
"""Annotations of one level that GitHub shows for a step."""

LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "notice"}


def render(result: ScanResult, style: ReportStyle) -> str:
    """Return the annotations of what is new and of what could not be scanned, the rest as text, and the summary."""
    commands: dict[str, list[tuple[str, str]]] = {"error": [], "warning": [], "notice": []}
    for fault in result.faults:
        path, message = printable(fault.path), escape(fault.message)
        command = workflow_command("error", message, file=path, title="not scanned")
        commands["error"].append((command, f"{path}: not scanned: {message}"))
    for entry in gravest_first(entries(result, style)):
        if entry.is_new:
            level = LEVELS[entry.rule.severity]
            commands[level].append((_annotation(level, entry), f"{entry.place}: {entry.rule.id}: {entry.message}"))
    lines: list[str] = []
    for level, told in commands.items():
        lines += _within_limit(level, told)
    lines += ignore_lines(style._replace(color=False))
    lines.append(summary(result, style._replace(color=False)))
    return "\n".join(lines) + "\n"


def _within_limit(level: str, told: list[tuple[str, str]]) -> list[str]:
    if len(told) <= MOST:
        return [command for command, _ in told]
    rest = told[MOST - 1 :]
    notice = (
        f"{len(rest)} of {len(told)} {level}s are left out of the annotations, of which GitHub shows {MOST} a step: "
        "the job's log lists them"
    )
    return [
        *(command for command, _ in told[: MOST - 1]),
        workflow_command(level, notice, title="Keysieve"),
        *(f"left out: {text}" for _, text in rest),
    ]


def _annotation(level: str, entry: ReportEntry) -> str:
    place = _lines(entry.finding.location)
    title = f"{entry.rule.severity}: {entry.rule.id}"
    return workflow_command(level, f"{entry.message}. {entry.remedy}", file=entry.path, **place, title=title)


def _lines(location: Location) -> dict[str, int]:
    lines = {"line": location.line, "endLine": location.end_line}
    if location.line != location.end_line:  # GitHub refuses columns there
        return lines
    return {**lines, "col": location.column, "endColumn": max(location.column, location.end_column - 1)}
