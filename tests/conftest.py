"""What the tests share: real repositories, filled samples, and the command as users run it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import settings

from scanner.rulecheck.template import fill
from scanner.ruleset.cache import compiled_directory
from scanner.ruleset.locate import data_directory
from tests.command import run_command

settings.register_profile("keysieve", deadline=None)  # how long something takes is no test
settings.load_profile("keysieve")

ROOT = Path(__file__).parent.parent
CLEAN_ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
SHARED_CACHE = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
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
        variables = {**CLEAN_ENVIRONMENT, **self.environment, **environment}
        run = run_command(arguments, cwd or self.directory, variables, stdin)
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
    return Keysieve(directory, {"HOME": str(home), "XDG_CACHE_HOME": SHARED_CACHE, "GIT_CONFIG_NOSYSTEM": "1"})


@pytest.fixture(scope="session")
def compiled_rules() -> Path:
    """The compiled form of the built-in rules, as it is in the cache that calls share."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", SHARED_CACHE)
        return Path(compiled_directory(data_directory(), []))


@pytest.fixture
def new_cache(tmp_path: Path, compiled_rules: Path) -> Path:
    """A cache of this test's own, in which there are the compiled rules alone: compiling them again takes long."""
    cache = tmp_path / "cache"
    shutil.copytree(compiled_rules, cache / "keysieve" / "rules" / compiled_rules.name)
    (cache / "keysieve").chmod(0o700)
    return cache


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
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test in this process opens a connection."""
    import socket

    def refuse(*arguments: object, **named: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@dataclass
class Installed:
    """The wheel, built from this checkout and installed in a virtual environment of its own."""

    wheel: Path
    environment: Path

    @property
    def python(self) -> str:
        return str(self.environment / "bin" / "python")

    def __call__(self, *command: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.environment / "bin" / command[0]), *command[1:]],
            cwd=cwd,
            env={**{name: value for name, value in CLEAN_ENVIRONMENT.items() if name != "PYTHONPATH"}, **environment},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )


@pytest.fixture(scope="session")
def dependencies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with what the tests' own environment has installed, but without keysieve: no network is needed."""
    links = tmp_path_factory.mktemp("dependencies")
    for place in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        for entry in Path(place).iterdir():
            ours = entry.name.lower().startswith(("keysieve", "_editable", "__editable", "pip", "scanner"))
            if not ours and entry.suffix != ".pth":
                (links / entry.name).symlink_to(entry)
    return links


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory, dependencies: Path) -> Installed:
    pytest.importorskip("hatchling", reason="hatchling builds the wheel")
    place = tmp_path_factory.mktemp("installed")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=300)
    (wheel,) = place.glob("*.whl")
    environment = place / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True, capture_output=True, timeout=300)
    result = Installed(wheel, environment)
    run = result("python", "-m", "pip", "install", "--no-deps", "--no-index", str(wheel), cwd=place)
    assert run.returncode == 0, run.stderr
    site = result("python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=place).stdout.strip()
    Path(site, "dependencies.pth").write_text(f"{dependencies}\n")
    return result


def program_path(program: str) -> str | None:
    """Return where a program is: in `PATH`, or where Debian keeps PostgreSQL's, which are not in it."""
    beside = (str(place) for place in Path("/usr/lib/postgresql").glob("*/bin"))
    return shutil.which(program) or shutil.which(program, path=os.pathsep.join(sorted(beside, reverse=True)))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test that needs a program which is not there, and say its name."""
    for mark in item.iter_markers("needs"):
        for program in mark.args:
            if program_path(program) is None:
                pytest.skip(f"needs {program}; `make test-all` installs it")


def compiled_patterns(cache: Path) -> Path:
    """Return Hyperscan's compiled patterns below the directory, when they are there: nobody waits for their process."""
    for _ in range(3000):
        if found := list(cache.rglob("hyperscan/*.db")):
            return found[0]
        time.sleep(0.1)
    pytest.fail("the patterns were not compiled within five minutes")
