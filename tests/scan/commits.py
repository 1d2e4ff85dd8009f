"""Scans of commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Outcome, Repo


def scanned(repo: Repo, *arguments: str | bytes) -> Outcome:
    return repo.keysieve("scan", "--format", "json", *arguments)


def ranged(repo: Repo, text: str, *arguments: str) -> Outcome:
    return scanned(repo, "--range", text, *arguments)
