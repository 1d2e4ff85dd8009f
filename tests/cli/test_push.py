"""Pushes: a server's pre-receive hook behind real pushes, and the pre-push hook of a clone."""

from __future__ import annotations

import shlex
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.conftest import CLEAN_ENVIRONMENT, IDENTITY
from tests.sources.archives.conftest import packed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Outcome, Repo

ZEROS = "0" * 40


@dataclass
class Server:
    """A bare repository with a hook, and a clone that pushes to it."""

    root: Path
    repo: Repo

    def push(self, *arguments: str) -> tuple[bool, str]:
        """Push; return whether it was taken, and what was said."""
        run = subprocess.run(
            ["git", "push", "-q", "origin", *arguments],
            cwd=self.repo.root,
            env={**CLEAN_ENVIRONMENT, **IDENTITY, **self.repo.keysieve.environment},
            capture_output=True,
            timeout=120,
            check=False,
        )
        return run.returncode == 0, run.stderr.decode("utf-8", "replace")

    def hook(self, name: str, command: str, before: str = "") -> None:
        where = self.root if name == "pre-receive" else self.repo.root / ".git"
        path = where / "hooks" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{before}exec {shlex.quote(sys.executable)} -m scanner {command}\n")
        path.chmod(0o755)

    def refs(self) -> str:
        return self.repo.git("-C", str(self.root), "for-each-ref", "--format=%(refname)")


@pytest.fixture
def server(repo: Repo, tmp_path: Path) -> Server:
    root = tmp_path / "server.git"
    repo.git("init", "-q", "--bare", "-b", "main", str(root))
    repo.git("remote", "add", "origin", str(root))
    repo.commit(**{"a.py": "x = 1\n"})
    repo.git("push", "-q", "origin", "main")
    made = Server(root, repo)
    made.hook("pre-receive", "pre-receive")
    return made


def test_server_does_not_take_a_secret(server: Server, github_token: str) -> None:
    server.repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    leak = server.repo.git("rev-parse", "HEAD").strip()
    server.repo.commit(**{"a.py": "x = 1\n"})
    taken, said = server.push("main")
    assert not taken
    assert f"a.py:1:8  critical  github-pat  in commit {leak[:12]}" in said
    assert github_token not in said


def test_server_does_not_refuse_clean_commits(server: Server) -> None:
    server.repo.commit(**{"a.py": "x = 2\n"})
    taken, said = server.push("main")
    assert taken, said
    assert "1 commit, 1 file scanned" in said


def test_server_does_not_judge_again_what_it_has(server: Server, github_token: str) -> None:
    (server.root / "hooks" / "pre-receive").unlink()
    server.repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    assert server.push("main")[0]
    server.hook("pre-receive", "pre-receive")
    server.repo.commit(**{"a.py": f"# more\nkey = '{github_token}'\n"})
    assert server.push("main", "HEAD:refs/heads/new", "HEAD:refs/tags/v1")[0]
    assert server.push("HEAD~1:refs/heads/older")[0]


@pytest.mark.parametrize("ref", ["refs/heads/new", "refs/tags/v1", "refs/other/x"])
def test_server_does_not_overlook_a_new_reference(server: Server, github_token: str, ref: str) -> None:
    server.repo.git("checkout", "-qb", "side")
    server.repo.commit(**{"b.py": f"key = '{github_token}'\n"})
    taken, said = server.push(f"HEAD:{ref}")
    assert not taken
    assert "b.py:1:8" in said


def test_server_does_not_overlook_an_annotated_tag_or_a_tagged_blob(server: Server, github_token: str) -> None:
    name = server.repo.git("hash-object", "-w", "--stdin", stdin=f"key = '{github_token}'\n".encode()).strip()
    server.repo.git("tag", "-a", "-m", "blob", "blob", name)
    taken, said = server.push("blob")
    assert not taken
    assert "refs/tags/blob:1:8" in said


def test_server_does_not_overlook_a_forced_push(server: Server, github_token: str) -> None:
    server.repo.commit(**{"a.py": "x = 2\n"})
    assert server.push("main")[0]
    server.repo.git("reset", "-q", "--hard", "HEAD~1")
    server.repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    assert not server.push("--force", "main")[0]
    server.repo.git("reset", "-q", "--hard", "HEAD~1")
    server.repo.commit(**{"a.py": "x = 3\n"})
    assert server.push("--force", "main")[0]


def test_server_does_not_refuse_a_deletion(server: Server) -> None:
    assert server.push("main:side")[0]
    taken, said = server.push("--delete", "side")
    assert taken, said
    assert "side" not in server.refs()


def test_root_commit_of_an_empty_server_is_not_overlooked(repo: Repo, tmp_path: Path, github_token: str) -> None:
    root = tmp_path / "empty.git"
    repo.git("init", "-q", "--bare", str(root))
    repo.git("remote", "add", "origin", str(root))
    repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    server = Server(root, repo)
    server.hook("pre-receive", "pre-receive")
    taken, said = server.push("main")
    assert not taken
    assert "a.py:1:8" in said


def test_policy_of_a_server_is_not_the_pushed_one(server: Server, github_token: str) -> None:
    server.repo.commit(**{"a.py": f"key = '{github_token}'\n", ".keysieve.toml": 'exclude = ["**"]\n'})
    assert not server.push("main")[0]
    (server.root / ".keysieve.toml").write_text('exclude = ["a.py"]\n')
    assert server.push("main")[0]


def test_message_is_read_on_request(server: Server, github_token: str) -> None:
    server.hook("pre-receive", "pre-receive --messages")
    server.repo.commit(f"with {github_token}")
    taken, said = server.push("main")
    assert not taken
    assert "(commit message):1:6" in said


def test_message_of_a_tag_is_read_on_request(server: Server, github_token: str) -> None:
    server.repo.git("tag", "-a", "-m", f"with {github_token}", "inner")
    server.repo.git("tag", "-a", "-m", "of a tag", "outer", "inner")
    for tag in ("inner", "outer"):
        row = f"refs/tags/{tag} {server.repo.git('rev-parse', tag).strip()} refs/tags/{tag} {ZEROS}\n".encode()
        assert "(tag message):1:6" in server.repo.keysieve("pre-push", "origin", "url", "--messages", stdin=row).out
        server.hook("pre-receive", "pre-receive --messages")
        taken, said = server.push(tag)
        assert not taken
        assert "(tag message):1:6" in said
    server.hook("pre-receive", "pre-receive")
    assert server.push("inner")[0]
    server.hook("pre-receive", "pre-receive --messages")
    assert server.push("inner:refs/tags/again")[0], "the server has it"


def test_archive_is_opened_on_request(server: Server, github_token: str) -> None:
    server.repo.stage("a.whl", packed("zip", {"a.py": f"key = '{github_token}'\n".encode()}))
    row = f"refs/heads/main {server.repo.commit()} refs/heads/main {ZEROS}\n".encode()
    assert server.repo.keysieve("pre-push", "origin", "url", stdin=row).code == 0
    outcome = server.repo.keysieve("pre-push", "origin", "url", "--archives", stdin=row)
    assert (outcome.code, "a.whl!/a.py:1:8" in outcome.out) == (1, True)
    for budget in ("", " --time-budget 600"):
        server.hook("pre-receive", "pre-receive --archives" + budget)
        taken, said = server.push("main")
        assert (taken, "a.whl!/a.py:1:8" in said) == (False, True), said
    server.hook("pre-receive", "pre-receive")
    assert server.push("main")[0]


def test_time_that_is_over_is_not_a_clean_push(server: Server) -> None:
    server.repo.commit(**{"b.py": "x = 2\n"})
    server.hook("pre-receive", "pre-receive --time-budget 0.0000001")
    taken, said = server.push("main")
    assert not taken
    assert "time budget of 1e-07 seconds is over" in said
    server.hook("pre-receive", "pre-receive --time-budget 0.0000001 --on-timeout accept")
    taken, said = server.push("main")
    assert taken
    assert "accepted although the time was over" in said


def test_damaged_member_is_not_taken_for_time_that_is_over(server: Server) -> None:
    content = bytearray(packed("zip", {"time budget": b"x" * 90}))
    content[content.index(b"PK\1\2") + 16] ^= 1  # the checksum, whose complaint names the member
    server.repo.stage("a.zip", bytes(content))
    server.repo.commit()
    server.hook("pre-receive", "pre-receive --archives --time-budget 500 --on-timeout accept")
    taken, said = server.push("main")
    assert not taken
    assert "damaged" in said


def test_time_that_is_enough_changes_nothing(server: Server, github_token: str) -> None:
    server.hook("pre-receive", "pre-receive --time-budget 100 --on-timeout accept")
    server.repo.commit(**{"b.py": f"key = '{github_token}'\n"})
    assert not server.push("main")[0]


def test_other_faults_are_not_accepted_with_the_time(server: Server) -> None:
    server.hook("pre-receive", "pre-receive --on-timeout accept --time-budget 100 --baseline nothing")
    server.repo.commit(**{"b.py": "x = 1\n"})
    assert not server.push("main")[0]


@pytest.mark.parametrize("text", ["nonsense\n", f"{ZEROS} main\n", "--all --all main\n", f"{ZEROS} {'x' * 40} main\n"])
@pytest.mark.parametrize("command", [["pre-receive"], ["pre-push", "origin", "url"]], ids=lambda words: words[0])
def test_input_that_is_not_gits_is_not_a_clean_push(repo: Repo, command: list[str], text: str) -> None:
    repo.commit()
    outcome = repo.keysieve(*command, stdin=text.encode())
    assert outcome.code == 2
    assert "line 1" in outcome.err


def test_object_that_is_not_here_is_not_a_clean_push(repo: Repo) -> None:
    repo.commit()
    outcome = repo.keysieve("pre-receive", stdin=f"{ZEROS} {'1' * 40} refs/heads/x\n".encode())
    assert outcome.code == 2


def test_nothing_pushed_is_clean(repo: Repo) -> None:
    head = repo.commit()
    assert repo.keysieve("pre-push", "origin").code == 0, "git calls it when all is there already"
    assert repo.keysieve("pre-receive", stdin=f"{head} {ZEROS} refs/heads/x\n".encode()).code == 0


@pytest.mark.parametrize("before", ["cat >/dev/null; ", "exec </dev/null; ", "exec <&-; "])
def test_references_that_another_command_has_read_are_not_a_clean_push(server: Server, before: str) -> None:
    server.repo.commit(**{"a.py": "x = 2\n"})
    server.hook("pre-receive", "pre-receive", before)
    taken, said = server.push("main")
    assert not taken
    assert "standard input" in said


def pushed(repo: Repo, local: str, new: str, old: str, remote: str = "origin") -> Outcome:
    row = f"{local} {new} refs/heads/x {old}\n"
    return repo.keysieve("pre-push", remote, "url", "--format", "json", stdin=row.encode())


def test_plain_pre_push_hook_does_not_let_a_secret_out(server: Server, github_token: str) -> None:
    (server.root / "hooks" / "pre-receive").unlink()
    server.hook("pre-push", 'pre-push "$@"')
    server.repo.git("fetch", "-q")
    server.repo.git("checkout", "-qb", "side")
    server.repo.commit(**{"b.py": f"key = '{github_token}'\n"})
    server.repo.commit(**{"b.py": "x = 1\n"})
    server.repo.git("checkout", "-q", "main")
    assert not server.push("side")[0]
    assert server.push("main")[0]
    assert not server.push("side:refs/tags/v1")[0]
    assert "side" not in server.refs()
    assert server.push("HEAD:deleted")[0]
    assert server.push("--delete", "deleted")[0]


def test_what_the_remote_has_is_not_pushed(server: Server, github_token: str) -> None:
    """A new branch: exactly what the remote does not have."""
    repo = server.repo
    (server.root / "hooks" / "pre-receive").unlink()
    repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    assert server.push("main")[0]
    head = repo.commit(**{"c.py": "x = 1\n"})
    outcome = pushed(repo, "refs/heads/main", head, ZEROS)
    assert outcome.code == 0
    assert outcome.report["summary"]["commits"] == 1
    assert pushed(repo, "refs/heads/main", head, ZEROS, "elsewhere").report["summary"]["commits"] == 3


@pytest.mark.parametrize("name", ["a b", "{0}"])
def test_names_from_git_are_not_options(repo: Repo, name: str) -> None:
    head = repo.commit(**{"a.py": "x = 1\n"})
    assert pushed(repo, name, head, ZEROS).code == 0
