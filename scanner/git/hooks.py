"""Where git looks for its hooks, and who says so."""

from __future__ import annotations

import os

from scanner.git.run import GitError, lines, output
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.git.repo import Repository

SCOPES = ("worktree", "local", "global", "system")
"""From the one that git believes most."""


class HooksPlace(NamedTuple):
    """The directory of the hooks of one work tree."""

    directory: str
    """Absolute; it need not be there."""
    configured: str
    """The value of `core.hooksPath`; empty: it is not set."""
    scope: str
    """Which configuration sets it: one of `SCOPES`; empty: none does."""
    own: bool
    """Whether it lies in the repository: in its work tree or its git directory, by its own configuration or none."""
    usual: str
    """The directory where git looks if nothing is configured."""

    @property
    def switched_off(self) -> bool:
        """Whether the setting names no directory, which is how people switch hooks off."""
        return bool(self.scope) and (not self.configured or self.directory == os.devnull)


def hooks_place(repository: Repository) -> HooksPlace:
    """Return where git looks for the hooks of this work tree. Raises GitError if git fails."""
    said = os.fsdecode(output(["rev-parse", "--git-common-dir"]).removesuffix(b"\n"))
    common = os.path.realpath(said)
    usual = os.path.join(common, "hooks")
    scopes = SCOPES if configured("extensions.worktreeConfig", "local") == "true" else SCOPES[1:]
    for scope in scopes:
        value = configured("core.hooksPath", scope)
        if value is not None:
            directory = os.path.normpath(os.path.join(repository.root, value)) if value else ""
            own = scope in ("worktree", "local") and any(
                is_inside(directory, top) for top in (repository.root, common, repository.git_directory)
            )
            return HooksPlace(directory, value, scope, bool(value) and own, usual)
    return HooksPlace(usual, "", "", True, usual)


def configured(key: str, scope: str) -> str | None:
    """Return what one scope's configuration, with what it includes, sets a path to; None: nothing."""
    try:
        values = lines(["config", f"--{scope}", "--includes", "-z", "--type=path", "--get-all", key])
    except GitError:
        return None  # git's way to say that it is not set, or that there is no such file
    return os.fsdecode(values[-1]) if values else None


def is_inside(path: str, top: str) -> bool:
    """Whether the path is `top` or below it, links followed."""
    real, above = os.path.realpath(path), os.path.realpath(top)
    return real == above or real.startswith(above.rstrip(os.sep) + os.sep)
