"""Hooks that were installed and never ran."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Repo


def test_hook_shadowed_by_a_hooks_path_does_not_stay_unnoticed(repo: Repo, home: Path, tmp_path: Path) -> None:
    """The changes of ggshield 1.53: husky and lefthook set core.hooksPath, and the hook in .git/hooks rests."""
    assert repo.keysieve("install").code == 0
    assert repo.keysieve("doctor").code == 0
    (home / ".gitconfig").write_text(f"[core]\n\thooksPath = {tmp_path / 'shared'}\n")
    outcome = repo.keysieve("doctor")
    assert outcome.code == 1
    assert "core.hooksPath" in outcome.out


def test_installing_does_not_reach_into_all_repositories_of_the_user(repo: Repo, home: Path, tmp_path: Path) -> None:
    (home / ".gitconfig").write_text(f"[core]\n\thooksPath = {tmp_path / 'shared'}\n")
    outcome = repo.keysieve("install")
    assert outcome.code == 2
    assert not (tmp_path / "shared").exists()
