"""Failures on the way: a file is as it was, or as planned, and the message says which."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from scanner.atomic import write_atomically
from scanner.cli.scan_options import ScanOptions
from scanner.cli.session import open_session
from scanner.model import Secret
from scanner.remediation.apply import apply
from scanner.remediation.keeper import EnvFileKeeper
from scanner.remediation.model import FixError
from scanner.remediation.plan import Outside, Planner
from scanner.remediation.rescan import Rescan
from scanner.remediation.undo import undo
from scanner.sources.files import FilesSource
from scanner.stores.interface import UnavailableError
from tests.conftest import sample

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.remediation.model import Plan
    from tests.conftest import Repo

TOKENS = [sample("{github_token:ghp_}", seed) for seed in range(2)]
LONGEST_PATH = os.pathconf("/", "PC_PATH_MAX") - 1 if hasattr(os, "pathconf") else 0


class MemoryKeeper:
    """Keeps values in memory; `lies` gives others back, `most` is how many it takes."""

    kind = "memory"

    def __init__(self, lies: bool = False, most: int = 99) -> None:
        self.values: dict[str, Secret] = {}
        self._lies = lies
        self._most = most

    def held(self, name: str) -> Secret | None:
        return self.values.get(name)

    def check(self, name: str, secret: Secret) -> None:
        pass

    def keep(self, name: str, secret: Secret) -> str:
        if len(self.values) >= self._most:
            raise UnavailableError("the store is down")
        self.values[name] = secret
        return "1"

    def value(self, place: str, version: str) -> Secret:
        return Secret(b"another") if self._lies else self.values[place]

    def place(self, name: str) -> str:
        return name

    def reading(self, name: str) -> str:
        return name


def planned(repo: Repo, keeper: MemoryKeeper) -> tuple[Plan, Outside]:
    session = open_session(ScanOptions(), needs_repository=True)
    outside = Outside(session.root, keeper, Rescan(session.pipeline, session.policy), lambda moved: ())
    wanted: dict[str, list[object]] = {}
    for reported in session.scan(FilesSource([], session.repository)).findings:
        wanted.setdefault(os.fsdecode(reported.finding.path), []).append(reported.finding)
    return Planner(outside).plan(wanted), outside


@pytest.fixture
def texts(here: Repo) -> dict[str, str]:
    found = {f"{name}.py": f'{name.upper()}_TOKEN = "{token}"\n' for name, token in zip("ab", TOKENS, strict=True)}
    for name, text in found.items():
        here.write(name, text)
    return found


def unchanged(repo: Repo, texts: dict[str, str]) -> bool:
    there = {name: (repo.root / name).read_text() for name in texts}
    return there == texts and len(repo.git("status", "--porcelain").splitlines()) == len(texts)


@pytest.mark.parametrize(
    ("keeper", "message"),
    [(MemoryKeeper(lies=True), "gives back another value"), (MemoryKeeper(most=1), "the store is down")],
    ids=["lies", "dies"],
)
def test_store_that_fails_changes_no_file(
    here: Repo, texts: dict[str, str], keeper: MemoryKeeper, message: str
) -> None:
    plan, outside = planned(here, keeper)
    with pytest.raises((FixError, UnavailableError), match=message):
        apply(plan, outside, str(here.root / ".git"))
    assert unchanged(here, texts)


def test_store_that_fails_midway_says_what_it_has(here: Repo, texts: dict[str, str]) -> None:
    plan, outside = planned(here, MemoryKeeper(most=1))
    with pytest.raises(FixError, match=r"is down \(no code was changed; it has from this run: A_TOKEN\)"):
        apply(plan, outside, str(here.root / ".git"))


@pytest.mark.parametrize("contents", [None, "B=2"])
def test_value_that_cannot_be_kept_is_told_before_anything_is_written(
    here: Repo, texts: dict[str, str], contents: str | None
) -> None:
    env = here.root / ".env"
    if contents is not None:
        env.write_text(contents)
    plan, outside = planned(here, MemoryKeeper())
    outside = replace(outside, keeper=EnvFileKeeper(str(here.root)))
    odd = replace(plan.moves[1], secret=Secret(b"it's $x"))
    with pytest.raises(FixError, match="--store file"):
        apply(replace(plan, moves=(plan.moves[0], odd)), outside, str(here.root / ".git"))
    assert (env.read_text() if env.exists() else None) == contents
    assert not (here.root / ".gitignore").exists()
    assert (here.root / "a.py").read_text() == texts["a.py"]


def test_file_that_changes_meanwhile_stays(here: Repo, texts: dict[str, str]) -> None:
    plan, outside = planned(here, MemoryKeeper())
    texts["b.py"] += "# more\n"
    here.write("b.py", texts["b.py"])
    with pytest.raises(FixError, match=r"b\.py: was changed meanwhile"):
        apply(plan, outside, str(here.root / ".git"))
    assert unchanged(here, texts)


def test_file_that_an_editor_saves_while_others_are_written_stays(
    here: Repo, texts: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, outside = planned(here, MemoryKeeper())
    edited = texts["b.py"] + "# more\n"

    def interrupted(path: str, data: bytes) -> None:
        write_atomically(path, data)
        if path.endswith("a.py"):
            here.write("b.py", edited)

    monkeypatch.setattr("scanner.remediation.apply.write_atomically", interrupted)
    with pytest.raises(FixError, match=r"b\.py: was changed meanwhile, and is left.*\(done before it: .*a\.py;"):
        apply(plan, outside, str(here.root / ".git"))
    assert (here.root / "b.py").read_text() == edited


def test_undo_leaves_a_file_that_an_editor_saves_meanwhile(
    here: Repo, texts: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = MemoryKeeper()
    plan, outside = planned(here, keeper)
    record = apply(plan, outside, str(here.root / ".git"))
    edited = (here.root / "a.py").read_text() + "# more\n"

    def interrupted(path: str, data: bytes) -> None:
        write_atomically(path, data)
        if path.endswith("b.py"):
            here.write("a.py", edited)

    monkeypatch.setattr("scanner.remediation.undo.write_atomically", interrupted)
    with pytest.raises(FixError, match=r"a\.py: was changed meanwhile"):
        undo(str(here.root), record, keeper)
    assert (here.root / "a.py").read_text() == edited
    assert (here.root / "b.py").read_text() == texts["b.py"]
    assert os.path.exists(record)


def test_record_holds_no_secret_and_no_stranger_reads_it(here: Repo, texts: dict[str, str]) -> None:
    plan, outside = planned(here, MemoryKeeper())
    record = apply(plan, outside, str(here.root / ".git"))
    with open(record, encoding="utf-8") as stream:
        text = stream.read()
    assert not any(token in text for token in TOKENS)
    assert os.stat(record).st_mode & 0o777 == 0o600
    assert os.stat(os.path.dirname(record)).st_mode & 0o777 == 0o700


@pytest.mark.skipif(not LONGEST_PATH, reason="needs a system that tells its longest path")
def test_file_that_cannot_be_written_is_told_with_what_was_done(
    here: Repo, texts: dict[str, str], tmp_path: Path
) -> None:
    directory = str(here.root / "z")
    while LONGEST_PATH - len(directory) > 260:
        directory = os.path.join(directory, "d" * 200)
    directory = os.path.join(directory, "e" * (LONGEST_PATH - len(directory) - 8))
    os.makedirs(directory)
    path = os.path.join(directory, "a.py")  # there is no room for the name of a temporary file beside it
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(f'Z_TOKEN = "{TOKENS[0]}"\n')
    plan, outside = planned(here, MemoryKeeper())
    with pytest.raises(FixError, match=r"cannot be written.*done before it: \.gitignore, a\.py, b\.py"):
        apply(plan, outside, str(here.root / ".git"))
    with open(path, encoding="utf-8") as stream:
        assert TOKENS[0] in stream.read()
    assert "os.environ" in (here.root / "a.py").read_text()
