"""Workflow commands that GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from scanner.text.redact import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.envschema.run import CheckResult

COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(result: CheckResult) -> str:
    """Return a workflow command a complaint."""
    lines = []
    for each in result.complaints:
        name = f"{each.name}: " if each.name else ""
        place = f"file={_property(each.path)},line={each.line},col={each.column},title=keysieve env"
        lines.append(f"::{COMMANDS[each.level]} {place}::{_data(f'{name}{each.message}; {each.mend}')}\n")
    return "".join(lines)


def _data(text: str) -> str:
    return escape(text.replace("%", "%25"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
