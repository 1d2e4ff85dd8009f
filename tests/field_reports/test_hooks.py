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


def test_hook_and_scan_do_not_answer_with_different_codes(repo: Repo, aws_id: str) -> None:
    """Yelp/detect-secrets #192: 0 is clean, 1 is found, 2 is not looked at, whichever command is asked."""
    commands = (["hook"], ["hook", "a.py"], ["scan"], ["scan", "--staged"], ["scan", "a.py"])

    def codes() -> set[int]:
        return {repo.keysieve(*command).code for command in commands}

    repo.commit(**{"other.py": "x = 1\n"})
    repo.stage("a.py", "x = 1\n")
    assert codes() == {0}
    repo.stage("a.py", f"x = '{aws_id}'\n")
    assert codes() == {1}
    repo.write(".keysieve.toml", "nonsense = 1\n")
    assert codes() == {2}
