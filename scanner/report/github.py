"""The report as workflow commands of GitHub Actions: annotations beside the lines of a pull request.

GitHub shows ten annotations of a level for each step and drops the rest without a word. The gravest come first; of more
than ten the last one says how many are left out, and the log lists those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.report.entry import entries, gravest_first
from scanner.report.text import summary
from scanner.text.redact import escape, printable

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
        where = f"file={_property(path)},title=not scanned"
        commands["error"].append((_command("error", where, message), f"{path}: not scanned: {message}"))
    for entry in gravest_first(entries(result, style)):
        if entry.is_new:
            level = LEVELS[entry.rule.severity]
            commands[level].append((_annotation(level, entry), f"{entry.place}: {entry.rule.id}: {entry.message}"))
    lines: list[str] = []
    for level, told in commands.items():
        lines += _within_limit(level, told)
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
        _command(level, "title=Keysieve", notice),
        *(f"left out: {text}" for _, text in rest),
    ]


def _annotation(level: str, entry: ReportEntry) -> str:
    where = (
        f"file={_property(entry.path)},{_lines(entry.finding.location)},"
        f"title={_property(f'{entry.rule.severity}: {entry.rule.id}')}"
    )
    return _command(level, where, f"{entry.message}. {entry.remedy}")


def _lines(location: Location) -> str:
    lines = f"line={location.line},endLine={location.end_line}"
    if location.line != location.end_line:  # GitHub refuses columns there
        return lines
    return f"{lines},col={location.column},endColumn={max(location.column, location.end_column - 1)}"


def _command(level: str, properties: str, message: str) -> str:
    return f"::{level} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
