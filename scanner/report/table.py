"""The report formats by name, imported when they are used."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.report.interface import Reporter

FORMATS = {
    "text": "scanner.report.text:render",
    "json": "scanner.report.json_v1:render",
    "jsonl": "scanner.report.jsonl:render",
    "sarif": "scanner.report.sarif:render",
    "junit": "scanner.report.junit:render",
    "gitlab": "scanner.report.gitlab:render",
    "gitlab-codequality": "scanner.report.gitlab_codequality:render",
    "github": "scanner.report.github:render",
    "csv": "scanner.report.csv:render",
    "html": "scanner.report.html.page:render",
}


def reporter(name: str) -> Reporter:
    """Return the reporter of that format; the name must be one of `FORMATS`."""
    module, _, attribute = FORMATS[name].partition(":")
    found: Reporter = getattr(import_module(module), attribute)
    return found
