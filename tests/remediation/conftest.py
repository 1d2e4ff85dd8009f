"""What the tests of repairs share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Repo

KEY = "0123456789abcdef" * 4


@pytest.fixture
def fixing(repo: Repo, tmp_path: Path) -> Repo:
    """A repository, and a store of its own."""
    repo.keysieve.environment |= {"KEYSIEVE_KEY": KEY, "XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": ""}
    return repo
