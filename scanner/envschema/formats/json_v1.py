"""JSON for programs, version 1 (`docs/env.md` describes it)."""

from __future__ import annotations

import json

from scanner import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.envschema.run import CheckResult


def render(result: CheckResult) -> str:
    """Return the complaints as one JSON document."""
    document = {
        "schema": 1,
        "tool": {"name": "keysieve", "version": __version__},
        "complaints": [complaint._asdict() for complaint in result.complaints],
        "failures": list(result.failures),
        "summary": {
            "files": list(result.files),
            "errors": result.count("error"),
            "warnings": result.count("warning"),
            "notes": result.count("note"),
        },
    }
    return json.dumps(document, indent=2) + "\n"
