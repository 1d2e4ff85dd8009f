"""A process that is killed while it writes a baseline leaves the old file or the new one."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING

import pytest

from scanner.baseline.detect_secrets.defaults import empty_foreign
from scanner.baseline.detect_secrets.model import ForeignEntry
from scanner.baseline.detect_secrets.write import foreign_text, write_foreign
from scanner.baseline.model import Baseline, BaselineEntry
from scanner.baseline.write import baseline_text, write_baseline

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Repo

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
MOST_STEPS = 200


def killed_at(step: int, place: str, write: Callable[[], object]) -> bool:
    """Run `write` in a process that is killed at its `step`-th event in the directory; return whether it was."""
    child = os.fork()
    if child == 0:
        seen = 0

        def watch(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal seen
            if event.startswith(("open", "os.", "tempfile.")) and any(place in str(one) for one in arguments):
                seen += 1
                if seen == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        write()
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def native(path: str, size: int) -> tuple[str, Callable[[], object]]:
    entries = tuple(BaselineEntry(f"f{number}.py", f"{number:032x}", "rule") for number in range(size))
    baseline = Baseline("ab" * 20, entries)
    return baseline_text(baseline), lambda: write_baseline(path, baseline)


def foreign(path: str, size: int) -> tuple[str, Callable[[], object]]:
    entries = tuple(ForeignEntry(f"f{number}.py", "AWS Access Key", f"{number:040x}", 1) for number in range(size))
    baseline = empty_foreign()._replace(entries=entries)
    return foreign_text(baseline), lambda: write_foreign(path, baseline, None)


@pytest.mark.parametrize("kind", [native, foreign])
def test_kill_at_any_step_of_writing_leaves_the_old_or_the_new_file(
    tmp_path: Path, kind: Callable[[str, int], tuple[str, Callable[[], object]]]
) -> None:
    path = tmp_path / "baseline"
    old, _ = kind(str(path), 10)
    new, write = kind(str(path), 2000)
    outcomes = set()
    for step in range(1, MOST_STEPS):
        path.write_text(old)
        killed = killed_at(step, str(tmp_path), write)
        left = path.read_text()
        assert left in (old, new)
        outcomes.add((killed, left == new))
        if not killed:
            break
    assert (True, False) in outcomes
    assert (False, True) in outcomes


@pytest.mark.parametrize("name", [".keysieve.baseline", ".secrets.baseline"])
def test_kill_at_any_time_of_an_update_leaves_the_old_or_the_new_file(
    repo: Repo, sample: Callable[..., str], name: str
) -> None:
    path = repo.root / name
    repo.stage("a.py", f'password = "{sample("{password:16}", 1)}"\n')
    repo.keysieve("baseline", "create", name)
    old = path.read_bytes()
    repo.stage("b.py", f'password = "{sample("{password:16}", 2)}"\n')
    began = time.monotonic()
    assert repo.keysieve("baseline", "update", name).code == 0
    took, new = time.monotonic() - began, path.read_bytes()
    assert new != old
    environment = {**os.environ, **repo.keysieve.environment}
    for part in range(1, 11):
        path.write_bytes(old)
        process = os.posix_spawn(
            sys.executable,
            [sys.executable, "-c", UPDATE.format(root=str(repo.root), name=name)],
            {**environment, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        time.sleep(took * part / 9)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        assert path.read_bytes() in (old, new)


UPDATE = """
import os
os.chdir({root!r})
from scanner.entry import main
main(["baseline", "update", {name!r}])
"""
