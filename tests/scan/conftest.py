"""A cache of each test's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def own_cache(keysieve: Any, tmp_path: Path) -> Path:
    """A cache of this test's own, with the rules compiled as ever."""
    from scanner.ruleset.cache import cache_directory

    cache = tmp_path / "cache" / "keysieve"
    cache.mkdir(parents=True, mode=0o700)
    rules = cache_directory() / "rules"
    if rules.is_dir():
        (cache / "rules").symlink_to(rules)
    keysieve.environment["XDG_CACHE_HOME"] = str(tmp_path / "cache")
    return cache / "scanned.sqlite"
