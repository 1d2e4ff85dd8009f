"""The hook `keysieve-env` as the real `pre-commit` program calls it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("pre_commit", reason="pre-commit runs the hook")
yaml = pytest.importorskip("yaml", reason="comes with pre-commit")

from tests.hook.framework import ROOT, PreCommit, prepared  # noqa: E402  it needs pre-commit, too

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Repo

SCHEMA = "# @defaultSensitive=false\n# ---\n# @required @type=port\nPORT=\n"


@pytest.fixture
def hooked(repo: Repo, home: Path) -> PreCommit:
    [hook] = [
        each for each in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text()) if each["id"] == "keysieve-env"
    ]
    command = hook["entry"].replace("keysieve", f"{sys.executable} -m scanner", 1)
    hook |= {"entry": command, "language": "system"}
    return prepared(repo, yaml.safe_dump({"repos": [{"repo": "local", "hooks": [hook]}]}), home)


def test_wrong_environment_file_is_stopped_and_a_right_one_passes(hooked: PreCommit) -> None:
    hooked.repo.commit(**{".env.schema": SCHEMA})
    hooked.repo.stage(".env.development", "PORT=x\n")
    code, said = hooked.git("commit", "-m", "wrong")
    assert code == 1
    assert ".env.development:1: PORT: the value is not a whole number; see .env.schema:4" in said
    hooked.repo.stage(".env.development", "PORT=80\n")
    code, said = hooked.git("commit", "-m", "right")
    assert code == 0, said


def test_change_of_the_schema_alone_checks_the_files_beside_it(hooked: PreCommit) -> None:
    hooked.repo.commit(**{"app/.env.schema": SCHEMA, "app/.env.development": "PORT=80\n"})
    hooked.repo.stage("app/.env.schema", SCHEMA + "# @required\nNEW=\n")
    code, said = hooked.git("commit", "-m", "wrong")
    assert code == 1
    assert "app/.env.development:1: NEW: is required (see app/.env.schema:6) and not set" in said


def test_other_files_and_project_files_without_a_schema_are_silent(hooked: PreCommit) -> None:
    hooked.repo.stage("a.py", "x = 1\n")
    hooked.repo.stage("pyproject.toml", "[project]\nname = 'x'\n")
    hooked.repo.stage(".env.keys", "anything\n")
    code, said = hooked.git("commit", "-m", "clean")
    assert code == 0, said
