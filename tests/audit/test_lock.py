"""Where the lock is, and who waits for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from scanner.audit.interface import AuditError
from scanner.audit.lock import lock_of, lock_path, locked
from tests.audit.conftest import FOREIGN, NAME, foreign_labels, labels

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


def test_lock_is_the_same_from_wherever_the_baseline_is_written(
    passwords: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    baseline = passwords.root / NAME
    places = set()
    for directory in (passwords.root, passwords.root.parent, passwords.root / ".git"):
        monkeypatch.chdir(directory)
        places.add(lock_of(os.path.relpath(baseline)))
    monkeypatch.setenv("GIT_DIR", str(passwords.root.parent / "other.git"))
    places.add(lock_of(str(baseline)))
    assert [os.path.dirname(place) for place in places] == [str(passwords.root / ".git")]


def test_lock_is_in_the_git_directory_of_a_linked_work_tree(passwords: Repo) -> None:
    linked = passwords.root.parent / "linked"
    passwords.git("worktree", "add", "-q", str(linked))
    place = os.path.dirname(lock_of(str(linked / NAME)))
    assert os.path.samefile(place, passwords.root / ".git" / "worktrees" / "linked")
    (linked / "deep").mkdir()
    assert os.path.dirname(lock_of(str(linked / "deep" / NAME))) == place


def test_lock_of_a_baseline_in_no_repository_is_in_no_directory_of_the_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "plain" / ".git").mkdir(parents=True)  # it has no HEAD: git goes on above it, too
    assert lock_of(str(tmp_path / "plain" / NAME)) == lock_path(str(tmp_path / "plain" / NAME), None)


def test_answer_from_outside_the_repository_waits_for_who_writes_inside(passwords: Repo) -> None:
    """The lock is held here, as an audit in the repository would hold it."""
    line = b'{"path": "a.py", "rule": "generic-secret", "label": "real"}'
    with locked(lock_path(str(passwords.root / NAME), str(passwords.root / ".git")), NAME):
        outcome = passwords.keysieve(
            "audit", f"{passwords.root.name}/{NAME}", "--decisions", "-", stdin=line, cwd=passwords.root.parent
        )
    assert outcome.code == 2
    assert "another process holds" in outcome.err
    assert labels(passwords)["a.py"] is None


@pytest.fixture
def interrupted(passwords: Repo) -> Callable[..., str]:
    """Runs a command into the scan of which an answer to a.py comes."""

    def run(baseline: str, *command: str) -> str:
        answer = {"path": "a.py", "line": 8, "rule": "generic-secret", "label": "real"}
        environment = {**os.environ, **passwords.keysieve.environment, "PYTHONPATH": os.pathsep.join(sys.path)}
        words = [json.dumps(answer), baseline, *command]
        run = subprocess.run(
            [sys.executable, "-c", INTERRUPTED, *words],
            cwd=passwords.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "1 entry changed" in run.stderr
        assert run.returncode in (0, 3), run.stderr
        return run.stderr

    return run


def test_answers_given_while_an_import_scans_are_kept(passwords: Repo, interrupted: Callable[..., str]) -> None:
    passwords.write(".gitleaksignore", "a.py:generic-secret:8\nd.py:generic-secret:8\n")
    interrupted(NAME, "baseline", "import", ".gitleaksignore")
    assert labels(passwords) == {"a.py": "real", "b.py": None, "c.py": None, "d.py": "accepted"}


def test_answers_given_while_a_conversion_scans_are_kept(passwords: Repo, interrupted: Callable[..., str]) -> None:
    assert passwords.keysieve("baseline", "create", FOREIGN).code == 0
    interrupted(NAME, "baseline", "convert", FOREIGN, NAME)
    assert labels(passwords) == {"a.py": "real", "b.py": None, "c.py": None}


def test_answers_given_while_a_conversion_the_other_way_scans_are_kept(
    passwords: Repo, interrupted: Callable[..., str]
) -> None:
    assert passwords.keysieve("baseline", "create", FOREIGN).code == 0
    line = b'{"path": "b.py", "rule": "generic-secret", "label": "false-positive"}'
    assert passwords.keysieve("audit", "--decisions", "-", stdin=line).code == 0
    interrupted(FOREIGN, "baseline", "convert", NAME, FOREIGN)
    assert foreign_labels(passwords) == {"a.py": [True], "b.py": [False], "c.py": [None]}


def test_answers_given_while_the_hook_brings_lines_up_to_date_are_kept(
    passwords: Repo, interrupted: Callable[..., str]
) -> None:
    assert passwords.keysieve("baseline", "create", FOREIGN).code == 0
    passwords.git("add", FOREIGN)
    passwords.stage("b.py", "# one more line\n" + (passwords.root / "b.py").read_text())
    interrupted(FOREIGN, "detect-secrets-hook", "--baseline", FOREIGN, "b.py")
    assert foreign_labels(passwords) == {"a.py": [True], "b.py": [None], "c.py": [None]}
    results = json.loads((passwords.root / FOREIGN).read_text())["results"]
    assert [results[path][0]["line_number"] for path in ("a.py", "b.py")] == [8, 9]


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

INTERRUPTED = """
import sys
import scanner.scan.run as run
from scanner.entry import main

answer, baseline, *command = sys.argv[1:]
gather = run.gather


def interrupted(*arguments):
    tally = gather(*arguments)
    run.gather = gather
    open("answers.jsonl", "w").write(answer)
    assert main(["audit", baseline, "--decisions", "answers.jsonl"]) == 0
    return tally


run.gather = interrupted
open("d.py", "w").write(open("c.py").read())
sys.exit(main(command))
"""
