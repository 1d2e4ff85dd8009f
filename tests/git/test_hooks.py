"""The directory of hooks, held against what git itself says where we switch nothing off."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from scanner.git.hooks import hooks_directory

if TYPE_CHECKING:
    from tests.conftest import Repo


@pytest.mark.parametrize("named", [None, "hooks here", "/absolute/hooks", "~/hooks"])
def test_directory_is_the_one_that_git_uses(here: Repo, named: str | None) -> None:
    if named is not None:
        here.git("config", "core.hooksPath", named)
    theirs = here.git("rev-parse", "--git-path", "hooks").strip()
    assert hooks_directory(str(here.root)) == os.path.join(here.root, theirs)
