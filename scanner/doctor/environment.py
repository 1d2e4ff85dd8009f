"""Variables that keep hooks from running."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from scanner.doctor.interface import Observation
from scanner.install.others import HUSKY, keeper
from scanner.text.redact import escape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.doctor.interface import Place

NAME = "environment"
IDS = ("keysieve", "keysieve-detect-secrets", "keysieve-push")


def check_environment(place: Place) -> Iterator[Observation]:
    """Say which variables switch the hook off, or send git elsewhere."""
    environment = place.environment
    seen = []
    skipped = [name for name in environment.get("SKIP", "").split(",") if name.strip() in IDS]
    if skipped:
        seen.append(
            Observation(NAME, "problem", f"SKIP={escape(environment['SKIP'])} switches the hook off", "unset SKIP")
        )
    if environment.get("PRE_COMMIT_ALLOW_NO_CONFIG"):
        message = "PRE_COMMIT_ALLOW_NO_CONFIG lets commits pass where .pre-commit-config.yaml is missing"
        seen.append(Observation(NAME, "warning", message, "unset PRE_COMMIT_ALLOW_NO_CONFIG"))
    tool = keeper(place.root)
    for variable, used in (("HUSKY", tool == HUSKY), ("LEFTHOOK", bool(tool) and tool != HUSKY)):
        if used and environment.get(variable) in ("0", "false"):
            seen.append(Observation(NAME, "problem", f"{variable}=0 switches the hooks off", f"unset {variable}"))
    given = environment.get("GIT_CONFIG_PARAMETERS", "")
    given += "".join(value for name, value in environment.items() if name.startswith("GIT_CONFIG_KEY_"))
    if "core.hookspath" in given.lower():
        message = "a variable of git's sets core.hooksPath for all that runs here"
        seen.append(Observation(NAME, "problem", message, "unset GIT_CONFIG_PARAMETERS and GIT_CONFIG_COUNT"))
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        if name in environment:
            path = escape(os.path.abspath(environment[name]))
            seen.append(Observation(NAME, "warning", f"{name} sends git to {path}", f"unset {name}"))
    yield from seen or [Observation(NAME, "ok", "no variable stands in the way")]
