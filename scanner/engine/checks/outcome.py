"""What a passed and a failed check mean. Who made an algorithm public decides what a failure proves."""

from __future__ import annotations

from scanner.engine.checks.interface import CheckResult
from scanner.model import Check


def published(name: str, *, valid: bool) -> CheckResult:
    """Judge by an algorithm that the provider itself published: what fails was never issued."""
    if valid:
        return CheckResult((Check(name, "valid"),), "high")
    return CheckResult((Check(name, "invalid"),), "low")


def observed(name: str, *, valid: bool) -> CheckResult:
    """Judge by an algorithm that others found out: chance does not pass it, but a failure proves nothing."""
    if valid:
        return CheckResult((Check(name, "valid"),), "high")
    return CheckResult((Check(name, "unverified"),), None)
