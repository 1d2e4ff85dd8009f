"""A cache of each test's own, and a repository with a commit to begin from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Repo


@pytest.fixture
def own_cache(keysieve: Any, new_cache: Path) -> Path:
    """What a scan remembers, in a cache of this test's own."""
    keysieve.environment["XDG_CACHE_HOME"] = str(new_cache)
    return new_cache / "keysieve" / "scanned.sqlite"


@pytest.fixture
def base(repo: Repo) -> Repo:
    repo.commit("base", **{"a.py": "x = 1\n", "other.py": "y = 1\n"})
    repo.git("tag", "base")
    return repo
