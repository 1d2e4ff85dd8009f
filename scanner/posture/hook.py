"""Whether the hook is there, runs, and is of this version: what `keysieve doctor` sees of it, weighed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner import __version__
from scanner.doctor.commit_hook import INSTALL, names_keysieve
from scanner.doctor.run import examined
from scanner.install.framework import CONFIG
from scanner.install.model import InstallError
from scanner.posture.framework import framework_of
from scanner.posture.interface import UNSEEN, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.install.config_shape import Item
    from scanner.posture.interface import Scene, Standing


def hook_checks(scene: Scene) -> Iterator[Check]:
    """Yield whether the hook is installed in this clone, and whether it is current. Raises GitError."""
    try:
        named = names_keysieve(scene.surroundings)
    except InstallError as error:
        yield Check("hook-installed", UNSEEN, str(error))
        yield Check("hook-current", UNSEEN, "the hook cannot be read")
        return
    framework = framework_of(scene.repository.root)
    yield _installed(scene, named, framework)
    if named:
        yield Check("hook-current", "ok", f"the hook calls the keysieve that is installed; here that is {__version__}")
    elif framework is not None:
        yield _current(framework)
    else:
        yield Check("hook-current", UNSEEN, "there is no hook here whose version could be told", INSTALL)


def _installed(scene: Scene, named: bool, framework: Item | None) -> Check:
    hook, configured = examined(scene.surroundings, ("hook", "pre-commit"))
    for seen in (hook, configured):
        if seen.status == "unseen":
            return Check("hook-installed", UNSEEN, seen.message, seen.mend)
        if seen.status != "ok":
            standing: Standing = "attention" if named else "missing"
            return Check("hook-installed", standing, seen.message, seen.mend or INSTALL)
    if not named and framework is None:
        return Check("hook-installed", "missing", f"{hook.message}; {configured.message}", INSTALL)
    return Check("hook-installed", "ok", f"{hook.message}; other clones have hooks of their own")


def _current(framework: Item) -> Check:
    if framework.address == "local":
        evidence = f"{CONFIG} runs the keysieve that is installed; here that is {__version__}"
        return Check("hook-current", "ok", evidence)
    if framework.rev.removeprefix("v") == __version__:
        return Check("hook-current", "ok", f"{CONFIG} pins {framework.rev}, this version")
    evidence = f"{CONFIG} pins {framework.rev or 'no version'}; this is {__version__}"
    return Check("hook-current", "attention", evidence, "run `pre-commit autoupdate`, or update this keysieve")
