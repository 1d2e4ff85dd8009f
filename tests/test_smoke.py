from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Repo


def test_staged_secret_is_found(repo: Repo, github_token: str) -> None:
    repo.stage("a.py", f"x = 1\nkey = '{github_token}'\n")
    outcome = repo.staged()
    assert outcome.code == 1
    assert outcome.places == [("a.py", 2)]
    assert github_token not in outcome.out
