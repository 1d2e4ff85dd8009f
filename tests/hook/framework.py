"""The real `pre-commit` program, on real repositories."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Repo

ROOT = Path(__file__).parent.parent.parent
LOCAL = f"""
repos:
- repo: local
  hooks:
  - id: keysieve
    name: keysieve
    entry: {sys.executable} -m scanner hook
    args: [ARGUMENTS]
    language: system
    types: [file]
    pass_filenames: true
    require_serial: true
    always_run: true
"""


@dataclass
class PreCommit:
    """A repository with the hook installed."""

    repo: Repo
    environment: dict[str, str]

    def git(self, *arguments: str | bytes) -> tuple[int, str]:
        """Run git as a user does, with the hook; return the exit code and everything that was said."""
        return self.run("git", *arguments)

    def __call__(self, *arguments: str) -> tuple[int, str]:
        return self.run(sys.executable, "-m", "pre_commit", *arguments)

    def run(self, *command: str | bytes) -> tuple[int, str]:
        run = subprocess.run(
            command,
            cwd=self.repo.root,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
            check=False,
        )
        return run.returncode, run.stdout.decode("utf-8", "surrogateescape")

    def commits(self) -> int:
        return int(self.repo.git("rev-list", "--count", "--all"))


def prepared(repo: Repo, configuration: str, home: Path) -> PreCommit:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
    names = {f"GIT_{who}_{what}": "a@example.invalid" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**clean, **names, **repo.keysieve.environment, "PRE_COMMIT_HOME": str(home / "pre-commit")}
    repo.commit("first", **{".pre-commit-config.yaml": configuration})
    hooked = PreCommit(repo, environment)
    code, said = hooked("install")
    assert code == 0, said
    return hooked


def published_hooks(*ids: str) -> str:
    """Return a configuration with these hooks as they are published, but run from this checkout."""
    import yaml

    hooks = []
    for each in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text()):
        if each["id"] in ids:
            entry = each["entry"].replace("keysieve", f"{sys.executable} -m scanner", 1)
            hooks.append({**each, "entry": entry, "language": "system", "additional_dependencies": []})
    assert len(hooks) == len(ids)
    return yaml.safe_dump({"repos": [{"repo": "local", "hooks": hooks}]})
