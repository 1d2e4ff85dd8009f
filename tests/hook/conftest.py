"""Repositories with the hook in them, run by the real `pre-commit` program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.hook.framework import LOCAL, PreCommit, prepared

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Repo


@pytest.fixture
def hooked(repo: Repo, home: Path) -> PreCommit:
    return prepared(repo, LOCAL.replace("ARGUMENTS", ""), home)
