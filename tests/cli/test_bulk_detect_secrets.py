"""A scan under a baseline of detect-secrets is shared out among processes like any other, and gives the same."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
NAME = ".secrets.baseline"
LINES = (
    'github = "{github_token:ghp_}"',
    'db_password = "{password:16}"',
    "url = postgres://app:{base62:20}@db.example.com/app",
    'aws = "{aws_key_id:AKIA}"',
)


@pytest.fixture
def tree(repo: Repo, sample: Callable[..., str]) -> Repo:
    """Secrets of all kinds in two hundred files, in lines of all kinds; half of them are in the baseline, labelled."""
    for number in range(200):
        filling = f"x = {number}\n" * (number % 7)
        lines = (sample(LINES[(number + more) % len(LINES)], number) for more in range(number % 3))
        name = f"d{number % 5}/{number}.{('py', 'yml', 'sh')[number % 3]}"
        repo.write(name, filling + "\n".join(lines) + "\n")
        if number == 100:
            repo.git("add", ".")
            repo.commit("first half")
            assert repo.keysieve("baseline", "create", NAME).code == 0
            label(repo)
    repo.git("add", ".")
    repo.commit("second half")
    return repo


def label(repo: Repo) -> None:
    """Answer every other entry."""
    document = json.loads((repo.root / NAME).read_text())
    entries = [entry for found in document["results"].values() for entry in found]
    assert len(entries) > 50
    for number, entry in enumerate(entries):
        if number % 2:
            entry["is_secret"] = number % 4 == 1
    (repo.root / NAME).write_text(json.dumps(document, indent=2) + "\n")


def report(repo: Repo, *words: str) -> dict[str, Any]:
    run = repo.keysieve("scan", "--format", "json", "--baseline", NAME, *words)
    assert (run.code, run.err) == (1, "")
    found: dict[str, Any] = run.report
    del found["summary"]["seconds"], found["summary"]["ended"]
    return found


@pytest.mark.parametrize("source", [(), ("--history",), ("--range", "HEAD~1..HEAD")], ids=["tree", "history", "range"])
def test_findings_do_not_depend_on_the_number_of_processes(tree: Repo, source: tuple[str, ...]) -> None:
    alone = report(tree, *source, "--jobs", "1")
    assert alone["summary"]["new"] > 50
    assert source == ("--range", "HEAD~1..HEAD") or alone["summary"]["known"] > 50
    assert report(tree, *source, "--jobs", "3") == alone


def test_update_writes_the_same_with_any_number_of_processes(tree: Repo) -> None:
    before = (tree.root / NAME).read_bytes()
    written = []
    for jobs in ("1", "3"):
        (tree.root / NAME).write_bytes(before)
        assert tree.keysieve("baseline", "update", NAME, "--jobs", jobs).code == 0
        written.append((tree.root / NAME).read_bytes())
    assert written[0] != before
    assert written[0] == written[1]


def test_scan_is_shared_out(tree: Repo) -> None:
    shown = tree.keysieve("scan", "-v", "--baseline", NAME, "--jobs", "2").out
    assert ", 2 processes\n" in shown


def test_what_a_custom_plugin_finds_is_the_same_with_any_number_of_processes(tree: Repo) -> None:
    pytest.importorskip("detect_secrets", reason="it runs the plugins")
    plugin = tree.root / "own_plugin.py"
    plugin.write_text(
        "import re\n"
        "from detect_secrets.plugins.base import RegexBasedDetector\n"
        "class Own(RegexBasedDetector):\n"
        "    secret_type = 'Own'\n"
        "    denylist = [re.compile(r'x = (1[0-9]+)')]\n"
    )
    document = json.loads((tree.root / NAME).read_text())
    document["plugins_used"].append({"name": "Own", "path": f"file://{plugin}"})
    (tree.root / NAME).write_text(json.dumps(document, indent=2) + "\n")
    alone = report(tree, "--custom-plugins", "--jobs", "1")
    assert any(finding["rule"] == "detect-secrets-own" for finding in alone["findings"])
    assert report(tree, "--custom-plugins", "--jobs", "3") == alone
