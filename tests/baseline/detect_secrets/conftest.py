from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

NAME = ".secrets.baseline"


@dataclass
class Said:
    """What a run of detect-secrets left behind."""

    code: int
    out: str
    err: str


@dataclass
class Peer:
    """The real detect-secrets, run as its users run it, never over the network."""

    repo: Repo

    def run(self, module: str, *arguments: str, stdin: str = "") -> Said:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
        run = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=self.repo.root,
            env={**environment, **self.repo.keysieve.environment},
            input=stdin,
            text=True,
            capture_output=True,
            timeout=300,
            check=False,
        )
        return Said(run.returncode, run.stdout, run.stderr)

    def scan(self, *arguments: str) -> dict[str, Any]:
        """Scan the tracked files and write the baseline; return it."""
        outcome = self.run("detect_secrets", "scan", "--no-verify", *arguments)
        assert outcome.code == 0, outcome.err
        (self.repo.root / NAME).write_text(outcome.out)
        return json.loads(outcome.out)

    def hook(self, *arguments: str) -> Said:
        return self.run("detect_secrets.pre_commit_hook", "--no-verify", *arguments)

    def audit(self, *answers: str) -> Said:
        return self.run("detect_secrets", "audit", NAME, stdin="".join(f"{answer}\n" for answer in answers))

    def identities(self) -> set[tuple[str, str, str]]:
        """Path, type and hash of each entry of the baseline."""
        return {
            (name, record["type"], record["hashed_secret"])
            for name, records in self.document["results"].items()
            for record in records
        }

    @property
    def document(self) -> dict[str, Any]:
        return json.loads((self.repo.root / NAME).read_text())

    def write(self, document: dict[str, Any]) -> None:
        (self.repo.root / NAME).write_text(json.dumps(document, indent=2) + "\n")

    def report(self, *arguments: str) -> dict[str, Any]:
        outcome = self.run("detect_secrets", "audit", "--report", "--json", *arguments, NAME)
        assert outcome.code == 0, outcome.err
        return json.loads(outcome.out)


@pytest.fixture
def peer(repo: Repo) -> Peer:
    pytest.importorskip("detect_secrets", reason="detect-secrets is what this is held against")
    return Peer(repo)


@pytest.fixture
def leaky(repo: Repo, sample: Callable[..., str]) -> Repo:
    """A repository with secrets of the kinds that both scanners know."""
    repo.commit(
        **{
            "src/app.py": "\n".join(
                [
                    "import os",
                    f'AWS_ID = "{sample("{aws_key_id:AKIA}")}"',
                    f'github = "{sample("{github_token:ghp_}")}"',
                    f'db_password = "{sample("{password:16}")}"',
                    f'slack = "xoxb-{sample("{digit:12}")}-{sample("{digit:12}")}-{sample("{base62:24}")}"',
                    f'sendgrid = "SG.{sample("{base62:22}")}.{sample("{base62:43}")}"',
                    f'stripe_secret = "sk_live_{sample("{base62:24}")}"',
                    "",
                ]
            ),
            "config.yml": f"database:\n  password: {sample('{password:20}')}\n  user: app\n",
            "app.ini": f"[db]\nuser = app\npassword = {sample('{password:18}')}\n",
            "url.sh": f"psql postgres://app:{sample('{base62:20}')}@db.example.com/app\n",
            "key.pem": sample("{pem:RSA PRIVATE KEY}") + "\n",
        }
    )
    return repo
