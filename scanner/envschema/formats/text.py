"""One line a complaint: `path:line: NAME: what is wrong; how to mend it`."""

from __future__ import annotations

from scanner.text.redact import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.envschema.complaint import Complaint
    from scanner.envschema.run import CheckResult


def render(result: CheckResult) -> str:
    """Return the complaints in lines."""
    return "".join(f"{line(complaint)}\n" for complaint in result.complaints)


def line(complaint: Complaint) -> str:
    """Return a complaint in one line; what is no error is called what it is."""
    level = "" if complaint.level == "error" else f"{complaint.level}: "
    name = f"{complaint.name}: " if complaint.name else ""
    return escape(f"{complaint.path}:{complaint.line}: {name}{level}{complaint.message}; {complaint.mend}")
