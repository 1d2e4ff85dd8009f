"""Workflow commands of GitHub Actions: lines on standard output that become annotations of a file.

The syntax, and what must be escaped in it, is in GitHub's "Workflow commands for GitHub Actions".
"""

from __future__ import annotations


def workflow_command(level: str, message: str, **properties: str | int) -> str:
    """Return the command `::level name=value,…::message`, without a line end.

    `level` is `error`, `warning` or `notice`. What is given may hold line ends, but no control characters that a
    terminal would act on: escape those before.
    """
    told = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{level} {told}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
