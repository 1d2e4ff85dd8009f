"""Workflow commands that GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from scanner.text.redact import escape
from scanner.text.workflow_command import workflow_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.envschema.run import CheckResult

COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(result: CheckResult) -> str:
    """Return a workflow command a complaint."""
    lines = []
    for each in result.complaints:
        name = f"{each.name}: " if each.name else ""
        message = escape(f"{name}{each.message}; {each.mend}")
        command = workflow_command(
            COMMANDS[each.level], message, file=escape(each.path), line=each.line, col=each.column, title="keysieve env"
        )
        lines.append(f"{command}\n")
    return "".join(lines)
