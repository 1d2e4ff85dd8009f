"""The files beside the code, where they hold a secret themselves: at the root, with undo."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from tests.conftest import sample

if TYPE_CHECKING:
    from tests.conftest import Repo

TOKEN, OTHER = (sample("{github_token:ghp_}", seed) for seed in range(2))


@pytest.mark.parametrize("name", [".env.example", ".env.schema", ".env"])
@pytest.mark.parametrize("end", ["\n", "", "\r\n"], ids=["lf", "none", "crlf"])
def test_secret_beside_the_code_is_gone_and_comes_back_with_undo(fixing: Repo, name: str, end: str) -> None:
    texts = {name: f"APP_TOKEN={TOKEN}{end}", "a.py": f'x = "{TOKEN}"\ny_token = "{OTHER}"\n'}
    for path, text in texts.items():
        fixing.stage(path, text.encode())
    fixing.commit()
    outcome = fixing.keysieve("fix", "--all", "--yes")
    assert outcome.code == 0, outcome.err
    assert not any(value in outcome.out + outcome.err for value in (TOKEN, OTHER))
    beside = (fixing.root / name).read_bytes().decode()
    assert beside.startswith(f"# APP_TOKEN={end}" if name == ".env" else f"APP_TOKEN={end}")
    assert ("Y_TOKEN=" in beside) == (name != ".env")
    assert 'x = os.environ["APP_TOKEN"]' in (fixing.root / "a.py").read_text()
    assert fixing.keysieve("store", "get", "repo/APP_TOKEN").out == TOKEN
    assert fixing.keysieve("scan", "--format", "json").places == []
    undone = fixing.keysieve("fix", "--undo", "last")
    assert undone.code == 0, undone.err
    assert {path: (fixing.root / path).read_bytes().decode() for path in texts} == texts
    assert fixing.git("status", "--porcelain") == ""


@pytest.mark.parametrize("name", [".env.example", ".env.schema"])
def test_diff_shows_no_secret_of_a_file_that_is_only_kept_in_step(fixing: Repo, name: str) -> None:
    fixing.write(name, f"APP_TOKEN={OTHER}")
    fixing.write("a.py", f'x = "{TOKEN}"\n')
    outcome = fixing.keysieve("fix", "a.py:1", "--dry-run")
    assert outcome.code == 0, outcome.err
    assert "+GITHUB_TOKEN=" in outcome.out
    assert not any(value in outcome.out + outcome.err for value in (TOKEN, OTHER))


def test_diff_shows_no_encoded_secret(fixing: Repo) -> None:
    encoded = base64.b64encode(f"token={OTHER}".encode()).decode()
    fixing.write("a.py", f'a = "{encoded}"\nx_token = "{TOKEN}"; b = "{encoded}"\n')
    outcome = fixing.keysieve("fix", "--all", "--dry-run")
    assert outcome.code == 1
    assert "+import os" in outcome.out
    assert encoded not in outcome.out + outcome.err
    assert TOKEN not in outcome.out + outcome.err


def test_schema_that_is_not_tracked_is_not_ignored(fixing: Repo) -> None:
    fixing.write(".env.schema", f"APP_TOKEN={TOKEN}\n")
    outcome = fixing.keysieve("fix", "--all", "--yes")
    assert outcome.code == 0, outcome.err
    assert (fixing.root / ".env.schema").read_text() == "APP_TOKEN=\n"
    assert ".env.schema" not in (fixing.root / ".gitignore").read_text()


def test_secret_of_a_workflow_is_told_by_the_name_that_github_takes(fixing: Repo) -> None:
    path = fixing.write(".github/workflows/a.yml", f"jobs:\n  a:\n    env:\n      x: {TOKEN}\n")
    fixing.write("a.py", f'x = "{TOKEN}"\n')
    outcome = fixing.keysieve("fix", "--all", "--yes")
    assert outcome.code == 0, outcome.err
    assert "x: ${{ secrets.APP_GITHUB_TOKEN }}\n" in path.read_text()
    assert 'os.environ["GITHUB_TOKEN"]' in (fixing.root / "a.py").read_text()
    assert "`gh secret set APP_GITHUB_TOKEN`" in outcome.out
