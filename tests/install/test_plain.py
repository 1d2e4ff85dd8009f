"""Plain git hooks, run by git."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from scanner.git.repo import open_repository
from scanner.install.model import carry_out
from scanner.install.plain import install_plan
from scanner.install.script import MARK, hook_script, is_untouched, quoted, unquoted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Repo

    Git = Callable[..., tuple[int, str]]
    Hook = Callable[..., Path]

PYTHON_HOOK = f"#!{sys.executable}\nprint('mine ran')\n"


def files(directory: Path) -> list[str]:
    return sorted(name for name in os.listdir(directory) if not name.endswith(".sample"))


def test_installed_hook_stops_a_secret_and_lets_the_rest_through(repo: Repo, git: Git, github_token: str) -> None:
    assert repo.keysieve("install").code == 0
    repo.stage("a.py", "x = 1\n")
    assert git("commit", "-m", "clean")[0] == 0
    repo.stage("a.py", f"key = '{github_token}'\n")
    code, said = git("commit", "-m", "secret")
    assert (code, "github-pat" in said) == (1, True)


def test_hook_works_without_an_activated_environment(repo: Repo, git: Git, github_token: str) -> None:
    repo.keysieve("install")
    repo.stage("a.py", f"key = '{github_token}'\n")
    code, said = git(
        "commit", "-m", "secret", PATH=f"{os.path.dirname(shutil.which('git') or '')}{os.pathsep}/usr/bin:/bin"
    )
    assert (code, "github-pat" in said) == (1, True)


def test_hook_that_was_there_runs_first_and_decides_too(repo: Repo, git: Git, hook: Hook, github_token: str) -> None:
    hook(PYTHON_HOOK)
    assert repo.keysieve("install").code == 0
    repo.stage("a.py", f"key = '{github_token}'\n")
    code, said = git("commit", "-m", "secret")
    assert (code, said.startswith("mine ran\n"), "github-pat" in said) == (1, True, True)
    hook("#!/bin/sh\nexit 7\n", "pre-commit.before-keysieve")
    repo.stage("a.py", "x = 1\n")
    assert git("commit", "-m", "clean")[0] != 0


def test_hook_that_git_did_not_run_is_not_run_either(repo: Repo, git: Git, hook: Hook) -> None:
    hook("#!/bin/sh\nexit 1\n", mode=0o644)
    repo.keysieve("install")
    repo.stage("a.py", "x = 1\n")
    assert git("commit", "-m", "clean")[0] == 0


@pytest.mark.parametrize(
    ("text", "mode"),
    [(PYTHON_HOOK, 0o750), ("#!/bin/sh\r\nexit 0\r\n", 0o755), ("", 0o644), ("#!/bin/sh\n# \udcff\nno end", 0o700)],
    ids=["python", "crlf", "empty", "bytes"],
)
def test_uninstall_restores_the_hook_byte_for_byte(repo: Repo, text: str, mode: int) -> None:
    path = repo.write(".git/hooks/pre-commit", os.fsencode(text))
    path.chmod(mode)
    before, listed = path.read_bytes(), files(path.parent)
    assert repo.keysieve("install", "--push").code == 0
    assert MARK.encode() in path.read_bytes()
    assert repo.keysieve("install", "--uninstall").code == 0
    assert (path.read_bytes(), path.stat().st_mode & 0o777, files(path.parent)) == (before, mode, listed)


def test_link_to_a_tracked_hook_stays_a_link(repo: Repo, git: Git) -> None:
    target = repo.write("tools/hook", "#!/bin/sh\necho mine ran\n")
    target.chmod(0o755)
    link = repo.root / ".git/hooks/pre-commit"
    link.parent.mkdir(exist_ok=True)
    link.symlink_to("../../tools/hook")
    assert repo.keysieve("install").code == 0
    assert target.read_text() == "#!/bin/sh\necho mine ran\n"
    repo.stage("a.py", "x = 1\n")
    assert git("commit", "-m", "clean")[1].startswith("mine ran\n")
    repo.keysieve("install", "--uninstall")
    assert os.readlink(link) == "../../tools/hook"


def test_install_twice_changes_nothing(repo: Repo, hook: Hook) -> None:
    path = hook(PYTHON_HOOK)
    repo.keysieve("install")
    before = {name: (path.parent / name).read_bytes() for name in files(path.parent)}
    outcome = repo.keysieve("install")
    assert outcome.out == ".git/hooks/pre-commit: is there already\n"
    assert {name: (path.parent / name).read_bytes() for name in files(path.parent)} == before


def test_dry_run_shows_and_does_nothing(repo: Repo, hook: Hook) -> None:
    path = hook(PYTHON_HOOK)
    outcome = repo.keysieve("install", "--dry-run")
    assert outcome.code == 0
    assert "would keep .git/hooks/pre-commit as pre-commit.before-keysieve" in outcome.out
    assert "+scan hook" in outcome.out
    assert (path.read_text(), files(path.parent)) == (PYTHON_HOOK, ["pre-commit"])


def test_hooks_path_of_the_repository_is_respected(repo: Repo, git: Git, github_token: str) -> None:
    repo.git("config", "core.hooksPath", "tools/hooks")
    assert repo.keysieve("install").code == 0
    assert files(repo.root / "tools/hooks") == ["pre-commit"]
    repo.stage("a.py", f"key = '{github_token}'\n")
    assert git("commit", "-m", "secret")[0] == 1


def test_hooks_path_of_the_user_is_named_and_refused(repo: Repo, home: Path, tmp_path: Path) -> None:
    (home / ".gitconfig").write_text(f"[core]\n\thooksPath = {tmp_path}/shared\n")
    outcome = repo.keysieve("install")
    assert outcome.code == 2
    assert f"{tmp_path}/shared" in outcome.err
    assert "global" in outcome.err
    assert outcome.err.count("\n") == 1
    assert not (tmp_path / "shared").exists()
    assert repo.keysieve("install", "--force").code == 0
    assert files(tmp_path / "shared") == ["pre-commit"]


@pytest.mark.parametrize("path", ["/dev/null", ""])
def test_hooks_that_are_switched_off_are_named(repo: Repo, path: str) -> None:
    repo.git("config", "core.hooksPath", path)
    outcome = repo.keysieve("install", "--force")
    assert outcome.code == 2
    assert "switched off" in outcome.err


def test_linked_work_tree_shares_the_hook(repo: Repo, git: Git, github_token: str) -> None:
    repo.commit(**{"a.py": "x = 1\n"})
    other = repo.root.parent / "other"
    repo.git("worktree", "add", "-q", str(other))
    assert repo.keysieve("install", cwd=other).code == 0
    assert files(repo.root / ".git/hooks") == ["pre-commit"]
    (other / "a.py").write_text(f"key = '{github_token}'\n")
    git("add", "a.py", cwd=other)
    assert git("commit", "-m", "secret", cwd=other)[0] == 1


def test_bare_repository_is_refused(make_repo: Callable[..., Repo]) -> None:
    outcome = make_repo("bare", "--bare").keysieve("install")
    assert outcome.code == 2
    assert "pre-receive" in outcome.err


def test_push_hook_passes_the_references_on_to_both(repo: Repo, git: Git, hook: Hook, github_token: str) -> None:
    remote = repo.root.parent / "remote"
    repo.git("init", "-q", "--bare", str(remote))
    repo.git("remote", "add", "origin", str(remote))
    hook('#!/bin/sh\necho "mine: $1"; cat\n', "pre-push")
    assert repo.keysieve("install", "--push").code == 0
    repo.commit(**{"a.py": "x = 1\n"})
    code, said = git("push", "origin", "main")
    assert (code, "mine: origin\nrefs/heads/main " in said) == (0, True)
    repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    code, said = git("push", "origin", "main")
    assert (code, "github-pat" in said) == (1, True)


def test_hook_whose_keysieve_is_gone_fails_with_a_hint(repo: Repo, git: Git, tmp_path: Path) -> None:
    path = repo.write(".git/hooks/pre-commit", hook_script("pre-commit", str(tmp_path / "gone"), str(tmp_path)))
    path.chmod(0o755)
    repo.stage("a.py", "x = 1\n")
    bare = tmp_path / "bin"
    bare.mkdir()
    for name in ("git", "sh"):
        (bare / name).symlink_to(shutil.which(name) or "")
    code, said = git("commit", "-m", "clean", PATH=str(bare))
    assert code != 0
    assert said == "keysieve: not found, so nothing was scanned; run `keysieve install` where it is installed\n"


def test_hook_falls_back_to_the_command_on_path(repo: Repo, git: Git, tmp_path: Path) -> None:
    path = repo.write(".git/hooks/pre-commit", hook_script("pre-commit", str(tmp_path / "gone"), str(tmp_path)))
    path.chmod(0o755)
    program = repo.write("../bin/keysieve", '#!/bin/sh\necho "called: $*"\n')
    program.chmod(0o755)
    repo.stage("a.py", "x = 1\n")
    code, said = git("commit", "-m", "clean", PATH=f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    assert (code, said.startswith("called: hook\n")) == (0, True)


def test_package_of_the_same_name_in_the_work_tree_is_not_run(repo: Repo, git: Git, github_token: str) -> None:
    repo.keysieve("install")
    repo.write("scanner/__init__.py", "raise SystemExit(0)\n")
    repo.write("scanner/entry.py", "def main(): return 0\n")
    repo.stage("a.py", f"key = '{github_token}'\n")
    assert git("commit", "-m", "secret")[0] == 1


def test_hook_that_was_changed_by_hand_is_not_thrown_away(repo: Repo) -> None:
    repo.keysieve("install")
    path = repo.root / ".git/hooks/pre-commit"
    path.write_text(path.read_text() + "echo mine\n")
    outcome = repo.keysieve("install", "--uninstall")
    assert outcome.code == 2
    assert "was changed" in outcome.err
    assert path.exists()


def test_two_kept_hooks_are_one_too_many(repo: Repo, hook: Hook) -> None:
    hook("#!/bin/sh\n")
    hook("#!/bin/sh\nexit 0\n", "pre-commit.before-keysieve")
    outcome = repo.keysieve("install")
    assert outcome.code == 2
    assert "join it" in outcome.err


@pytest.mark.parametrize("path", ["/usr/bin/python3", "/tmp/it's here/$(x)/`y`", 'a "b" \\ c'])
def test_any_path_stands_in_the_script(path: str) -> None:
    said = subprocess.run(["/bin/sh", "-c", f"printf %s {quoted(path)}"], capture_output=True, text=True, check=True)
    assert (said.stdout, unquoted(quoted(path))) == (path, path)
    assert is_untouched(hook_script("pre-push", path, path), "pre-push")


def test_husky_is_named_and_added_to_on_request(repo: Repo) -> None:
    old = '#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n\nnpx lint-staged\n'
    repo.write(".husky/pre-commit", old)
    outcome = repo.keysieve("install")
    assert outcome.code == 2
    assert "`keysieve hook || exit $?` to .husky/pre-commit" in outcome.err
    assert repo.keysieve("install", "--husky").code == 0
    assert (repo.root / ".husky/pre-commit").read_text().splitlines()[2] == "keysieve hook || exit $?"
    assert "already" in repo.keysieve("install", "--husky").out
    assert repo.keysieve("install", "--uninstall").code == 0
    assert (repo.root / ".husky/pre-commit").read_text() == old


def test_lefthook_is_named_with_what_to_add(repo: Repo) -> None:
    repo.write("lefthook.yml", "pre-commit:\n")
    outcome = repo.keysieve("install", "--push")
    assert outcome.code == 2
    assert "lefthook.yml: pre-commit: {commands: {keysieve: {run: keysieve hook}}}" in outcome.err
    assert repo.keysieve("install", "--git-hook").code == 0


def test_install_that_was_killed_half_way_leaves_the_old_hook_and_can_be_run_again(
    here: Repo, git: Git, hook: Hook
) -> None:
    path = hook(PYTHON_HOOK)
    for done in (1, 2):
        steps = install_plan(open_repository(), ["pre-commit"], force=False).steps
        carry_out(steps[:1])
        here.stage("a.py", f"x = {done}\n")
        code, said = git("commit", "-m", "clean")
        assert (code, said.startswith("mine ran\n")) == (0, True)
    assert here.keysieve("install").code == 0
    here.stage("a.py", "x = 3\n")
    assert git("commit", "-m", "clean")[1].count("mine ran\n") == 1
    assert here.keysieve("install", "--uninstall").code == 0
    assert (path.read_text(), files(path.parent)) == (PYTHON_HOOK, ["pre-commit"])


def test_framework_that_is_installed_over_it_runs_both_and_what_was_there_before(
    repo: Repo, git: Git, hook: Hook, github_token: str
) -> None:
    pytest.importorskip("pre_commit", reason="the framework itself")
    path = hook(PYTHON_HOOK)
    repo.keysieve("install")
    repo.commit("first", **{".pre-commit-config.yaml": "repos: []\n"})
    framework_install(repo)
    repo.stage("a.py", "x = 1\n")
    code, said = git("commit", "-m", "clean")
    assert (code, said.count("mine ran\n")) == (0, 1)
    repo.stage("a.py", f"key = '{github_token}'\n")
    assert git("commit", "-m", "secret")[0] == 1
    repo.keysieve("install", "--uninstall")
    assert (path.parent / "pre-commit.legacy").read_text() == PYTHON_HOOK
    assert not (path.parent / "pre-commit.before-keysieve").exists()


def test_hook_over_the_framework_survives_its_next_install(repo: Repo, git: Git, github_token: str) -> None:
    pytest.importorskip("pre_commit", reason="the framework itself")
    repo.commit("first", **{".pre-commit-config.yaml": "repos: []\n"})
    framework_install(repo)
    for _ in range(2):
        assert repo.keysieve("install", "--git-hook").code == 0
        repo.stage("a.py", "x = 1\n")
        assert git("commit", "--allow-empty", "-m", "clean")[0] == 0
        repo.stage("a.py", f"key = '{github_token}'\n")
        assert git("commit", "-m", "secret")[0] == 1
        framework_install(repo)
    repo.keysieve("install", "--uninstall")
    left = files(repo.root / ".git/hooks")
    assert left == ["pre-commit"]


def framework_install(repo: Repo) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
    run = [sys.executable, "-m", "pre_commit", "install"]
    environment = {**clean, **repo.keysieve.environment}
    subprocess.run(run, cwd=repo.root, env=environment, check=True, capture_output=True, timeout=60)


def test_hook_in_the_work_tree_is_said_to_be_shared(repo: Repo) -> None:
    repo.git("config", "core.hooksPath", "tools/hooks")
    assert "takes `keysieve` from PATH" in repo.keysieve("install").out
