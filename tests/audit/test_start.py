"""Where the audit can be started, and where it says that it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.audit.conftest import labels

if TYPE_CHECKING:
    from tests.audit.conftest import Start
    from tests.conftest import Repo


def test_without_a_terminal_the_audit_is_refused_with_a_hint(passwords: Repo) -> None:
    outcome = passwords.keysieve("audit")
    assert outcome.code == 2
    assert "--decisions FILE" in outcome.err
    assert len(outcome.err.splitlines()) == 1


def test_missing_baseline_is_said_before_the_screen_opens(repo: Repo, auditor: Start) -> None:
    terminal = auditor(repo)
    assert terminal.end() == 2
    assert "no such baseline" in terminal.text
    assert b"\x1b[?1049h" not in terminal.raw


def test_audit_works_from_any_directory_of_the_repository(repo: Repo, auditor: Start, password: str) -> None:
    commit = repo.commit(**{"src/a.py": f'db_password = "{password}"\n', "docs/b.txt": "x\n"})
    assert repo.keysieve("baseline", "create").code == 0
    terminal = auditor(repo, cwd=repo.root / "docs")
    screen = terminal.wait(commit[:12])
    assert '>1 | db_password = "****"' in screen
    terminal.press("r", "Every entry is audited")
    assert labels(repo) == {"src/a.py": "real"}


def test_audit_works_outside_a_repository(repo: Repo, auditor: Start, password: str) -> None:
    place = repo.root.parent / "plain"
    place.mkdir()
    (place / "a.py").write_text(f'db_password = "{password}"\n')
    assert repo.keysieve("baseline", "create", cwd=place).code == 0
    terminal = auditor(repo, cwd=place)
    screen = terminal.wait("no repository")
    assert '>1 | db_password = "****"' in screen
    terminal.press("f", "Every entry is audited")
    assert sorted(path.name for path in place.iterdir()) == [".keysieve.baseline", "a.py"]


def test_bare_repository_has_no_files_to_show(repo: Repo, auditor: Start, password: str) -> None:
    repo.commit(**{"a.py": f'db_password = "{password}"\n'})
    assert repo.keysieve("baseline", "create").code == 0
    bare = repo.root.parent / "bare.git"
    repo.git("clone", "-q", "--bare", str(repo.root), str(bare))
    terminal = auditor(repo, str(repo.root / ".keysieve.baseline"), cwd=bare)
    assert terminal.end() == 2
    assert "has no files to show" in terminal.text
