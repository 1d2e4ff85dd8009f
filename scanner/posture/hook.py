"""Whether the hook is there, runs, and is of this version."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from scanner import __version__
from scanner.git.hooks import hooks_place
from scanner.posture.contents import text_of, uncommented
from scanner.posture.framework import NAME, OURS, framework_of
from scanner.posture.interface import UNSEEN, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.posture.framework import Framework
    from scanner.posture.interface import Scene

FRAMEWORK_MARK = "pre-commit"
MANAGED = {
    "husky": (".husky/pre-commit",),
    "lefthook": ("lefthook.yml", "lefthook.yaml", ".lefthook.yml", ".lefthook.yaml"),
}
"""What other managers of hooks have in the path or text of theirs, and the files in which they are told what to run."""

INSTALL = "run `keysieve install`"


def hook_checks(scene: Scene) -> Iterator[Check]:
    """Yield whether the hook is installed in this clone, and whether it is current. Raises GitError."""
    path = os.path.join(hooks_place(scene.repository).directory, "pre-commit")
    text = text_of(path)
    framework = framework_of(scene.repository.root)
    calls_us = text is not None and (OURS in uncommented(text) or _managed(scene.repository.root, path + text))
    by_framework = not calls_us and text is not None and FRAMEWORK_MARK in text and framework is not None
    yield _installed(path, text, framework, calls_us or by_framework)
    if framework is not None and not calls_us:
        yield _current(framework)
    elif calls_us:
        yield Check("hook-current", "ok", f"{path} calls the keysieve that is installed; here that is {__version__}")
    else:
        yield Check("hook-current", UNSEEN, "there is no hook here whose version could be told", INSTALL)


def _managed(root: str, hook: str) -> bool:
    """Whether another manager, which `hook` (its path and text) is of, is told to run ours."""
    told = (name for manager, names in MANAGED.items() if manager in hook for name in names)
    return any(OURS in uncommented(text_of(os.path.join(root, name)) or "") for name in told)


def _installed(path: str, text: str | None, framework: Framework | None, ours: bool) -> Check:
    if text is None:
        configured = f"{NAME} names the hook, but {path} is not there" if framework else f"{path} is not there"
        return Check("hook-installed", "missing", configured, "run `pre-commit install`" if framework else INSTALL)
    if not ours:
        return Check("hook-installed", "missing", f"{path} does not call keysieve", INSTALL)
    if not os.access(path, os.X_OK):
        return Check("hook-installed", "attention", f"{path} is not executable: git skips it", "run `chmod +x` on it")
    through = f" through {NAME}" if framework is not None else ""
    return Check("hook-installed", "ok", f"{path} calls keysieve{through}; other clones have hooks of their own")


def _current(framework: Framework) -> Check:
    if framework.repo == "local":
        evidence = f"{NAME} runs the keysieve that is installed; here that is {__version__}"
        return Check("hook-current", "ok", evidence)
    if framework.rev.removeprefix("v") == __version__:
        return Check("hook-current", "ok", f"{NAME} pins {framework.rev}, this version")
    evidence = f"{NAME} pins {framework.rev or 'no version'}; this is {__version__}"
    return Check("hook-current", "attention", evidence, "run `pre-commit autoupdate`, or update this keysieve")
