"""Histories that were scanned before: the same is found, and only what is new is read."""

from __future__ import annotations

import sqlite3
from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.scan.histories import history, same_with_and_without_cache, told

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Repo

pytestmark = pytest.mark.usefixtures("own_cache")


def test_second_scan_reads_only_what_is_new(repo: Repo, github_token: str) -> None:
    for number in range(5):
        repo.commit(**{"a.py": f"x = {number}\n"})
    assert history(repo).report["summary"]["fragments"] == 5
    again = history(repo).report["summary"]
    assert (again["fragments"], again["commits"], again["resumed"]) == (0, 0, True)
    leak = repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    outcome = history(repo)
    assert told(outcome) == [("a.py", 1, leak)]
    assert outcome.report["summary"]["fragments"] == 1


def test_cache_does_not_change_what_is_found(repo: Repo, sample: Callable[..., str]) -> None:
    tokens = [sample("{github_token:ghp_}", number) for number in range(4)]
    repo.commit(**{"a.py": f"key = '{tokens[0]}'\n", "b.py": "x = 1\n"})
    same_with_and_without_cache(repo)
    repo.git("checkout", "-qb", "side")
    repo.commit(**{"b.py": f"key = '{tokens[1]}'\npassword = 'hunter'\n"})
    same_with_and_without_cache(repo)
    repo.git("checkout", "-q", "main")
    repo.commit(**{"b.py": f"x = 2\nkey = '{tokens[1]}'\n", "c.py": f"key = '{tokens[2]}'\n"})
    repo.git("mv", "a.py", "moved.py")
    repo.commit("move")
    same_with_and_without_cache(repo)
    repo.git("merge", "-q", "-X", "ours", "-m", "merge", "side")
    repo.commit(**{"moved.py": "x = 1\n"})
    assert len(same_with_and_without_cache(repo).new) == 3
    repo.git("checkout", "-q", "--orphan", "other")
    repo.commit(**{"c.py": f"key = '{tokens[2]}'\n", "d.py": f"key = '{tokens[3]}'\n"})
    same_with_and_without_cache(repo)
    same_with_and_without_cache(repo, "--ref", "side")
    same_with_and_without_cache(repo, "--min-confidence", "low")
    repo.git("checkout", "-q", "main")
    repo.git("branch", "-D", "other", "side")
    same_with_and_without_cache(repo)


def test_lower_floor_finds_what_a_scan_with_a_higher_one_passed_over(repo: Repo, sample: Callable[..., str]) -> None:
    repo.commit(**{"a.py": f"SESSION_SALT = '{sample('{base62:32}')}'\n"})
    repo.commit(**{"b.py": "x = 1\n"})
    for floor in ("high", "medium", "low"):
        same_with_and_without_cache(repo, "--min-confidence", floor)
    assert len(history(repo, "--min-confidence", "low").new) == 1
    assert not history(repo).new


def test_cache_does_not_outlive_a_change_of_rules_or_configuration(
    repo: Repo, sample: Callable[..., str], github_token: str
) -> None:
    leak = repo.commit(**{"a.py": f"key = '{github_token}'\n", "b.py": "acmekey_0123456789abcdef\n"})
    repo.write(".keysieve.toml", 'exclude = ["*.py"]\n')
    assert told(history(repo)) == []
    repo.write(".keysieve.toml", '[rules]\ndisable = ["github-pat"]\n')
    assert told(history(repo)) == []
    (repo.root / ".keysieve.toml").unlink()
    assert told(history(repo)) == [("a.py", 1, leak)]


def test_cache_holds_no_secret_and_nobody_else_can_read_it(repo: Repo, own_cache: Path, github_token: str) -> None:
    repo.commit(**{"a.py": f"key = '{github_token}'\n", "b.py": "x = 1\n"})
    history(repo)
    assert own_cache.stat().st_mode & 0o777 == 0o600
    for path in own_cache.parent.glob("scanned.sqlite*"):
        assert path.stat().st_mode & 0o077 == 0
        assert github_token.encode() not in path.read_bytes()
        assert b"a.py" not in path.read_bytes()


@pytest.mark.parametrize("what", ["garbage", "foreign", "half", "readable", "link", "directory", "old"])
def test_damaged_or_foreign_cache_is_not_trusted(
    repo: Repo, own_cache: Path, tmp_path: Path, github_token: str, what: str
) -> None:
    leak = repo.commit(**{"a.py": f"key = '{github_token}'\n", "b.py": "x = 1\n"})
    history(repo)
    data = own_cache.read_bytes()
    for path in own_cache.parent.glob("scanned.sqlite*"):
        path.unlink()
    if what == "garbage":
        own_cache.write_bytes(b"no database at all\n" * 500)
    elif what == "foreign":
        with sqlite3.connect(own_cache) as database:
            database.execute("CREATE TABLE clean (scope, id)")
        database.close()
    elif what == "half":
        own_cache.write_bytes(data[:5000])
    elif what == "readable":
        own_cache.write_bytes(data)
    elif what == "link":
        (tmp_path / "elsewhere").write_bytes(data)
        own_cache.symlink_to(tmp_path / "elsewhere")
    elif what == "directory":
        own_cache.mkdir()
    else:
        own_cache.write_bytes(data)
        with sqlite3.connect(own_cache) as database:
            database.execute("PRAGMA user_version = 0")
        database.close()
    own_cache.chmod(0o666 if what == "readable" else 0o700 if what == "directory" else 0o600)
    outcome = history(repo)
    assert told(outcome) == [("a.py", 1, leak)]
    assert outcome.report["summary"]["fragments"] == 2
    if what != "directory":
        assert own_cache.is_file()
        assert not own_cache.is_symlink()
        assert history(repo).report["summary"]["resumed"]


def test_two_scans_at_once_do_not_disturb_each_other(repo: Repo, github_token: str) -> None:
    from concurrent.futures import ThreadPoolExecutor

    for number in range(10):
        repo.commit(**{"a.py": f"x = {number}\n", f"{number}.py": f"key{number} = '{github_token}'\n"})
    with ThreadPoolExecutor(3) as pool:
        outcomes = list(pool.map(lambda _: history(repo), range(3)))
    assert {outcome.code for outcome in outcomes} == {1}
    assert outcomes[0].report["findings"] == outcomes[1].report["findings"] == outcomes[2].report["findings"]
    assert same_with_and_without_cache(repo).report["findings"] == outcomes[0].report["findings"]


def test_cache_that_cannot_be_written_does_not_stop_a_scan(repo: Repo, tmp_path: Path, github_token: str) -> None:
    repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    (tmp_path / "file").write_text("")
    assert history(repo, XDG_CACHE_HOME=str(tmp_path / "file")).code == 1


def test_history_is_remembered_with_the_fingerprints_that_it_was_scanned_with(
    repo: Repo, sample: Callable[..., str]
) -> None:
    first, second = (sample("{base62:24}", number) for number in range(2))
    repo.commit(**{".gitignore": ".env\n", "a.txt": f"{first}\n", "b.txt": f"{second}\n"})
    repo.write(".env", f"DB_PASSWORD={first}\n")
    repo.keysieve("known", "build", "--env", ".env")
    assert len(history(repo).new) == 1
    again = history(repo)
    assert again.report["summary"]["resumed"]
    assert len(again.new) == 1
    repo.write(".env", f"DB_PASSWORD={first}\nAPI_KEY={second}\n")
    repo.keysieve("known", "build", "--env", ".env")
    other = history(repo)
    assert not other.report["summary"]["resumed"]
    assert len(other.new) == 2


def test_what_a_clone_with_a_changed_object_holds_is_not_believed_of_another(
    repo: Repo, tmp_path: Path, github_token: str
) -> None:
    repo.commit(**{"a.py": f"key = '{github_token}'\n", "b.py": "x = 1\n"})
    copy = tmp_path / "copy"
    repo.git("clone", "-q", "--no-hardlinks", str(repo.root), str(copy))

    def loose(name: str) -> Path:
        blob = repo.git("rev-parse", f"HEAD:{name}").strip()
        return copy / ".git" / "objects" / blob[:2] / blob[2:]

    loose("a.py").unlink()
    loose("a.py").write_bytes(loose("b.py").read_bytes())
    assert told(history(repo, cwd=copy)) == []
    assert len(told(history(repo))) == 1


def test_second_scan_makes_nothing_ready_for_much(repo: Repo, tmp_path: Path) -> None:
    library, loaded = tmp_path / "library", tmp_path / "loaded"
    library.mkdir()
    (library / "hyperscan.py").write_text(f"open({str(loaded)!r}, 'w').close()\nraise ImportError('a trap')\n")
    repo.commit(**{"a.txt": Random(1).randbytes(700_000).hex()})
    repo.git("repack", "-adq")
    history(repo, PYTHONPATH=str(library))
    assert loaded.exists()
    loaded.unlink()
    repo.commit(**{"a.txt": "x = 1\n"})
    assert history(repo, PYTHONPATH=str(library)).report["summary"]["fragments"] == 1
    assert not loaded.exists()
