"""The framework pre-commit: whether its configuration holds the hook, and lets it run."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from scanner.doctor.commit_hook import names_keysieve
from scanner.doctor.interface import Observation
from scanner.git.run import lines
from scanner.install.config_shape import shape_of
from scanner.install.framework import CONFIG, config_text, is_ours, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scanner.doctor.interface import Place
    from scanner.install.config_shape import Hook

NAME = "pre-commit"
COMMIT_STAGES = ("commit", "pre-commit")


def check_framework(place: Place) -> Iterator[Observation]:
    """Say whether `.pre-commit-config.yaml` has the hook, at the right stage, and for any file at all."""
    path = os.path.join(place.root, CONFIG)
    text = None if place.repository is None else config_text(path)
    if text is None:
        yield Observation(NAME, "ok", f"there is no {CONFIG}")
        return
    shape = shape_of(text, CONFIG)
    found = place_of(shape, "keysieve")
    other = next((hook for item in shape.items for hook in item.hooks if hook.id == "keysieve-detect-secrets"), None)
    if found is None and other is None and names_keysieve(place):
        yield Observation(NAME, "ok", f"{CONFIG}: has no hook `keysieve`, but git's own hook calls it")
        return
    if found is None and other is None:
        ours = any(is_ours(item) for item in shape.items)
        yield Observation(
            NAME, "problem", f"{CONFIG}: has {'keysieve, but ' if ours else ''}no hook `keysieve`", "keysieve install"
        )
        return
    hook = found[1] if found is not None else other
    assert hook is not None  # one of them is
    where = f"{CONFIG}:{hook.line + 1}"
    stages = hook.options.get("stages", "") or (shape.top.get("default_stages", "") if is_local(found) else "")
    if stages and not any(stage in COMMIT_STAGES for stage in re.findall(r"[\w-]+", stages)):
        yield Observation(
            NAME, "problem", f"{where}: runs at {stages} only, not at a commit", "add pre-commit to its stages"
        )
    elif blind := passed_over(hook, shape.top, always=not is_local(found)):
        yield Observation(NAME, "problem", f"{where}: {blind}, so no file reaches it", "let the pattern leave some")
    else:
        yield Observation(NAME, "ok", f"{where}: has the hook")


def is_local(found: tuple[object, Hook] | None) -> bool:
    """Whether the hook is written out in the configuration itself, without the settings that ours brings."""
    return found is not None and "entry" in found[1].options


def passed_over(hook: Hook, top: Mapping[str, str], always: bool) -> str:
    """Return which pattern leaves no tracked file to the hook; empty: it has some, or runs without one.

    `always`: whether it runs in any case, if it does not say so itself.
    """
    if hook.options.get("always_run", str(always)).lower() == "true":
        return ""
    names = [os.fsdecode(name) for name in lines(["ls-files", "-z", "--full-name", ":/"])]
    for options, whose in ((hook.options, "its"), (top, "the top")):
        for key, wanted in (("files", True), ("exclude", False)):
            pattern = options.get(key, "")
            if pattern and names and not any(matches(pattern, name) is wanted for name in names):
                return f"{whose} `{key}` covers {'no file' if wanted else 'every file'}"
    return ""


def matches(pattern: str, name: str) -> bool:
    """Whether the framework takes the pattern to match; a wrong one matches nothing."""
    try:
        return re.search(pattern, name) is not None
    except re.error:
        return False
