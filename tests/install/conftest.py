"""Repositories in which git itself runs what was installed."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def git(repo: Repo) -> Callable[..., tuple[int, str]]:
    """Run git as a user does, with hooks; return the exit code and everything that was said."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
    names = {f"GIT_{who}_{what}": "a@example.invalid" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}

    def run(*words: str, cwd: Path | None = None, **more: str) -> tuple[int, str]:
        done = subprocess.run(
            ["git", *words],
            cwd=cwd or repo.root,
            env={**clean, **names, **repo.keysieve.environment, "PYTHONPATH": str(ROOT), **more},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
        )
        return done.returncode, done.stdout.decode("utf-8", "surrogateescape")

    return run


@pytest.fixture
def hook(repo: Repo) -> Callable[..., Path]:
    """Write a hook that people might have."""

    def write(text: str, name: str = "pre-commit", directory: str = ".git/hooks", mode: int = 0o755) -> Path:
        path = repo.write(f"{directory}/{name}", text)
        path.chmod(mode)
        return path

    return write
