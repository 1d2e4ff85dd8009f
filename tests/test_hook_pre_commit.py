"""The hook as the real `pre-commit` program calls it, on real repositories."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

pytest.importorskip("pre_commit", reason="pre-commit runs the hook")

ROOT = Path(__file__).parent.parent
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


@pytest.fixture
def hooked(repo: Repo, home: Path) -> PreCommit:
    return prepared(repo, LOCAL.replace("ARGUMENTS", ""), home)


def test_commit_of_a_secret_is_stopped(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.stage("a.py", f"key = '{github_token}'\n")
    code, said = hooked.git("commit", "-m", "leak")
    assert code == 1
    assert "a.py:1:8" in said
    assert github_token not in said
    assert hooked.commits() == 1


def test_clean_commit_passes(hooked: PreCommit) -> None:
    hooked.repo.stage("a.py", "x = 1\n")
    code, said = hooked.git("commit", "-m", "clean")
    assert code == 0, said
    assert hooked.commits() == 2


def test_first_commit_of_a_repository_is_looked_at(
    make_repo: Callable[[str], Repo], hooked: PreCommit, github_token: str
) -> None:
    fresh = PreCommit(make_repo("fresh"), hooked.environment)
    fresh.repo.stage(".pre-commit-config.yaml", LOCAL.replace("ARGUMENTS", ""))
    fresh.repo.stage("a.py", f"key = '{github_token}'\n")
    fresh("install")
    code, said = fresh.git("commit", "-m", "leak")
    assert code == 1
    assert "a.py:1:8" in said


def test_commit_all_of_a_changed_file_is_stopped(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.commit(**{"a.py": "x = 1\n"})
    hooked.repo.write("a.py", f"key = '{github_token}'\n")
    code, said = hooked.git("commit", "-a", "-m", "leak")
    assert code == 1
    assert "a.py:1:8" in said


def test_commit_of_a_named_path_is_stopped(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.commit(**{"a.py": "x = 1\n", "b.py": "x = 1\n"})
    hooked.repo.write("a.py", f"key = '{github_token}'\n")
    code, said = hooked.git("commit", "-m", "leak", "a.py")
    assert code == 1
    assert "a.py:1:8" in said


def test_commit_of_a_named_path_ignores_what_else_is_staged(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.commit(**{"a.py": "x = 1\n", "b.py": "x = 1\n"})
    hooked.repo.stage("b.py", f"key = '{github_token}'\n")
    hooked.repo.write("a.py", "x = 2\n")
    code, said = hooked.git("commit", "-m", "clean", "a.py")
    assert code == 0, said
    assert hooked.git("commit", "-m", "leak")[0] == 1


def test_commit_from_a_subdirectory_looks_at_the_whole_repository(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.stage("top.py", f"key = '{github_token}'\n")
    hooked.repo.stage("below/a.py", "x = 1\n")
    code, said = hooked.git("-C", "below", "commit", "-m", "leak")
    assert code == 1
    assert "top.py:1:8" in said


def test_old_secret_in_a_touched_file_does_not_stop_a_commit(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    hooked.repo.stage("a.py", f"# more\n\nkey = '{github_token}'\n")
    code, said = hooked.git("commit", "-m", "touched")
    assert code == 0, said
    hooked.repo.stage("a.py", "# more\n")
    assert hooked.git("commit", "-m", "removed")[0] == 0


def test_secret_that_is_not_staged_does_not_stop_a_commit(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.stage("a.py", "x = 1\n")
    hooked.repo.write("a.py", f"key = '{github_token}'\n")
    code, said = hooked.git("commit", "-m", "clean")
    assert code == 0, said


def test_secret_gone_from_the_work_tree_is_stopped(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.stage("a.py", f"key = '{github_token}'\n")
    hooked.repo.write("a.py", "x = 1\n")
    assert hooked.git("commit", "-m", "leak")[0] == 1


def test_removal_alone_passes(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    hooked.repo.git("rm", "-q", "a.py")
    code, said = hooked.git("commit", "-m", "removed")
    assert code == 0, said


def test_amended_commit_is_looked_at(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.stage("a.py", f"key = '{github_token}'\n")
    assert hooked.git("commit", "--amend", "-m", "leak")[0] == 1


def test_run_looks_at_what_is_staged(hooked: PreCommit, github_token: str) -> None:
    assert hooked("run")[0] == 0
    hooked.repo.stage("a.py", f"key = '{github_token}'\n")
    code, said = hooked("run")
    assert code == 1
    assert "a.py:1:8" in said


def test_run_on_all_files_finds_what_is_committed(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    code, said = hooked("run", "--all-files")
    assert code == 1
    assert "a.py:1:8" in said


def test_run_on_given_files_finds_what_is_in_them(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.commit(**{"a.py": f"key = '{github_token}'\n", "b.py": "x = 1\n"})
    assert hooked("run", "--files", "a.py")[0] == 1
    code, said = hooked("run", "--verbose", "--files", "b.py")
    assert code == 0
    assert "1 file scanned" in said


def test_run_between_two_commits_finds_what_is_pushed(hooked: PreCommit, github_token: str) -> None:
    first = hooked.repo.commit("before")
    last = hooked.repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    assert hooked("run", "--from-ref", first, "--to-ref", last)[0] == 1
    assert hooked("run", "--from-ref", last, "--to-ref", last)[0] == 0


@dataclass
class Pusher:
    """A repository with the hook of the pre-push stage, and a remote."""

    hooked: PreCommit
    remote: Path

    def push(self, *arguments: str) -> tuple[int, str]:
        return self.hooked.git("push", "-q", "origin", *arguments)

    def refs(self) -> list[str]:
        return self.hooked.repo.git("-C", str(self.remote), "for-each-ref", "--format=%(refname)").split()


@pytest.fixture
def pusher(repo: Repo, home: Path, tmp_path: Path) -> Pusher:
    import yaml

    [published] = [
        each for each in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text()) if "push" in each["id"]
    ]
    entry = published["entry"].replace("keysieve", f"{sys.executable} -m scanner", 1)
    local = {"repo": "local", "hooks": [{**published, "entry": entry, "language": "system"}]}
    hooked = prepared(repo, yaml.safe_dump({"repos": [local]}), home)
    remote = tmp_path / "remote.git"
    repo.git("init", "-q", "--bare", str(remote))
    repo.git("remote", "add", "origin", str(remote))
    code, said = hooked("install", "--hook-type", "pre-push")
    assert code == 0, said
    return Pusher(hooked, remote)


def test_clean_first_push_passes(pusher: Pusher) -> None:
    code, said = pusher.push("main")
    assert code == 0, said
    assert pusher.refs() == ["refs/heads/main"]


def test_push_of_a_secret_that_is_gone_again_is_stopped(pusher: Pusher, github_token: str) -> None:
    repo = pusher.hooked.repo
    repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    leak = repo.git("rev-parse", "HEAD").strip()
    repo.git("rm", "-q", "a.py")
    repo.commit("gone")
    for _ in range(2):  # to an empty remote down to the root commit, then on top of what it has
        code, said = pusher.push("main")
        assert code != 0
        assert f"in commit {leak[:12]}" in said
        assert pusher.hooked.git("push", "-q", "--no-verify", "origin", "HEAD~2:refs/heads/main")[0] == 0


def test_push_of_a_new_branch_scans_what_the_remote_does_not_have(pusher: Pusher, github_token: str) -> None:
    repo = pusher.hooked.repo
    repo.commit(**{"old.py": f"key = '{github_token}'\n"})
    assert pusher.hooked.git("push", "-q", "--no-verify", "origin", "main")[0] == 0
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(**{"a.py": "x = 1\n"})
    repo.git("checkout", "-q", "main")
    code, said = pusher.push("side")
    assert code == 0, said
    repo.git("checkout", "-q", "side")
    repo.commit(**{"b.py": f"key = '{github_token}'\n"})
    repo.git("checkout", "-q", "main")
    for target in ("side", "side:refs/heads/other", "side:refs/tags/v1"):
        assert pusher.push(target)[0] != 0, target
    repo.git("tag", "-a", "-m", "release", "v2", "side")
    assert pusher.push("v2")[0] != 0
    assert pusher.push("main:refs/tags/v3")[0] == 0
    assert pusher.push("--delete", "v3")[0] == 0


def test_forced_push_scans_what_is_new_in_it(pusher: Pusher, github_token: str) -> None:
    repo = pusher.hooked.repo
    repo.commit(**{"a.py": "x = 1\n"})
    assert pusher.push("main")[0] == 0
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    code, said = pusher.push("--force", "main")
    assert code != 0
    assert "a.py:1:8" in said
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.commit(**{"a.py": "x = 2\n"})
    assert pusher.push("--force", "main")[0] == 0


def test_run_says_how_little_it_looked_at(hooked: PreCommit) -> None:
    assert "0 files scanned" in hooked("run", "--verbose")[1]


def test_conflict_resolution_of_a_merge_is_looked_at(hooked: PreCommit, github_token: str) -> None:
    repo = hooked.repo
    repo.commit(**{"a.py": "x = 1\n"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(**{"a.py": "x = 2\n"})
    repo.git("checkout", "-q", "main")
    repo.commit(**{"a.py": "x = 3\n"})
    repo.git("merge", "side", check=False)
    repo.stage("a.py", f"key = '{github_token}'\n")
    code, said = hooked.git("commit", "-m", "merge")
    assert code == 1
    assert "a.py:1:8" in said
    repo.stage("a.py", "x = 4\n")
    assert hooked.git("commit", "-m", "merge")[0] == 0


@pytest.mark.parametrize("placed", [0, 1234, 2499])
def test_secret_is_found_in_whichever_batch_it_falls(hooked: PreCommit, github_token: str, placed: int) -> None:
    folder = "a-folder-with-a-long-name/" * 4
    for number in range(2500):
        hooked.repo.write(f"{folder}file-{number:04}.py", f"x = {number}\n")
    secret = f"{folder}file-{placed:04}.py"
    hooked.repo.write(secret, f"key = '{github_token}'\n")
    hooked.repo.git("add", ".")
    code, said = hooked("run", "--verbose")
    assert code == 1
    assert said.count(f"{secret}:1:8") == 1
    scanned = [int(line.split()[1]) for line in said.splitlines() if line.startswith("keysieve: ")]
    assert len(scanned) > 1, "one batch only: the test needs longer names"
    assert sum(scanned) == 2500
    code, said = hooked("run", "--all-files", "--verbose")
    assert code == 1
    assert said.count(f"{secret}:1:8") == 1


NAMES = [
    "a b.py",
    "'quote'.py",
    '"double".py',
    "$HOME.py",
    "café 😀.py",
    "tab\there.py",
    "new\nline.py",
    "back\\slash.py",
]
NAMES += ["--show-secrets", "--exit-code=0", "-h", "--", "--output=gone", "--min-confidence=high"]


@pytest.mark.parametrize("name", NAMES)
def test_file_of_any_name_is_scanned(hooked: PreCommit, github_token: str, name: str) -> None:
    hooked.repo.stage(name, f"key = '{github_token}'\n")
    assert hooked.git("commit", "-m", "leak")[0] == 1
    hooked.repo.commit("past the hook")
    code, said = hooked("run", "--all-files")
    assert code == 1
    assert github_token not in said
    assert not (hooked.repo.root / "gone").exists()


def test_name_that_is_no_text_is_scanned(hooked: PreCommit, github_token: str) -> None:
    hooked.repo.stage(b"caf\xe9.py", f"key = '{github_token}'\n")
    assert hooked.git("commit", "-m", "leak")[0] == 1


def test_baseline_and_options_are_given_as_arguments(repo: Repo, home: Path, github_token: str, aws_id: str) -> None:
    repo.write("a.py", f"key = '{github_token}'\n")
    assert repo.keysieve("baseline", "create", "known").code == 0
    hooked = prepared(repo, LOCAL.replace("ARGUMENTS", "--baseline, known"), home)
    repo.git("add", ".")
    code, said = hooked.git("commit", "-m", "known")
    assert code == 0, said
    repo.stage("--exit-code=0", f"key = '{aws_id}'\n")
    assert hooked.git("commit", "-m", "leak")[0] == 1


def test_error_is_no_success(hooked: PreCommit) -> None:
    hooked.repo.stage(".keysieve.baseline", "broken\n")
    code, said = hooked.git("commit", "-m", "broken")
    assert code == 1
    assert ".keysieve.baseline" in said
    assert "Traceback" not in said


def test_hook_of_the_published_repository_installs_and_runs(
    make_repo: Callable[[str], Repo], home: Path, dependencies: Path, github_token: str
) -> None:
    """`repo: <address>`, `rev`, `id: keysieve`, with the project's own hook file; nothing is fetched."""
    pytest.importorskip("hatchling", reason="hatchling builds the wheel")
    published = make_repo("published")
    for name in ("scanner", "rules"):
        shutil.copytree(ROOT / name, published.root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, published.root / name)
    published.git("add", ".")
    revision = published.commit("release")
    configuration = f"repos:\n- repo: {published.root}\n  rev: {revision}\n  hooks:\n  - id: keysieve\n"
    hooked = prepared(make_repo("user"), configuration, home)
    offline = {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_NO_DEPS": "1", "PYTHONPATH": str(dependencies)}
    hooked.environment.update(offline)
    hooked.repo.stage("a.py", "x = 1\n")
    code, said = hooked.git("commit", "-m", "clean")
    assert code == 0, said
    for name in ("b.py", "--exit-code=0"):
        hooked.repo.stage(name, f"key = '{github_token}'\n")
        code, said = hooked.git("commit", "-m", "leak")
        assert code == 1, said
        assert f"{name}:1:8" in said
        hooked.repo.commit("past the hook")
    code, said = hooked("run", "--all-files")
    assert code == 1
    assert "b.py:1:8" in said


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


def test_gitignore_hook_stops_a_secret_file_and_lets_its_template_pass(repo: Repo, home: Path) -> None:
    hooked = prepared(repo, published_hooks("keysieve-gitignore"), home)
    repo.stage(".env.example", "A=\n")
    assert hooked.git("commit", "-qm", "template")[0] == 0
    repo.stage("conf/.env", "A=1\n")
    code, said = hooked.git("commit", "-qm", "leak")
    assert code == 1
    assert "conf/.env: error: about to be committed" in said
    repo.git("rm", "-q", "--cached", "conf/.env")
    assert hooked.git("commit", "--allow-empty", "-qm", "mended")[0] == 0


def test_misuse_hook_stops_new_misuse_alone(repo: Repo, home: Path, github_token: str) -> None:
    repo.commit("old", **{"a.py": "print(password)\n"})
    hooked = prepared(repo, published_hooks("keysieve-misuse"), home)
    repo.stage("a.py", f"# moved\nprint(password)\nkey = '{github_token}'\n")
    assert hooked.git("commit", "-qm", "a secret is the other hook's")[0] == 0
    repo.stage("a.py", "print(password)\nlog.info(password)\n")
    code, said = hooked.git("commit", "-qm", "misuse")
    assert code == 1
    assert "a.py:2:1  high  misuse-secret-in-log" in said


def test_hook_for_users_of_detect_secrets_stops_a_commit_until_its_baseline_is_staged(
    repo: Repo, home: Path, password: str
) -> None:
    name = ".secrets.baseline"
    configuration = LOCAL.replace("scanner hook", "scanner detect-secrets-hook").replace(
        "ARGUMENTS", f'"--baseline", {name}'
    )
    repo.stage("a.py", f'password = "{password}"\n')
    assert repo.keysieve("baseline", "create", name).code == 0
    repo.git("add", name)
    hooked = prepared(repo, configuration, home)
    repo.stage("a.py", f'\n\npassword = "{password}"\n')
    code, said = hooked.git("commit", "-m", "moved")
    assert code == 1
    assert "exit code: 3" in said
    repo.git("add", name)
    code, said = hooked.git("commit", "-m", "moved")
    assert code == 0, said
    repo.stage("b.py", f'password = "{password}"\n')
    assert hooked.git("commit", "-m", "leak")[0] == 1
    staging = configuration.replace("always_run", "verbose").replace('"--baseline"', '--stage-baseline, "--baseline"')
    repo.git("rm", "-q", "--cached", "b.py")
    repo.commit(**{".pre-commit-config.yaml": staging})
    repo.stage("a.py", f'\n\n\npassword = "{password}"\n')
    code, said = hooked.git("commit", "-m", "moved again")
    assert code == 0, said
    assert '"line_number": 4' in repo.git("show", f"HEAD:{name}")
