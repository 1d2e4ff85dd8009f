"""Plain git hooks: where they go, what is in the way, and what is kept."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from scanner.git.hooks import hooks_place, is_inside
from scanner.install.model import InstallError, Keep, Plan, Remove, Restore, Write, contents
from scanner.install.script import KEPT, hook_script, is_ours, is_untouched

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.git.hooks import HooksPlace
    from scanner.git.repo import Repository
    from scanner.install.model import Step

LEGACY = ".legacy"
"""What the framework pre-commit calls the hook that it found, and runs first."""


def install_plan(repository: Repository, hooks: Sequence[str], force: bool) -> Plan:
    """Return the steps that put the hooks (`pre-commit`, `pre-push`) where git runs them.

    `force`: also where a configuration of the user or the system, or a path outside, sends them. A hook that is there
    is kept beside, and called first. Raises InstallError if that place is not the repository's, GitError.
    """
    place = hooks_place(repository)
    refuse(place, force)
    steps: list[Step] = []
    notes: list[str] = []
    for hook in hooks:
        path = os.path.join(place.directory, hook)
        there, script = contents(path), hook_script(hook)
        if there == script and os.access(path, os.X_OK):
            notes.append(f"{path}: is there already")
        elif is_ours(contents(path + LEGACY)):
            notes.append(f"{path}: runs it already, by {hook}{LEGACY}")
        else:
            if there is not None and not is_ours(there):
                steps.append(kept(path))
            elif there is None and os.path.islink(path):
                raise InstallError(f"{path}: is a link to nothing; remove it")
            steps.append(Write(path, script, executable=True))
    if steps and is_inside(place.directory, repository.root) and not is_inside(place.directory, place.usual):
        notes.append(f"{place.directory}: is in the work tree; where others run it, it takes `keysieve` from PATH")
    return Plan(tuple(steps), tuple(notes))


def refuse(place: HooksPlace, force: bool) -> None:
    """Raise InstallError if hooks are switched off, or not the repository's own and there is no `force`."""
    if place.switched_off:
        raise InstallError(
            f"hooks are switched off: the {place.scope} configuration sets core.hooksPath to "
            f"`{place.configured}`; run `git config --{place.scope} --unset-all core.hooksPath`"
        )
    if not place.own and not force:
        raise InstallError(
            f"git runs the hooks in {place.directory}, which is not this repository's: the {place.scope} configuration "
            f"sets core.hooksPath; run `git config --local core.hooksPath {place.usual}` for hooks of this repository, "
            f"or give --force to install it there"
        )


def kept(path: str) -> Keep:
    """Return the step that keeps a hook. Raises InstallError if another one is kept already."""
    beside = path + KEPT
    if os.path.lexists(beside) and not (os.path.exists(beside) and os.path.samefile(path, beside)):
        raise InstallError(f"{beside}: is there already, from another hook; join it with {path}, and remove it")
    return Keep(path, beside)


def uninstall_plan(repository: Repository, hooks: Sequence[str]) -> Plan:
    """Return the steps that take the hooks away and restore what was kept, byte for byte.

    Raises InstallError if one of them was changed by hand, GitError.
    """
    place = hooks_place(repository)
    steps: list[Step] = []
    for hook in hooks:
        for path in dict.fromkeys(os.path.join(top, hook) for top in (place.directory, place.usual)):
            steps += removal(path, path + KEPT, hook) or removal(path + LEGACY, path + KEPT, hook)
    return Plan(tuple(steps))


def removal(path: str, beside: str, hook: str) -> list[Step]:
    """Return the steps that put what was kept `beside` in the place of our script at `path`; none: it is not ours.

    Raises InstallError if it was changed by hand.
    """
    there = contents(path)
    if there is None or not is_ours(there):
        return []
    if not is_untouched(there, hook):
        raise InstallError(f"{path}: was changed since it was written; take keysieve out of it by hand")
    if not os.path.lexists(beside):
        return [Remove(path)]
    if path.endswith(LEGACY) and b"hook-impl" in (contents(beside) or b""):  # the framework is in its place again
        return [Remove(path), Remove(beside)]
    return [Restore(beside, path)]
