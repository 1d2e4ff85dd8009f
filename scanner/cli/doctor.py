"""`keysieve doctor`: why a hook does not run, or a scan sees less than it could."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from scanner import __version__, exitcodes
from scanner.cli.emit import emit
from scanner.text.redact import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.doctor.interface import Observation

WORDS = {"ok": "ok", "warning": "warning", "problem": "problem", "unseen": "cannot be seen from here"}


@click.command()
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def doctor(format_: str) -> int:
    """Look at all that a scan rests on: hooks and what shadows them, git, configuration, baseline, cache.

    Nothing is changed. Exit code 1 if there is a problem; warnings alone are none.
    """
    from scanner.doctor.run import examined, place_here

    seen = examined(place_here())
    emit(as_json(seen) if format_ == "json" else as_text(seen), None)
    return exitcodes.FOUND if any(each.status == "problem" for each in seen) else exitcodes.CLEAN


def as_text(seen: Sequence[Observation]) -> str:
    """Return the observations for people, what to do below each."""
    rows = []
    for each in seen:
        rows.append(f"{WORDS[each.status]}: {each.check}: {escape(each.message)}\n")
        if each.mend:
            rows.append(f"    do: {escape(each.mend)}\n")
    counts = [(sum(each.status == status for each in seen), status) for status in ("problem", "warning")]
    told = ", ".join(f"{number} {word}{'' if number == 1 else 's'}" for number, word in counts)
    return "".join([*rows, f"keysieve {__version__}: {told}\n"])


def as_json(seen: Sequence[Observation]) -> str:
    """Return the observations for programs."""
    checks = [
        {"check": each.check, "status": each.status, "message": each.message, "mend": each.mend or None}
        for each in seen
    ]
    return json.dumps({"schema": 1, "version": __version__, "checks": checks}, indent=2) + "\n"
