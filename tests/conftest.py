"""What the tests share: real repositories, filled samples, and the command as users run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from scanner.rulecheck.template import fill

CLEAN_ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
IDENTITY = {
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.invalid",
    "GIT_COMMITTER_NAME": "C",
    "GIT_COMMITTER_EMAIL": "c@example.invalid",
}


def sample(template: str, seed: int = 0) -> str:
    """Fill a sample template; equal seeds give equal values."""
    return fill(template, Random(f"{template} {seed}"))


@pytest.fixture(name="sample")
def sample_fixture() -> Callable[..., str]:
    return sample


@pytest.fixture
def aws_id() -> str:
    return sample("{aws_key_id:AKIA}")


@pytest.fixture
def github_token() -> str:
    return sample("{github_token:ghp_}")


@pytest.fixture
def password() -> str:
    return sample("{password:16}")


@dataclass
class Outcome:
    """What a run of the command left behind."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        return json.loads(self.out)

    @property
    def new(self) -> list[dict[str, Any]]:
        return [finding for finding in self.report["findings"] if finding["status"] == "new"]

    @property
    def places(self) -> list[tuple[str, int]]:
        return [(finding["path"], finding["line"]) for finding in self.new]


@dataclass
class Keysieve:
    """Runs `keysieve` as a process of its own, in a directory and an environment."""

    directory: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(
        self, *arguments: str | bytes, stdin: bytes = b"", cwd: Path | None = None, **environment: str
    ) -> Outcome:
        run = subprocess.run(
            [sys.executable, "-m", "scanner", *arguments],
            cwd=cwd or self.directory,
            env={**CLEAN_ENVIRONMENT, **self.environment, **environment},
            input=stdin,
            capture_output=True,
            timeout=120,
            check=False,
        )
        outcome = Outcome(run.returncode, run.stdout.decode("utf-8", "surrogateescape"), run.stderr.decode())
        assert "Traceback" not in outcome.err, outcome.err
        return outcome


@dataclass
class Repo:
    """A real repository in a temporary directory."""

    root: Path
    keysieve: Keysieve

    def git(self, *arguments: str | bytes, check: bool = True, stdin: bytes = b"", **environment: str) -> str:
        run = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env={**CLEAN_ENVIRONMENT, **IDENTITY, **self.keysieve.environment, **environment},
            input=stdin,
            capture_output=True,
            timeout=120,
            check=False,
        )
        if check and run.returncode:
            raise AssertionError(f"git {arguments}: {run.stderr.decode()}")
        return run.stdout.decode("utf-8", "surrogateescape")

    def write(self, name: str | bytes, text: str | bytes) -> Path:
        path = Path(os.fsdecode(os.path.join(os.fsencode(self.root), os.fsencode(name))))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def stage(self, name: str | bytes, text: str | bytes) -> Path:
        path = self.write(name, text)
        self.git("add", "--force", "--", name, GIT_LITERAL_PATHSPECS="1")
        return path

    def commit(self, message: str = "change", **files: str) -> str:
        for name, text in files.items():
            self.stage(name, text)
        self.git("commit", "--no-verify", "--allow-empty", "-qm", message)
        return self.git("rev-parse", "HEAD").strip()

    def staged(self, *arguments: str) -> Outcome:
        """Scan what is staged; the report is JSON."""
        return self.keysieve("scan", "--staged", "--format", "json", *arguments)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    directory = tmp_path / "home"
    directory.mkdir()
    return directory


@pytest.fixture
def keysieve(tmp_path: Path, home: Path) -> Keysieve:
    directory = tmp_path / "here"
    directory.mkdir()
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Keysieve(directory, {"HOME": str(home), "XDG_CACHE_HOME": cache, "GIT_CONFIG_NOSYSTEM": "1"})


@pytest.fixture
def make_repo(tmp_path: Path, keysieve: Keysieve) -> Callable[[str], Repo]:
    def make(name: str = "repo", *arguments: str) -> Repo:
        root = tmp_path / name
        root.mkdir()
        repo = Repo(root, Keysieve(root, keysieve.environment))
        repo.git("init", "-q", "-b", "main", *arguments)
        return repo

    return make


@pytest.fixture
def repo(make_repo: Callable[[str], Repo]) -> Repo:
    """A repository without a commit."""
    return make_repo("repo")


@pytest.fixture
def enter(monkeypatch: pytest.MonkeyPatch) -> Callable[[Repo], Repo]:
    """Make a repository the current directory of this process, without the variables of a hook around it."""

    def go(repo: Repo) -> Repo:
        for name in list(os.environ):
            if name.startswith(("GIT_", "PRE_COMMIT")):
                monkeypatch.delenv(name)
        for name, value in repo.keysieve.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(repo.root)
        return repo

    return go


@pytest.fixture
def here(repo: Repo, enter: Callable[[Repo], Repo]) -> Repo:
    """The repository that is the current directory of this process."""
    return enter(repo)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test in this process opens a connection."""
    import socket

    def refuse(*arguments: object, **named: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    yield
