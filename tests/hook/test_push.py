"""Pushes with the hook of the pre-push stage."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.hook.framework import ROOT, PreCommit, prepared

if TYPE_CHECKING:
    from tests.conftest import Repo

pytest.importorskip("pre_commit", reason="pre-commit runs the hook")


@dataclass
class Pusher:
    """A repository with the hook of the pre-push stage, and a remote."""

    hooked: PreCommit
    remote: Path

    def push(self, *arguments: str) -> tuple[int, str]:
        return self.hooked.git("push", "-q", "origin", *arguments)

    def refs(self) -> list[str]:
        return self.hooked.repo.git("-C", str(self.remote), "for-each-ref", "--format=%(refname)").split()


@pytest.fixture
def pusher(repo: Repo, home: Path, tmp_path: Path) -> Pusher:
    import yaml

    [published] = [
        each for each in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text()) if "push" in each["id"]
    ]
    entry = published["entry"].replace("keysieve", f"{sys.executable} -m scanner", 1)
    local = {"repo": "local", "hooks": [{**published, "entry": entry, "language": "system"}]}
    hooked = prepared(repo, yaml.safe_dump({"repos": [local]}), home)
    remote = tmp_path / "remote.git"
    repo.git("init", "-q", "--bare", str(remote))
    repo.git("remote", "add", "origin", str(remote))
    code, said = hooked("install", "--hook-type", "pre-push")
    assert code == 0, said
    return Pusher(hooked, remote)


def test_clean_first_push_passes(pusher: Pusher) -> None:
    code, said = pusher.push("main")
    assert code == 0, said
    assert pusher.refs() == ["refs/heads/main"]


def test_push_of_a_secret_that_is_gone_again_is_stopped(pusher: Pusher, github_token: str) -> None:
    repo = pusher.hooked.repo
    repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    leak = repo.git("rev-parse", "HEAD").strip()
    repo.git("rm", "-q", "a.py")
    repo.commit("gone")
    for _ in range(2):  # to an empty remote down to the root commit, then on top of what it has
        code, said = pusher.push("main")
        assert code != 0
        assert f"in commit {leak[:12]}" in said
        assert pusher.hooked.git("push", "-q", "--no-verify", "origin", "HEAD~2:refs/heads/main")[0] == 0


def test_push_of_a_new_branch_scans_what_the_remote_does_not_have(pusher: Pusher, github_token: str) -> None:
    repo = pusher.hooked.repo
    repo.commit(**{"old.py": f"key = '{github_token}'\n"})
    assert pusher.hooked.git("push", "-q", "--no-verify", "origin", "main")[0] == 0
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(**{"a.py": "x = 1\n"})
    repo.git("checkout", "-q", "main")
    code, said = pusher.push("side")
    assert code == 0, said
    repo.git("checkout", "-q", "side")
    repo.commit(**{"b.py": f"key = '{github_token}'\n"})
    repo.git("checkout", "-q", "main")
    for target in ("side", "side:refs/heads/other", "side:refs/tags/v1"):
        assert pusher.push(target)[0] != 0, target
    repo.git("tag", "-a", "-m", "release", "v2", "side")
    assert pusher.push("v2")[0] != 0
    assert pusher.push("main:refs/tags/v3")[0] == 0
    assert pusher.push("--delete", "v3")[0] == 0


def test_forced_push_scans_what_is_new_in_it(pusher: Pusher, github_token: str) -> None:
    repo = pusher.hooked.repo
    repo.commit(**{"a.py": "x = 1\n"})
    assert pusher.push("main")[0] == 0
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    code, said = pusher.push("--force", "main")
    assert code != 0
    assert "a.py:1:8" in said
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.commit(**{"a.py": "x = 2\n"})
    assert pusher.push("--force", "main")[0] == 0
