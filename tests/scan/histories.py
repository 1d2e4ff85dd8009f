"""Scans of whole histories, and what they tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Outcome, Repo


def history(repo: Repo, *arguments: str, cwd: Path | None = None, **environment: str) -> Outcome:
    return repo.keysieve("scan", "--history", "--format", "json", *arguments, cwd=cwd, **environment)


def told(outcome: Outcome) -> list[tuple[str, int, str | None]]:
    return [(finding["path"], finding["line"], finding["commit"]) for finding in outcome.new]


def same_with_and_without_cache(repo: Repo, *arguments: str) -> Outcome:
    """Scan twice with the cache and once without; the findings are the same."""
    first = history(repo, *arguments)
    again = history(repo, *arguments)
    plain = history(repo, "--no-cache", *arguments)
    assert first.report["findings"] == again.report["findings"] == plain.report["findings"]
    assert first.code == again.code == plain.code
    return again
