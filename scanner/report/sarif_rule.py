"""A rule as SARIF describes it, with the properties that code scanning sorts and filters by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.report.markdown import plain
from scanner.text.redact import escape, tells_names_only

if TYPE_CHECKING:
    from scanner.model import Rule

LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}

SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.5"}
"""Scores in the middle of what code scanning calls by the same names."""


def descriptor(rule: Rule) -> dict[str, Any]:
    """Return the rule as a `reportingDescriptor`."""
    what = escape(rule.description)
    misuse = tells_names_only(rule)
    remedy = [
        f"Revoke the credential: {escape(rule.revoke).rstrip('.')}"
        if rule.revoke
        else "Revoke the credential at its provider",
        "Read the new one from the environment or a secret store",
    ]
    steps = [
        *([escape(rule.revoke)] if misuse else remedy),
        "If it is none, end the line with a comment that says why: `keysieve: allow[" + rule.id + "] why`",
    ]
    told: dict[str, Any] = {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.split("-")),
        "shortDescription": {"text": what},
        "fullDescription": {"text": f"{what}." if misuse else f"{what}. Whoever reads the repository can use it."},
        "help": {
            "text": f"{what}. " + " ".join(f"{step}." for step in steps).replace("`", ""),
            "markdown": f"**{plain(what)}**\n\n" + "\n".join(f"{n}. {step}." for n, step in enumerate(steps, 1)),
        },
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "tags": ["security", "secret"],
            "precision": rule.confidence,
            "security-severity": SCORES[rule.severity],
            "problem.severity": LEVELS[rule.severity].replace("note", "recommendation"),
        },
    }
    if rule.source.startswith(("https://", "http://")):
        told["helpUri"] = escape(rule.source)
    return told
