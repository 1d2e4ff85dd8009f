"""JSON that may end up in the log of a CI job."""

from __future__ import annotations

import json
from typing import Any

from scanner.text.redact import LOG_COMMANDS


def json_text(document: Any, indent: int | None = None) -> str:
    """Return the document in ASCII: the same values, and nothing that a terminal or a build server would act on."""
    text = json.dumps(document, indent=indent)
    if "##" in text:
        for command in LOG_COMMANDS:
            text = text.replace(command, f"#\\u0023{command[2:]}")
    return text
