"""The hooks as they are published for others to install."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.hook.framework import LOCAL, ROOT, prepared, published_hooks

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

pytest.importorskip("pre_commit", reason="pre-commit runs the hook")


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
