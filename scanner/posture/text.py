"""The page as text, and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scanner import __version__
from scanner.posture.controls import CONTROLS, TITLES
from scanner.posture.interface import STANDINGS
from scanner.text.redact import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.posture.interface import Check

SCHEMA = 1
SUPPORTS = (
    "A check that is ok supports the controls that it names: it is evidence, as seen from this clone and this user. "
    "Whether a control is met, an assessor says."
)


def counts(checks: Sequence[Check]) -> str:
    """Return how many checks stand how."""
    return ", ".join(f"{sum(check.standing == name for check in checks)} {name}" for name in STANDINGS)


def bearing(check: Check) -> str:
    """Return what a check does for its controls."""
    return "supports" if check.standing == "ok" else "would support"


def as_text(checks: Sequence[Check], day: str) -> str:
    """Return the page for a terminal."""
    lines = [f"Keysieve posture, {day}, version {__version__}", counts(checks), ""]
    for check in checks:
        lines.append(f"{TITLES[check.id]}: {check.standing}")
        lines.append(f"    {escape(check.evidence)}")
        if check.mend:
            lines.append(f"    to do: {escape(check.mend)}")
        lines.append(f"    {bearing(check)}: {'; '.join(control.name for control in CONTROLS[check.id])}")
    return "\n".join([*lines, "", SUPPORTS, ""])


def as_json(checks: Sequence[Check], day: str) -> str:
    """Return the page as JSON."""
    page = {
        "schema": SCHEMA,
        "version": __version__,
        "day": day,
        "note": SUPPORTS,
        "checks": [
            {
                "id": check.id,
                "title": TITLES[check.id],
                "standing": check.standing,
                "evidence": escape(check.evidence),
                "mend": escape(check.mend),
                "bearing": bearing(check),
                "controls": [
                    {"standard": control.standard, "number": control.number, "about": control.about}
                    for control in CONTROLS[check.id]
                ],
            }
            for check in checks
        ],
    }
    return json.dumps(page, indent=2) + "\n"
