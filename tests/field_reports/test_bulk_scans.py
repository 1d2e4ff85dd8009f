"""What scans of whole trees, ranges and histories of other tools got wrong."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import CLEAN_ENVIRONMENT
from tests.sources.archives.conftest import packed

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tests.conftest import Outcome, Repo

    Proven = Callable[[Outcome], dict[str, Any]]

EVERYWHERE = [["--staged"], ["--range", "main~1..main"], ["--history", "--no-cache"], []]
"""The scans that must not miss what a commit adds to a tree."""

everywhere = pytest.mark.parametrize("words", EVERYWHERE, ids=["staged", "range", "history", "tree"])


def scanned(repo: Repo, words: list[str], *more: str) -> Outcome:
    """Commit what is staged, unless that is what is scanned, and scan."""
    if words != ["--staged"]:
        repo.commit()
    return repo.keysieve("scan", "--format", "json", *words, *more)


@everywhere
@pytest.mark.parametrize(
    ("name", "kind"),
    [("dist/a-1.0-py3-none-any.whl", "zip"), ("lib/a.jar", "zip:stored"), ("a.tar.gz", "tar:gz"), ("a.tar", "tar")],
)
def test_secret_in_a_package_is_not_missed(
    repo: Repo, aws_id: str, words: list[str], name: str, kind: str, proven: Proven
) -> None:
    repo.commit()
    repo.stage(name, packed(kind, {"conf/a.py": f"x = 1\nkey = '{aws_id}'\n".encode()}))
    outcome = scanned(repo, words, "--archives")
    assert (outcome.code, outcome.places) == (1, [(f"{name}!/conf/a.py", 2)])
    proven(outcome)


@everywhere
def test_token_among_the_hashes_of_a_lock_file_is_not_missed(
    repo: Repo, sample: Callable[..., str], words: list[str]
) -> None:
    """tankpkg/tank #406: eight hundred hashes, and none of them a secret."""
    hashes = [sample('  "node_modules/a{hex:6}": {{"integrity": "sha512-{base64:86}=="}},', n) for n in range(800)]
    hashes.insert(400, sample('  "//registry.example.com/:_authToken": "{npm_token:}",'))
    repo.commit()
    repo.stage("package-lock.json", "{\n" + "\n".join(hashes) + '\n  "end": {}\n}\n')
    assert scanned(repo, words).places == [("package-lock.json", 402)]


@everywhere
def test_value_added_to_a_manifest_later_is_not_missed(
    repo: Repo, sample: Callable[..., str], words: list[str]
) -> None:
    """gitleaks #1647, #1227: the line alone does not say that it is a secret."""
    manifest = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:"
    repo.commit(**{"secret.yaml": f"{manifest} {{}}\n"})
    value = base64.b64encode(sample("{password:16}").encode()).decode()
    repo.stage("secret.yaml", f"{manifest}\n  password: {value}\n")
    assert scanned(repo, words).places == [("secret.yaml", 6)]


@everywhere
def test_whole_minified_line_is_not_in_the_report(repo: Repo, aws_id: str, words: list[str]) -> None:
    """gitleaks #292."""
    repo.commit()
    repo.stage("a.min.js", "var a=1;" * 40_000 + f'k="{aws_id}";' + "b();" * 40_000)
    outcome = scanned(repo, words)
    assert outcome.places == [("a.min.js", 1)]
    assert len(outcome.out) < 5_000
    assert len(repo.keysieve("scan", *words).out) < 5_000


@everywhere
def test_one_odd_file_does_not_end_the_scan(repo: Repo, aws_id: str, words: list[str], proven: Proven) -> None:
    """detect-secrets #371, #268."""
    repo.commit()
    repo.stage("a.wav", b"RIFF\xff\xfe\x00\xd8WAVE" + bytes(range(256)) * 40)
    repo.stage(b"n\xff\xfe.txt", b"\x80\x81\xfe\n")
    repo.stage("z.py", f"key = '{aws_id}'\n")
    outcome = scanned(repo, words)
    assert outcome.places == [("z.py", 1)]
    assert proven(outcome)["summary"]["fragments"] >= 3


@everywhere
def test_no_connection_is_opened(repo: Repo, aws_id: str, words: list[str]) -> None:
    """trufflehog #3448, #3961: what may be a secret was sent out to be tried."""
    repo.commit()
    repo.stage("a.py", f"key = '{aws_id}'\n")
    scanned(repo, words)
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT_NETWORK, "scan", "--archives", *words],
        cwd=repo.root,
        env={**CLEAN_ENVIRONMENT, **repo.keysieve.environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1, run.stderr
    assert run.stderr.splitlines() == []


WITHOUT_NETWORK = """
import sys
def watch(event, arguments):
    if event.startswith("socket."):
        sys.stderr.write(event)
sys.addaudithook(watch)
from scanner.entry import main
sys.exit(main(sys.argv[1:]))
"""


@everywhere
def test_scan_that_is_done_says_what_it_looked_at(repo: Repo, words: list[str], proven: Proven) -> None:
    """kingfisher #491: files, bytes, what was skipped and why, and under which rules and configuration."""
    repo.commit(**{".keysieve.toml": 'exclude = ["vendor"]\n'})
    repo.stage("vendor/a.py", "x = 1\n")
    repo.stage("b.py", "x = 1\n")
    report = proven(scanned(repo, words))
    assert report["skipped"] == [{"path": "vendor/a.py", "reason": "excluded by 'vendor' in .keysieve.toml"}]
    assert report["summary"]["bytes"] >= 6
    assert report["summary"]["fragments"] >= 1
    assert report["context"]["rules_digest"]
    assert report["context"]["config"] == ".keysieve.toml"
    assert report["context"]["config_digest"]
    assert report["tool"]["version"]


def test_what_is_no_regular_file_is_named_and_does_not_block(repo: Repo, aws_id: str, proven: Proven) -> None:
    for name in ("pipe", "large", "a.py"):
        repo.stage(name, f"key = '{aws_id}'\n" * 9)
    (repo.root / "pipe").unlink()
    os.mkfifo(repo.root / "pipe")
    repo.write("large", "x" * 5_000)
    repo.git("init", "-q", "inner")
    repo.write("inner/file", "x")
    report = proven(repo.keysieve("scan", "--max-file-size", "4000", "--format", "json"))
    assert {skipped["path"]: skipped["reason"] for skipped in report["skipped"]} == {
        "pipe": "not a regular file",
        "large": "larger than 4000 bytes",
        "inner/": "another repository: it is scanned by itself",
    }


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="looks for children in /proc")
def test_process_that_is_killed_is_not_passed_over_and_the_rest_is_scanned(
    repo: Repo, aws_id: str, proven: Proven
) -> None:
    for number in range(300):
        repo.write(f"{number:03}.py", "password = f(x)\n" * 800)
    repo.write("zzz.py", f"key = '{aws_id}'\n")
    command = [sys.executable, "-m", "scanner", "scan", "--jobs", "2", "--engine", "aho", "--format", "json"]
    environment = {**CLEAN_ENVIRONMENT, **repo.keysieve.environment}
    with subprocess.Popen(
        command, cwd=repo.root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        children: list[str] = []
        while len(children) < 2:
            assert running.poll() is None
            time.sleep(0.01)
            children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
            children = [child for child in children if b"scanner" in Path(f"/proc/{child}/cmdline").read_bytes()]
        os.kill(int(children[0]), signal.SIGKILL)
        out, err = running.communicate(timeout=120)
    outcome = type(repo.keysieve("--version"))(running.returncode, out.decode(), err.decode())
    assert outcome.code == 2
    report = proven(outcome)
    (error,) = report["errors"]
    assert "killed by signal 9" in error["message"]
    assert outcome.places == [("zzz.py", 1)]
    assert report["summary"]["fragments"] >= 300


def test_commit_in_a_large_repository_reads_what_is_staged_alone(repo: Repo, aws_id: str, proven: Proven) -> None:
    """trufflehog #4504, #4511; detect-secrets #935: each commit scanned all there was."""
    for number in range(3_000):
        repo.write(f"src/{number}.py", f"old = '{aws_id}'\n")
    repo.git("add", "src")
    repo.commit()
    repo.stage("new.py", "x = 1\n")
    for name in os.listdir(repo.root / "src")[:2_999]:
        (repo.root / "src" / name).unlink()
    summary = proven(repo.keysieve("scan", "--staged", "--format", "json"))["summary"]
    assert (summary["listed"], summary["fragments"], summary["bytes"]) == (1, 1, 6)
    assert repo.keysieve("hook").code == 0
