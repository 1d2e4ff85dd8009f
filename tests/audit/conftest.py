from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

NEED_PSEUDO_TERMINALS = (
    "answering",
    "detect_secrets",
    "drawing",
    "editor",
    "endings",
    "hostile",
    "known",
    "screen",
    "start",
    "two_auditors",
    "walk",
)
if sys.platform == "win32":
    collect_ignore = [f"test_{name}.py" for name in NEED_PSEUDO_TERMINALS]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.audit.driver import Auditor
    from tests.conftest import Repo

    Start = Callable[..., Auditor]

NAME = ".keysieve.baseline"
FOREIGN = ".secrets.baseline"


def entries(repo: Repo, name: str = NAME) -> list[dict[str, Any]]:
    """The entries of the native baseline, in the order of the file."""
    return [json.loads(line) for line in (repo.root / name).read_text().splitlines()[1:]]


def labels(repo: Repo) -> dict[str, str | None]:
    """By path, of baselines with one entry a path."""
    return {entry["path"]: entry.get("label") for entry in entries(repo)}


def foreign_labels(repo: Repo, name: str = FOREIGN) -> dict[str, list[bool | None]]:
    results = json.loads((repo.root / name).read_text())["results"]
    return {path: [entry.get("is_secret") for entry in found] for path, found in results.items()}


@pytest.fixture
def passwords(repo: Repo, sample: Callable[..., str]) -> Repo:
    """A repository with a password of its own in each of a.py, b.py and c.py, all in the baseline."""
    for number, name in enumerate("abc"):
        before = "".join(f"line_{name}_{count} = {count}\n" for count in range(1, 8))
        repo.stage(f"{name}.py", f'{before}db_password = "{sample("{password:16}", number)}"\nlast_{name} = 1\n')
    repo.commit("passwords")
    assert repo.keysieve("baseline", "create").code == 0
    return repo


@pytest.fixture
def auditor() -> Iterator[Start]:
    pytest.importorskip("pyte", reason="pyte reads the screen")
    from tests.audit.driver import Auditor  # needs pseudo-terminals, too

    running: list[Auditor] = []

    def start(repo: Repo, *arguments: str, **options: Any) -> Auditor:
        running.append(Auditor(repo, *arguments, **options))
        return running[-1]

    yield start
    for each in running:
        each.close()
