"""The salt of a repository's hashes."""

from __future__ import annotations

import os
import secrets

from scanner.baseline.read import read_baseline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.git.repo import Repository


def salt_for(path: str | None, repository: Repository | None) -> str:
    """Return the salt of the baseline at `path`; without one, the repository's root commit; else a random one.

    The root commit, so that two branches that both create a baseline agree. Raises BaselineError if the file is broken.
    """
    if path is not None and os.path.exists(path):
        return read_baseline(path).salt
    root = repository.root_commit() if repository is not None else None
    return root or secrets.token_hex(20)
