"""Slack's app-level tokens name their app. Slack publishes no checksum.

Source: https://docs.slack.dev/authentication/tokens
"""

from __future__ import annotations

from scanner.engine.checks.interface import CheckResult
from scanner.model import Check
from scanner.text.decoding import printable


def app_token(value: bytes) -> CheckResult:
    """Name the app of a token `xapp-<version>-<app>-<number>-<secret>`."""
    parts = value.split(b"-")
    if len(parts) != 5:
        return CheckResult((), None)
    return CheckResult((Check("app", printable(parts[2].decode("latin-1"), 20)),), None)
