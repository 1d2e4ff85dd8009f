"""What the field reports share: the hook as git calls it, and the proof that a scan looked at everything."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Outcome, Repo


@pytest.fixture
def hooked() -> Callable[[Repo], Repo]:
    """Install the hook into a repository."""

    def install(repo: Repo) -> Repo:
        hooks = repo.root / repo.git("rev-parse", "--git-path", "hooks").strip()
        hooks.mkdir(exist_ok=True)
        hook = hooks / "pre-commit"
        hook.write_text(f"#!/bin/sh\nexec {shlex.quote(sys.executable)} -m scanner hook\n")
        hook.chmod(0o755)
        return repo

    return install


@pytest.fixture
def passes() -> Callable[..., bool]:
    """Try `git commit` with the hook and tell whether the commit was made."""

    def commit(repo: Repo, *arguments: str, **environment: str) -> bool:
        before = repo.git("rev-parse", "-q", "--verify", "HEAD", check=False)
        repo.git("commit", "-qm", "change", *arguments, check=False, **environment)
        return repo.git("rev-parse", "-q", "--verify", "HEAD", check=False) != before

    return commit


@pytest.fixture
def proven() -> Callable[[Outcome], dict[str, Any]]:
    """Check that listed = scanned + skipped + errors, and return the report."""

    def check(outcome: Outcome) -> dict[str, Any]:
        report = outcome.report
        summary = report["summary"]
        assert summary["listed"] == summary["fragments"] + len(report["skipped"]) + len(report["errors"])
        assert (summary["state"] == "complete") == (not report["errors"])
        return report

    return check
