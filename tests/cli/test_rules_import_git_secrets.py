"""`keysieve rules import` of what the real `git secrets` wrote into git's configuration."""

from __future__ import annotations

import subprocess
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.conftest import CLEAN_ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

PATTERNS = ["acme_[0-9a-f]{16,}", r"\bint-[[:alnum:]_\-]{20}", "globex=(aa|bb)[0-9]{,6}x"]


@pytest.mark.needs("git-secrets")
def test_lines_that_git_secrets_finds_are_found(repo: Repo, sample: Callable[..., str]) -> None:
    repo.git("secrets", "--register-aws")
    for pattern in PATTERNS:
        repo.git("secrets", "--add", pattern)
    repo.git("secrets", "--add", "--allowed", "acme_0+")
    outcome = repo.keysieve("rules", "import", ".git/config", "--output", "tools/rules")
    assert outcome.code == 0, outcome.err
    assert "is not run" in outcome.err
    assert repo.keysieve("rules", "check", "tools/rules").code == 0
    allowed = (repo.root / "tools/rules/_allow.toml").read_text()
    repo.write(".keysieve.toml", f"{allowed}\n[rules]\npaths = ['tools/rules']\n")
    lines = [
        sample("a acme_f{hex:19}."),
        sample("acme_0000{hex:16}"),
        sample("xacme_{hex:20}"),
        sample("acme_{hex:12}"),
        sample("x: int-{base64url:18}0a"),
        sample("print-{base64url:20}"),
        sample("globex=bb{digit:4}x"),
        sample("globex=bb{digit:8}x"),
        sample("key {aws_key_id:AKIA}"),
    ]
    repo.write("a.txt", "".join(f"{line}\n" for line in lines))
    ours = {line for _, line in repo.keysieve("scan", "a.txt", "--format", "json").places}
    assert ours == theirs(repo) == {1, 5, 7, 9}


def theirs(repo: Repo) -> set[int]:
    """Return the lines that git secrets itself finds, which it tells on standard error."""
    run = subprocess.run(
        ["git", "secrets", "--scan", "a.txt"], cwd=repo.root, env=CLEAN_ENVIRONMENT, capture_output=True, check=False
    )
    return {int(line.split(b":")[1]) for line in run.stderr.splitlines() if line.startswith(b"a.txt:")}


def test_allowed_file_is_configuration(repo: Repo) -> None:
    repo.write(".gitallowed", "# made up\n\nacme_0+\n(?i)x\n")
    outcome = repo.keysieve("rules", "import", ".gitallowed")
    assert outcome.code == 0
    (entry,) = tomllib.loads(outcome.out)["allow"]
    assert entry["value"] == "(?s:.*?)(?:acme_0+)(?s:.*)"
    assert "refused  the allowed pattern '(?i)x': it has `(?`, which `grep -E` does not have" in outcome.err


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("[core]\n\tbare = false\n", 2, "has no [[rules]]"),
        ("[secrets]\n\tother = x\n", 1, "0 rules imported"),
        ("[secrets\n", 2, "bad config line 1"),
    ],
)
def test_file_without_patterns_is_told(repo: Repo, text: str, code: int, says: str) -> None:
    repo.write("their.config", text)
    outcome = repo.keysieve("rules", "import", "their.config")
    assert (outcome.code, outcome.out) == (code, "")
    assert says in outcome.err
