"""The salt of a repository's hashes."""

from __future__ import annotations

import os
import secrets

from scanner.baseline.kind import is_foreign
from scanner.baseline.read import read_baseline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.git.repo import Repository

NO_REPOSITORY = "0" * 40
"""The salt where there is neither a baseline nor a root commit."""


def salt_for(path: str | None, repository: Repository | None) -> str:
    """Return the salt of the baseline at `path`; without one, the repository's root commit; else a random one.

    The root commit, so that two branches that both create a baseline agree. Raises BaselineError if the file is broken.
    """
    return _recorded(path) or _root_commit(repository) or secrets.token_hex(20)


def report_salt(path: str | None, repository: Repository | None) -> str:
    """Return the salt for a report: as for a baseline, but a fixed one instead of a random one.

    So that the reports of two runs tell the same secret by the same fingerprint in a shallow clone, too, as CI jobs
    have them. Raises BaselineError if the file is broken.
    """
    return _recorded(path) or _root_commit(repository) or NO_REPOSITORY


def _recorded(path: str | None) -> str | None:
    """Return the salt of the native baseline at `path`; None if there is none."""
    return read_baseline(path).salt if path is not None and os.path.exists(path) and not is_foreign(path) else None


def _root_commit(repository: Repository | None) -> str | None:
    return repository.root_commit() if repository is not None else None
