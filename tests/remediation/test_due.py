"""The baseline of moved secrets, which has other writers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.audit.lock import lock_path, locked
from tests.conftest import sample

if TYPE_CHECKING:
    from tests.conftest import Repo

TOKEN = sample("{github_token:ghp_}")


def test_baseline_has_one_writer_at_a_time(fixing: Repo) -> None:
    fixing.commit(**{"a.py": f'A_TOKEN = "{TOKEN}"\n'})
    lock = lock_path(str(fixing.root / ".keysieve.baseline"), str(fixing.root / ".git"))
    with locked(lock, "here"):
        outcome = fixing.keysieve("fix", "--all", "--yes")
    assert outcome.code == 2
    assert "another process holds" in outcome.err
    assert fixing.git("status", "--porcelain") == ""
    assert fixing.keysieve("fix", "--all", "--yes").code == 0
    after = fixing.git("status", "--porcelain")
    with locked(lock, "here"):
        outcome = fixing.keysieve("fix", "--undo", "last")
    assert outcome.code == 2
    assert fixing.git("status", "--porcelain") == after
    assert fixing.keysieve("fix", "--undo", "last").code == 0


def test_merge_attribute_that_is_there_is_not_added(fixing: Repo) -> None:
    attributes = "  .keysieve.baseline merge=union\r\n"
    fixing.write(".gitattributes", attributes.encode())
    fixing.write("a.py", f'A_TOKEN = "{TOKEN}"\n')
    assert fixing.keysieve("fix", "--all", "--yes").code == 0
    assert (fixing.root / ".gitattributes").read_bytes() == attributes.encode()
