"""The report as JSON Lines: one finding a line, as in the JSON document; nothing else."""

from __future__ import annotations

from scanner.model import ScanResult
from scanner.report.interface import ReportStyle
from scanner.report.json_v1 import finding_object
from scanner.report.jsontext import json_text


def render(result: ScanResult, style: ReportStyle) -> str:
    """Return one line for each finding; empty if there is none."""
    return "".join(json_text(finding_object(reported, style)) + "\n" for reported in result.findings)
