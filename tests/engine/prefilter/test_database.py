"""The cache of compiled patterns is used only if it is what was written, by this user."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import hyperscan
import pytest

from scanner.engine.prefilter import database
from scanner.engine.prefilter.compiled import Compiled, unpacked
from scanner.engine.prefilter.database import PatternCache
from scanner.engine.prefilter.table import VERY_MUCH, open_prefilter
from scanner.engine.prefilter.warming import WarmingPrefilter
from scanner.ruleset.load import Ruleset


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PatternCache:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return PatternCache("digest")


def test_what_was_stored_is_loaded_and_only_the_owner_can_read_it(cache: PatternCache) -> None:
    assert cache.load() is None
    cache.store(b"body")
    assert cache.load() == b"body"
    assert cache.path.stat().st_mode & 0o777 == 0o600
    assert cache.path.parent.stat().st_mode & 0o777 == 0o700
    assert [file.name for file in cache.path.parent.iterdir()] == [cache.path.name]


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def readable(path: Path) -> None:
    path.chmod(0o644)


def linked(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def replaced_by_a_directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


def of_another_ruleset(path: Path) -> None:
    other = PatternCache("another")
    other.store(b"body")
    path.write_bytes(other.path.read_bytes())


@pytest.mark.parametrize("harm", [flipped, cut, emptied, readable, linked, replaced_by_a_directory, of_another_ruleset])
def test_a_cache_that_was_tampered_with_is_not_trusted(cache: PatternCache, harm: Callable[[Path], None]) -> None:
    cache.store(b"body")
    harm(cache.path)
    assert cache.load() is None
    cache.store(b"again")  # where it can be written anew, it is
    assert cache.load() in (b"again", None)


def test_a_cache_of_another_user_is_not_trusted(cache: PatternCache, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.store(b"body")
    monkeypatch.setattr(os, "geteuid", lambda: cache.path.stat().st_uid + 1)
    assert cache.load() is None


def test_a_cache_that_cannot_be_written_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "keysieve").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache = PatternCache("digest")
    cache.store(b"body")
    assert cache.load() is None


def test_other_rules_and_other_processors_have_other_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    first = PatternCache("digest").key
    assert PatternCache("other").key != first
    monkeypatch.setattr(database, "platform", lambda: "another processor")
    assert PatternCache("digest").key != first


def test_patterns_that_the_library_refuses_are_compiled_anew(cache: PatternCache, few: Ruleset) -> None:
    own = PatternCache(few.digest)
    own.store(Compiled((), frozenset(), b"not a database", b"").packed())
    prefilter = open_prefilter(few, "hyperscan", VERY_MUCH)
    assert isinstance(prefilter, WarmingPrefilter)
    os.waitpid(prefilter._compiler, 0)
    prefilter._compiler = 0
    prefilter.close(leave=True)
    body = own.load()
    assert body is not None
    assert hyperscan.loadb(unpacked(body).patterns, hyperscan.HS_MODE_BLOCK).size() > 0
