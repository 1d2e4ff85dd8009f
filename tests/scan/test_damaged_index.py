"""An index of git that is damaged hides neither what is in the work tree nor what is in commits, and is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scan.commits import ranged, scanned
from tests.scan.histories import told

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Repo


def cut(index: Path) -> None:
    index.write_bytes(index.read_bytes()[:50])


def emptied(index: Path) -> None:
    index.write_bytes(b"")


def of_unknown_version(index: Path) -> None:
    data = index.read_bytes()
    index.write_bytes(data[:4] + b"\0\0\0\x63" + data[8:])


def nameless(index: Path) -> None:
    index.write_bytes(index.read_bytes().replace(b"leak.py", b"\0" * 7))


def renamed(index: Path) -> None:
    """Git takes this for an index, and the file that is tracked for one that is ignored and not tracked."""
    index.write_bytes(index.read_bytes().replace(b"hidden.py", b"hidden.pz"))


DAMAGES = pytest.mark.parametrize("damage", [cut, emptied, of_unknown_version, nameless, renamed])


@pytest.fixture
def leaky(base: Repo, github_token: str) -> Repo:
    base.commit(**{".gitignore": "*.log\nhidden.py\n", "leak.py": f"key = '{github_token}'\n"})
    base.commit(**{"d/hidden.py": f"key = '{github_token}'\n"})  # tracked although it is ignored
    base.write("d/new.py", f"key = '{github_token}'\n")
    base.write("d/some.log", f"key = '{github_token}'\n")
    return base


@DAMAGES
@pytest.mark.parametrize("where", [".", "d"])
@pytest.mark.parametrize("in_environment", [False, True])
def test_files_are_scanned_without_it(
    leaky: Repo, damage: Callable[[Path], None], where: str, in_environment: bool
) -> None:
    damage(leaky.root / ".git" / "index")
    environment = {"GIT_DIR": str(leaky.root / ".git"), "GIT_WORK_TREE": str(leaky.root)} if in_environment else {}
    outcome = leaky.keysieve("scan", where, "--format", "json", **environment)
    assert outcome.code == 2
    there = [("d/hidden.py", 1), ("d/new.py", 1)] + ([("leak.py", 1)] if where == "." else [])
    assert outcome.places == there
    [error] = outcome.report["errors"]
    assert error["path"] == "(the index)"
    assert "`git read-tree HEAD` makes it anew" in error["message"]


@DAMAGES
def test_commits_are_scanned_without_it(leaky: Repo, damage: Callable[[Path], None]) -> None:
    damage(leaky.root / ".git" / "index")
    for outcome in (scanned(leaky, "--history", "--no-cache"), ranged(leaky, "base..HEAD")):
        assert outcome.code == 1
        assert [path for path, _, _ in told(outcome)] == ["d/hidden.py", "leak.py"]
        assert outcome.report["errors"] == []


@pytest.mark.parametrize("options", [["-c", "index.skipHash=true"], ["-c", "index.version=4"]])
@pytest.mark.parametrize("format_", ["sha1", "sha256"])
def test_index_of_another_form_is_not_called_damaged(
    make_repo: Callable[..., Repo], options: list[str], format_: str
) -> None:
    repo = make_repo("other", f"--object-format={format_}")
    repo.write("a.py", "x = 1\n")
    repo.git(*options, "add", "a.py")
    assert repo.keysieve("scan").code == 0


@pytest.mark.parametrize("damage", [cut, emptied, of_unknown_version, nameless])
def test_what_is_staged_is_no_success(leaky: Repo, damage: Callable[[Path], None]) -> None:
    leaky.git("add", "d/new.py")
    damage(leaky.root / ".git" / "index")
    outcome = leaky.staged()
    assert outcome.code == 2
    assert "the index of git is damaged" in outcome.err
    leaky.git("read-tree", "HEAD")
    assert leaky.staged().code == 0, "the mend that is told is none"
