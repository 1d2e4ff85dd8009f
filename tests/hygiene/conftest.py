from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

PRIVATE = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n"
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


@pytest.fixture
def mended(repo: Repo) -> Repo:
    """A repository whose `.gitignore` names every conventional secret file."""
    assert repo.keysieve("gitignore", "fix").code == 0
    return repo


@pytest.fixture
def remarks(repo: Repo) -> Callable[..., dict[str, dict[str, Any]]]:
    """Check the repository; the remarks by path, of files that are there or of all."""

    def check(*arguments: str, all_of_them: bool = False) -> dict[str, dict[str, Any]]:
        outcome = repo.keysieve("gitignore", "check", "--format", "json", *arguments)
        found = outcome.report["remarks"]
        assert outcome.code == (1 if found else 0)
        there = [each for each in found if all_of_them or not each["message"].startswith("not there")]
        return {each["path"]: each for each in there}

    return check
