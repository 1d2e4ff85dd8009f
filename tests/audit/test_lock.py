"""Where the lock is, and who waits for it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from scanner.audit.interface import AuditError
from scanner.audit.lock import lock_path, locked
from tests.audit.conftest import FOREIGN, foreign_labels, labels

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Repo


def test_lock_is_the_same_by_whatever_name_the_baseline_is_called(tmp_path: Path) -> None:
    (tmp_path / "baseline").write_text("x")
    os.symlink("baseline", tmp_path / "link")
    names = {lock_path(str(tmp_path / name), str(tmp_path)) for name in ("baseline", "link", "./baseline")}
    assert len(names) == 1
    assert os.path.dirname(names.pop()) == str(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="rights are others there")
def test_lock_is_in_the_cache_where_no_git_directory_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    path = lock_path(str(tmp_path / "baseline"), None)
    assert path.startswith(str(tmp_path))
    assert not os.path.exists(os.path.dirname(path))
    with locked(path, "baseline"):
        assert os.path.exists(path)
    assert lock_path(str(tmp_path / "baseline"), str(tmp_path / "none")) == path


def test_lock_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(AuditError, match="cannot be locked"), locked(str(tmp_path / "file" / "lock"), "baseline"):
        pytest.fail("it was locked")


def test_no_lock_lies_in_the_work_tree(passwords: Repo) -> None:
    line = b'{"path": "a.py", "rule": "generic-secret", "label": "real"}'
    assert passwords.keysieve("audit", "--decisions", "-", stdin=line).code == 0
    assert passwords.git("status", "--porcelain").split() == ["??", ".gitattributes", "??", ".keysieve.baseline"]


def test_answers_given_while_an_update_scans_are_kept(passwords: Repo) -> None:
    """The answer comes when the scan of the update is over, and before it writes."""
    environment = {**os.environ, **passwords.keysieve.environment, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run(
        [sys.executable, "-c", UPDATE], cwd=passwords.root, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert labels(passwords) == {"a.py": "real", "b.py": None, "c.py": None, "d.py": None}


def test_answers_in_a_foreign_baseline_are_kept_too(repo: Repo, sample: Callable[..., str]) -> None:
    for number, name in enumerate(("a.py", "b.py", "c.py")):
        repo.stage(name, f'db_password = "{sample("{password:16}", number)}"\n')
    assert repo.keysieve("baseline", "create", FOREIGN).code == 0
    environment = {**os.environ, **repo.keysieve.environment, "PYTHONPATH": os.pathsep.join(sys.path)}
    program = UPDATE.replace('["baseline", "update"]', f'["baseline", "update", "{FOREIGN}"]')
    program = program.replace('["audit"', f'["audit", "{FOREIGN}"').replace('"rule": "generic-secret"', '"line": 1')
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=repo.root, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert foreign_labels(repo) == {"a.py": [True], "b.py": [None], "c.py": [None], "d.py": [None]}


UPDATE = """
import sys
import scanner.scan.run as run
from scanner.entry import main

gather = run.gather


def interrupted(*arguments):
    tally = gather(*arguments)
    open("answers.jsonl", "w").write('{"path": "a.py", "rule": "generic-secret", "label": "real"}')
    assert main(["audit", "--decisions", "answers.jsonl"]) == 0
    return tally


run.gather = interrupted
open("d.py", "w").write(open("c.py").read())
sys.exit(main(["baseline", "update"]))
"""
